"""Where the calendar's first content comes from: the tables of the ``chinesecalendar`` package (2004-2026).

Only its tables are read. Its functions raise for later years; here a year it does not know is simply not
loaded, and the rules say so.
"""

from __future__ import annotations

from chinese_calendar.constants import holidays, workdays

from scoring.rules.working_days import Calendar, from_tables


def published_calendar() -> Calendar:
    """Every year the installed package has tables for, as official years."""
    return from_tables(holidays, workdays)
