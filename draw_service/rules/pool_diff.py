"""What a roster would change in the register: added, changed field by field, removed, refused (Art. 2).

Leaves and suspensions of known experts stay as they are; they have acts of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from draw_service.rules.people import ExpertRecord
from draw_service.rules.pool_changes import Change, changes
from draw_service.rules.roster_rows import ReadExpert, Reading, RowProblem


@dataclass(frozen=True, slots=True, repr=False)
class Changing:
    """An entry the roster says otherwise; ``row`` of the file."""

    expert: str
    old: ExpertRecord
    new: ExpertRecord
    changes: tuple[Change, ...]
    row: int


@dataclass(frozen=True, slots=True, repr=False)
class Diff:
    """``same``: how many entries stay; ``gone``: rows of people who left the pool, passed over;
    ``problems``: rows refused, with the people they belong to."""

    added: tuple[ReadExpert, ...]
    changed: tuple[Changing, ...]
    removed: tuple[str, ...]
    same: int
    gone: tuple[ReadExpert, ...]
    problems: tuple[RowProblem, ...]

    @property
    def touched(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


def compare(register: Iterable[tuple[str, ExpertRecord, bool]], reading: Reading, *, whole: bool) -> Diff:
    """``register``: number, entry, whether it left. ``whole``: the roster is the whole pool, who is not in it
    is removed; a person with a refused row is never taken for one who is not in it."""
    told = {one.record.id_card: one for one in reading.experts}
    changed: list[Changing] = []
    gone: list[ReadExpert] = []
    missing: list[str] = []
    same = 0
    for expert, old, left in register:
        one = told.pop(old.id_card, None)
        if one is None:
            if not left:
                missing.append(expert)
        elif left:
            gone.append(one)
        else:
            new = replace(one.record, leave=old.leave, suspended=old.suspended)
            found = changes(old, new)
            if found:
                changed.append(Changing(expert, old, new, found, one.row))
            else:
                same += 1
    # Whose row is refused cannot be told from who is missing, so then nobody is removed.
    removed = tuple(missing) if whole and not reading.problems else ()
    return Diff(tuple(told.values()), tuple(changed), removed, same, tuple(gone), reading.problems)


def ticket_of(diff: Diff, sha256: str, whole: bool, keyed: Callable[[str], str]) -> str:
    """What stands for a preview: a keyed hash over the file and every change it would make. Another register,
    another file or another mode has another ticket."""
    lines = [
        f"{sha256} {int(whole)}",
        *(f"+{one.record.id_card}" for one in diff.added),
        *(f"={one.expert} {change}" for one in diff.changed for change in one.changes),
        *(f"-{expert}" for expert in diff.removed),
    ]
    return keyed("\n".join(lines))
