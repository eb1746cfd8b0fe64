"""An administrator loads a year of the working-day calendar: the State Council notice, or a provisional year
(Art. 8, 21; rules.md section 5)."""

from __future__ import annotations

from audit.canonical import canonical
from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.evidence import digest_of
from scoring.rules.people import Person
from scoring.rules.working_days import Calendar, Year


def load_calendar(office: Office, year: Year, by: Person) -> Calendar:
    """The calendar with the year in it. Raises ``CalendarYearConfirmed`` where a provisional year would
    replace an official one."""
    calendar = office.calendar().with_year(year)
    days = {
        "holidays": [day.isoformat() for day in sorted(year.holidays)],
        "workdays": [day.isoformat() for day in sorted(year.workdays)],
    }
    body = {"year": year.year, "provisional": year.provisional, "days": digest_of(canonical(days))}
    with office.books() as books:
        now = office.now()
        books.scores.put_year(year, now)
        who = {"role": by.role, "by": office.pseudonym(f"account {by.account}")}
        books.journal.note("calendar", HouseEvent.CALENDAR_LOADED, {**body, **who}, now)
        books.commit()
    return calendar
