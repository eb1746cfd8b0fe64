"""A roster as a change of the register: first a preview, then exactly what was previewed (Art. 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.people import ExpertRecord
from draw_service.rules.pool_diff import Diff, compare, ticket_of
from draw_service.rules.pool_keeping import CaseData
from draw_service.rules.refusals import NotFound, PreviewStale
from draw_service.rules.roster_rows import RawRow, ReadExpert, Reading, read_rows
from draw_service.rules.specialties import UPPER_LEVELS
from draw_service.usecases.pool.decide_case import must_decide, own_case
from draw_service.usecases.pool.file_case import Papers, close, file_in
from draw_service.usecases.pool.history import by_pseudonym, note, write_entry
from draw_service.usecases.pool.import_roster import AT_ONCE, steadily
from draw_service.usecases.pool.unprintable import Unprintable, unprintable
from draw_service.usecases.ports import Books, House

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, repr=False)
class Roster:
    """A roster as read. ``whole``: it is the whole pool, who is not in it is removed."""

    rows: Sequence[RawRow]
    sha256: str
    whole: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class BulkPreview:
    """``unprintable``: rows that enter a name with a character no paper can show."""

    diff: Diff
    ticket: str
    unprintable: tuple[Unprintable, ...] = ()


def preview_bulk(house: House, roster: Roster) -> BulkPreview:
    """What it would change; nothing is changed."""
    with steadily(), house.views() as books:
        reading, seen = _previewed(house, books, roster)
    entered = {one.row for one in seen.diff.added} | {one.row for one in seen.diff.changed}
    names = [one for one in reading.experts if one.row in entered]
    return replace(seen, unprintable=unprintable(house, names))


def apply_bulk(house: House, roster: Roster, ticket: str, progress: Progress | None = None) -> Diff:
    """On the server, by who runs commands there: exactly the preview of ``ticket``, or ``PreviewStale``."""
    with steadily(), house.books() as books:
        diff = _apply(house, books, roster, ticket, "", "", "server", progress)
        books.commit()
    house.sequence()
    return diff


def file_bulk(house: House, who: Who, roster: Roster, reason: str, papers: Papers) -> str:
    """A keeper hands the roster in with its preview's ticket; the case's number. Raises as ``file_case``."""
    must_hold(who, Role.POOL_KEEPER)
    with steadily(), house.books() as books:
        _reading, seen = _previewed(house, books, roster)
        more = {
            "whole": str(int(roster.whole)),
            "added": str(len(seen.diff.added)),
            "changed": str(len(seen.diff.changed)),
            "removed": str(len(seen.diff.removed)),
            "refused": str(len(seen.diff.problems)),
        }
        data = CaseData(reason, ticket=seen.ticket, more=more)
        case = file_in(house, books, who, "bulk", data, papers=papers)
        books.commit()
    house.sequence()
    return case.id


def decide_bulk(house: House, who: Who, case_id: str, roster: Roster) -> Diff:
    """Another keeper approves exactly what was previewed. Raises as ``decide_case``, and ``PreviewStale``."""
    must_hold(who, Role.POOL_KEEPER)
    with steadily(), house.books() as books:
        case = own_case(books, who, case_id)
        if case.kind != "bulk":
            raise NotFound
        must_decide(house, who, case)
        diff = _apply(house, books, roster, case.data.ticket, case.filed_by, who.account, case.id)
        close(house, books, case, "approved", who)
        books.commit()
    house.sequence()
    return diff


def _previewed(house: House, books: Books, roster: Roster) -> tuple[Reading, BulkPreview]:
    reading = read_rows(roster.rows, books.pool.specialties() or UPPER_LEVELS)
    diff = compare(_register(books), reading, whole=roster.whole)
    return reading, BulkPreview(diff, ticket_of(diff, roster.sha256, roster.whole, house.keyring.pseudonym))


def _register(books: Books) -> Iterator[tuple[str, ExpertRecord, bool]]:
    for (expert, _kept, left), record in zip(books.keeping.standings(), books.pool.records(), strict=True):
        yield expert, record, left


def _apply(
    house: House,
    books: Books,
    roster: Roster,
    ticket: str,
    by: str,
    second: str,
    source: str,
    progress: Progress | None = None,
) -> Diff:
    _reading, seen = _previewed(house, books, roster)
    if seen.ticket != ticket:
        raise PreviewStale
    diff, now = seen.diff, house.clock.now()
    steps = _steps(house, books, diff, by, second, source)
    for done in steps:
        if progress:
            progress(done, diff.touched)
    body: dict[str, str | int] = {
        "added": len(diff.added),
        "changed": len(diff.changed),
        "removed": len(diff.removed),
        "problems": len(diff.problems),
        "file": house.keyring.pseudonym(f"roster {roster.sha256}"),
        "ticket": ticket,
    }
    books.journal.note("pool", HouseEvent.POOL_IMPORTED, body, now)
    return diff


def _steps(house: House, books: Books, diff: Diff, by: str, second: str, source: str) -> Iterator[int]:
    now, done = house.clock.now(), 0
    for part in _parts(diff.added):
        books.pool.add_many([one.record for one in part], at=now)
        yield (done := done + len(part))
    for changing in diff.changed:
        write_entry(
            house, books, changing.expert, changing.old, changing.new, source=source, by=by, second=second
        )
        yield (done := done + 1)
    for expert in diff.removed:
        books.keeping.end_suspensions(expert, now)
        books.keeping.set_standing(expert, "removed", left=True)
        people = {"by": by_pseudonym(house, by), "second": by_pseudonym(house, second)}
        note(house, books, expert, {"what": "remove", "standing": "removed", **people, "source": source}, now)
        yield (done := done + 1)


def _parts(items: Sequence[ReadExpert]) -> Iterable[Sequence[ReadExpert]]:
    return (items[first : first + AT_ONCE] for first in range(0, len(items), AT_ONCE))
