"""Sixty days before the calendar runs out, the staff page says so (rules.md section 5)."""

from __future__ import annotations

from datetime import date

from scoring.ports import Office


def warn_calendar(office: Office) -> date | None:
    """The first day without an official calendar once it is that near, else None."""
    now = office.now()
    return office.calendar().warn_when(now, office.parameters(now).calendar_warn_days)
