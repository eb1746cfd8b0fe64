"""The day of the evaluation (Art. 8(3)-(5), 9, 13, 14): receipts, signing in, lateness, replacement, leaks,
the blind print, unsealing, and what a replaced member found."""
