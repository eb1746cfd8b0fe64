"""The log witness by itself: its rules, its wire, its file."""
