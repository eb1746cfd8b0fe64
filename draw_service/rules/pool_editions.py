"""A new edition of the specialty classification: old codes become new ones (Art. 2; 招标投标法实施条例 45).

One old code may become several: the expert then holds each of them. A code that stays needs no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from draw_service.rules.people import ExpertRecord, Major
from draw_service.rules.refusals.pool import EditionWrong
from draw_service.rules.specialties import valid_code

Mapped = Mapping[str, tuple[str, ...]]


def read_mapping(rows: Iterable[Sequence[str]], old: Mapping[str, str], new: Mapping[str, str]) -> Mapped:
    """Old code -> new codes, from rows ``(old, new)``. ``old``, ``new``: the tables, code -> name. Raises
    ``EditionWrong`` with the row for a code that is in neither table."""
    found: dict[str, list[str]] = {}
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip().upper() for cell in row]
        if not any(cells) or (number == 1 and not valid_code(cells[0])):
            continue
        if len(cells) != 2 or not valid_code(cells[0]) or (old and cells[0] not in old):
            raise EditionWrong(row=number, zh="旧版没有这个编号", en="the old edition has no such code")
        if cells[1] not in new:
            raise EditionWrong(row=number, zh="新版没有这个编号", en="the new edition has no such code")
        into = found.setdefault(cells[0], [])
        if cells[1] not in into:
            into.append(cells[1])
    return {code: tuple(into) for code, into in found.items()}


def mapped(record: ExpertRecord, mapping: Mapped) -> ExpertRecord:
    """The entry under the new edition: each code once, main where one that became it was."""
    main: dict[str, bool] = {}
    for major in record.majors:
        for code in mapping.get(major.code, (major.code,)):
            main[code] = main.get(code, False) or major.main
    majors = tuple(Major(code, is_main) for code, is_main in main.items())
    return record if majors == record.majors else replace(record, majors=majors)


def unknown_after(codes: Iterable[str], mapping: Mapped, new: Mapping[str, str]) -> tuple[str, ...]:
    """Codes in use that neither stay nor are mapped, ascending: their holders would be drawn for nothing."""
    return tuple(sorted({code for code in codes if code not in mapping and code not in new}))
