"""The years of the working-day calendar an administrator loaded (rules.md section 5), read beside whatever
transaction is open: a calendar is asked for in the middle of acts."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import Engine

from scoring.rules.working_days import Year
from scoring.store import read_year


def loaded_years(engine: Engine) -> list[Year]:
    """Ascending. Through the driver itself, so that no write lock is taken or waited for."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SELECT year, provisional, holidays, workdays FROM calendar_year ORDER BY year")
        return [read_year(*row) for row in cursor.fetchall()]
