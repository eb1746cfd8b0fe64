"""The practice city as an office would hand it in: one xlsx, typed by several hands, twenty rows bad."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from draw_service.documents.rosters_out import write_rows
from draw_service.drill.chance import Chance
from draw_service.drill.city import City
from draw_service.drill.numbers import id_number
from draw_service.rules.identifiers import born, sex_of
from draw_service.rules.roster_cells import Cell
from draw_service.rules.roster_columns import SheetKind
from draw_service.rules.roster_records import rows_of

Row = dict[str, Cell]

_YOUNG = 25
"""Everybody in the city is older than this, so the numbers of the bad rows are their own."""


def write_city_xlsx(city: City, path: Path) -> None:
    """Write the register of at least one expert, with its bad rows. Raises ``OSError`` when it cannot."""
    write_rows(city_rows(city), path)


def city_rows(city: City) -> dict[SheetKind, list[Row]]:
    """Rows by sheet and standard column name: the sound experts in many spellings, bad rows in between."""
    sheets: dict[SheetKind, list[Row]] = {}
    for n, record in enumerate(city.records):
        for kind, rows in rows_of(record).items():
            sheets.setdefault(kind, []).extend(_by_hand(n, dict(row)) for row in rows)
    experts = sheets.setdefault("experts", [])
    bad = bad_rows(city)
    step = max(1, len(experts) // len(bad))
    for n, (_, row) in reversed(list(enumerate(bad))):
        experts.insert((n + 1) * step, row)
    return sheets


def bad_rows(city: City) -> tuple[tuple[str, Row], ...]:
    """Twenty rows that cannot stand, each of its own kind, with the reason code it must be given."""
    chance = Chance(city.seed, "bad rows")
    serials = chance.shuffled(range(1, 999))
    found: list[tuple[str, Row]] = []
    for (why, change), serial in zip(_KINDS, serials, strict=False):
        row = _like(city, serial)
        change(row)
        found.append((why, row))
    first = rows_of(city.records[0])["experts"][0]
    found.append(("duplicate-row", dict(first)))
    # Two people under one number: the second takes that of the row with the unreadable specialty.
    taken = next(row for why, row in found if why == "major-code")
    found.append(("rows-disagree", taken | {"EXPERT_NAME": "欧阳䶮", "MAJOR_CODE": "A080101"}))
    return tuple(found)


def _like(city: City, serial: int) -> Row:
    """A sound row for somebody new, with the rest of an expert of the city."""
    record = city.records[serial % len(city.records)]
    card = id_number(date(city.today.year - _YOUNG, 1 + serial % 12, 1 + serial % 28), serial)
    row: Row = dict(rows_of(record)["experts"][0])
    birthday = f"{born(card):%Y%m%d}"
    mobile = f"1549999{serial:04}"
    return row | {"ID_CARD": card, "BIRTHDAY": birthday, "SEX": sex_of(card), "PHONE_NUMBER": mobile}


def _put(**cells: Cell) -> Callable[[Row], None]:
    return lambda row: row.update(cells)


def _number(row: Row) -> None:
    row["ID_CARD"] = float(str(row["ID_CARD"])[:17] + "0")


def _scientific(row: Row) -> None:
    row["ID_CARD"] = "2.208E+17"


def _check_digit(row: Row) -> None:
    card = str(row["ID_CARD"])
    row["ID_CARD"] = card[:-1] + ("0" if card[-1] != "0" else "1")


def _short(row: Row) -> None:
    row["ID_CARD"] = str(row["ID_CARD"])[:-1]


def _other_sex(row: Row) -> None:
    row["SEX"] = "2" if row["SEX"] == "1" else "1"


_KINDS: tuple[tuple[str, Callable[[Row], None]], ...] = (
    ("id-number", _number),
    ("id-number", _scientific),
    ("id-check", _check_digit),
    ("id-length", _short),
    ("birthday-differs", _put(BIRTHDAY="19500105")),
    ("sex-differs", _other_sex),
    ("missing", _put(EXPERT_NAME=None)),
    ("name", _put(EXPERT_NAME='=HYPERLINK("x","y")')),
    ("too-long", _put(COMPANY="工程" * 101)),
    ("phone", _put(PHONE_NUMBER="1549999")),
    ("major-code", _put(MAJOR_CODE="A8/1")),
    ("major-unknown", _put(MAJOR_CODE="Z9901")),
    ("credit-code", _put(COMPANY_CODE="91220800MADR000000")),
    ("code-number", _put(COMPANY_CODE=912208007777777777.0)),
    ("date", _put(ENTER_DATE="20251340")),
    ("entered-before-birth", _put(ENTER_DATE="19601001")),
    ("choice", _put(ONWORK="大概")),
    ("format", _put(AREA="2208")),
)


def _by_hand(n: int, row: dict[str, str]) -> Row:
    """The same content as different people type it."""
    cells: Row = dict(row)
    if n % 7 == 0:
        cells |= {name: _SEXES[row[name]] for name in ("SEX",) if name in row}
        cells |= {name: "是" if row[name] == "1" else "否" for name in ("ONWORK", "IS_MAIN") if name in row}
    if n % 11 == 0:
        cells["ID_CARD"] = row["ID_CARD"].lower()
    if n % 13 == 0:
        cells["ID_CARD"] = f" {row['ID_CARD'][:6]} {row['ID_CARD'][6:]}"
    if n % 17 == 0 and "BIRTHDAY" in row:
        day = row["BIRTHDAY"]
        cells["BIRTHDAY"] = f"{day[:4]}年{day[4:6]}月{day[6:]}日"
    if n % 5 == 0 and "PHONE_NUMBER" in row:
        mobile = row["PHONE_NUMBER"].removeprefix("+86")
        cells["PHONE_NUMBER"] = f"{mobile[:3]}-{mobile[3:7]} {mobile[7:]}" if n % 2 else float(mobile)
    return cells


_SEXES = {"1": "男", "2": "女"}
