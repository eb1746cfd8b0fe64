"""A year computed again beside what was prepared, before the office confirms it (Art. 22)."""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.rules.annual import Result, Run, root_of
from scoring.rules.objections import OPEN, Objection
from scoring.usecases.desk import found
from scoring.usecases.prepare_annual import results_now

SHOWN = 50
"""Differences that a page lists."""


@dataclass(frozen=True, slots=True)
class Compared:
    """``root`` and ``size`` as computed now; ``differ``: expert, as prepared, as computed now (None where one
    has none), the first ``SHOWN``; ``objections``: still open against the run."""

    run: Run
    root: str
    size: int
    differ: tuple[tuple[str, Result | None, Result | None], ...]
    objections: int
    window_open: bool

    @property
    def same(self) -> bool:
        return (self.root, self.size) == (self.run.root, self.run.size)


def runs_listed(house: House) -> list[Run]:
    """Every run that was not superseded, the newest year first."""
    with house.books() as books:
        runs = books.scores.find(Run, states=("prepared", "confirmed"))
    return sorted(runs, key=lambda run: (run.year, run.revision), reverse=True)


def compare_run(house: House, run_id: str) -> Compared:
    """Raises ``ConductNotFound``."""
    office, now = office_of(house), house.clock.now()
    with house.books() as books:
        run = found(books, Run, run_id)
        fresh = list(results_now(office, books, run.year, now))
        root = root_of(fresh, office.name)
        differ: list[tuple[str, Result | None, Result | None]] = []
        if root != run.root:
            before = {one.expert: one for one in books.scores.results(run_id)}
            after = {one.expert: one for one in fresh}
            changed = (one for one in sorted({*before, *after}) if before.get(one) != after.get(one))
            differ = [(one, before.get(one), after.get(one)) for one in changed][:SHOWN]
        open_ = len(books.scores.find(Objection, subject=run.id, states=OPEN))
    return Compared(run, root, len(fresh), tuple(differ), open_, now < run.window.ends_at)
