"""Practice (演练): a city that does not exist, with everything in it that makes a draw difficult.

Nothing here is chance: the same seed gives the same city, so two rehearsals can be compared byte for byte.
"""
