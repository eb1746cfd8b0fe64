"""The house calls by itself: seats, reports, messages, on simulated phones."""
