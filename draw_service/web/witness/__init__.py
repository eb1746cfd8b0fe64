"""The screen of a witness at a center terminal (Art. 8(2), 10)."""
