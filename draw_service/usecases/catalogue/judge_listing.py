"""What the transaction catalogue says to an application when it is filed or changed (Art. 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from draw_service.rules.applications import Application
from draw_service.rules.catalogue import Edition, Line, in_force, judge, judge_again, lines_on
from draw_service.rules.packs import RulePack
from draw_service.usecases.ports import Books, House
from scoring.rules.working_days import civil_date


def judged(
    books: Books, application: Application, now: datetime, pack: RulePack, before: Application | None = None
) -> Application:
    """The application with its duty. ``before``: the one it changes. Raises what ``catalogue.judge``
    raises."""
    today = civil_date(now)
    edition = in_force(books.incidents.find(Edition, ("confirmed",)), today)
    if before is not None:
        return replace(application, catalogue=judge_again(before, application, edition, today, pack))
    found = judge(application.catalogue, application.budget_fen, edition, today, pack)
    return replace(application, catalogue=found)


def lines_in_force(house: House) -> dict[str, Line]:
    """Code -> line, today."""
    today = civil_date(house.clock.now())
    with house.views() as books:
        return lines_on(in_force(books.incidents.find(Edition, ("confirmed",)), today), today)
