"""A new edition of the specialty table, with what old codes are called in it (Art. 2; 招标投标法实施条例 45).

A keeper hands it in and sees how many experts it touches; another keeper approves; each entry keeps the codes
it had in its history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.pool_editions import Mapped, mapped, read_mapping, unknown_after
from draw_service.rules.pool_keeping import CaseData
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.rules.specialties import UPPER_LEVELS, parse_rows
from draw_service.usecases.pool.decide_case import must_decide, own_case
from draw_service.usecases.pool.file_case import close, file_in
from draw_service.usecases.pool.history import write_entry
from draw_service.usecases.ports import Books, Edition, House

Rows = Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True)
class EditionPreview:
    """``codes`` of the edition, ``mapped`` old codes, ``touched`` experts; ``unknown``: codes in use that the
    edition neither has nor maps."""

    codes: int
    mapped: int
    touched: int
    unknown: tuple[str, ...]


def list_editions(house: House, who: Who) -> tuple[Sequence[Edition], int]:
    """The dated editions, and how many codes are in force. Raises ``NotYourRoom``."""
    must_hold(who, Role.POOL_KEEPER)
    with house.views() as books:
        return books.keeping.editions(), len(books.pool.specialties() or UPPER_LEVELS)


def file_edition(
    house: House, who: Who, name: str, valid_from: date, rows: Rows, mapping: Rows, sha256: str, reason: str
) -> tuple[str, EditionPreview]:
    """``(the case's number, what it would do)``. Raises ``NotYourRoom``, ``BadInput`` without a name,
    ``SpecialtyRowWrong``, ``EditionWrong``."""
    must_hold(who, Role.POOL_KEEPER)
    if not name:
        raise BadInput(what="edition")
    table = parse_rows(rows)
    with house.books() as books:
        found = read_mapping(mapping, books.pool.specialties() or UPPER_LEVELS, table)
        seen = _preview(books, table, found)
        more = {
            "edition": name,
            "valid_from": valid_from.isoformat(),
            "sha256": sha256,
            "rows": json.dumps(table, ensure_ascii=False),
            "mapping": json.dumps(found),
            "codes": str(seen.codes),
            "mapped": str(seen.mapped),
            "touched": str(seen.touched),
            "unknown": " ".join(seen.unknown[:50]),
        }
        case = file_in(house, books, who, "edition", CaseData(reason, ticket=sha256, more=more))
        books.commit()
    house.sequence()
    return case.id, seen


def decide_edition(house: House, who: Who, case_id: str) -> int:
    """Another keeper approves: the table and every entry it touches change at once; how many entries. Raises
    as ``decide_case``."""
    must_hold(who, Role.POOL_KEEPER)
    now = house.clock.now()
    with house.books() as books:
        case = own_case(books, who, case_id)
        if case.kind != "edition" or case.data.more is None:
            raise NotFound
        must_decide(house, who, case)
        more = case.data.more
        table: dict[str, str] = json.loads(more["rows"])
        mapping: Mapped = {old: tuple(new) for old, new in json.loads(more["mapping"]).items()}
        books.pool.put_specialties(more["edition"], table)
        valid_from = date.fromisoformat(more["valid_from"])
        books.keeping.put_edition(more["edition"], valid_from, more["sha256"], now)
        books.keeping.put_mapping(more["edition"], [(old, new) for old in mapping for new in mapping[old]])
        people = {"source": case.id, "by": case.filed_by, "second": who.account}
        touched = 0
        # Which entries are touched is known before the first is written: a long read and writes do not mix.
        for expert in [row.id for row in books.pool.rows() if set(row.s) & mapping.keys()]:
            record = books.pool.record(expert)
            if record is not None:
                touched += bool(write_entry(house, books, expert, record, mapped(record, mapping), **people))
        body: dict[str, str | int] = {"codes": len(table), "sha256": more["sha256"], "touched": touched}
        books.journal.note("specialties", HouseEvent.SPECIALTIES_IMPORTED, body, now)
        close(house, books, case, "approved", who)
        books.commit()
    house.sequence()
    return touched


def _preview(books: Books, table: dict[str, str], mapping: Mapped) -> EditionPreview:
    codes = [row.s for row in books.pool.rows()]
    touched = sum(bool(set(one) & mapping.keys()) for one in codes)
    used = {code for one in codes for code in one}
    return EditionPreview(len(table), len(mapping), touched, unknown_after(used, mapping, table))
