"""``/incidents``, ``/looks``, ``/reports``: what endangers the secrecy of a list, who saw names, and breaches
reported in confidence (Art. 9, 13(4), 16(6), 17(5))."""
