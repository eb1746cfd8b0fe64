"""PURE. Scoring rules: values in, values out; time is an argument.

working_days.py  the State Council calendar and periods counted in working days (Art. 8, Art. 21)
"""
