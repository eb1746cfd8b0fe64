"""The day of the evaluation (Art. 8(3)-(5), 9, 13, 14): receipts, signing in, lateness, replacement, leaks,
the blind print, unsealing, and what a replaced member found.

``look_at_desk`` ``look_at_unsealing`` ``list_days`` change nothing.
"""
