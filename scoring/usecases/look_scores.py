"""Look at scores: one expert's year, everybody below the mark, the board of a run (Art. 19, 22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from scoring.ports import Office
from scoring.rules.annual import Result, Run, result_of
from scoring.rules.entries import Entry
from scoring.rules.items import ITEMS, Category
from scoring.rules.lines import Line, Totals
from scoring.usecases.desk import found


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One expert's year as it stands: the result, its lines, the entries in any state."""

    result: Result
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]


def own_score(office: Office, expert: str, year: int) -> Sheet:
    """Also for an expert without a line: the full score."""
    with office.books() as books:
        totals = next(iter(books.scores.totals(year, expert)), Totals(expert))
        lines = tuple(books.scores.lines(year, expert))
        entries = tuple(books.scores.find(Entry, expert=expert))
    return Sheet(result_of(totals, office.parameters(office.now())), lines, entries)


def below_mark(office: Office, year: int) -> list[Result]:
    """Alerts, not stops: whoever stands below the pass mark now, ascending by expert."""
    parameters = office.parameters(office.now())
    with office.books() as books:
        results = (result_of(totals, parameters) for totals in books.scores.totals(year))
        return [result for result in results if result.score < parameters.pass_from]


@dataclass(frozen=True, slots=True)
class Board:
    """A run for the regulator's board. ``scores``: score -> experts; ``categories``: points by Art. 19."""

    run: Run
    scores: Mapping[int, int]
    categories: Mapping[Category, int]
    results: tuple[Result, ...]


def annual_board(office: Office, run_id: str) -> Board:
    """Raises ``ConductNotFound``."""
    with office.books() as books:
        run = found(books, Run, run_id)
        results = tuple(books.scores.results(run_id))
        categories: Counter[Category] = Counter()
        for line in books.scores.lines(run.year):
            if line.item:
                categories[ITEMS[line.item].category] += line.points
    return Board(run, Counter(result.score for result in results), categories, results)


def runs_of(office: Office, year: int) -> list[Run]:
    """Every revision of a year, ascending."""
    with office.books() as books:
        return sorted(books.scores.find(Run, subject=str(year)), key=lambda run: run.revision)


def commended(office: Office, run_id: str) -> list[Result]:
    """The commendation list (通报表彰): 优秀 alone. Raises ``ConductNotFound``."""
    with office.books() as books:
        found(books, Run, run_id)
        return [result for result in books.scores.results(run_id) if result.grade == "excellent"]
