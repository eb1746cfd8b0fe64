"""What differs between two states of an entry, field by field, and an entry typed in (Art. 2, 20(4)).

Both go through the canonical text of the roster (data standard, set 212), so that a page, a workbook and the
history say the same of the same change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from draw_service.rules.codes import Word
from draw_service.rules.people import ExpertRecord
from draw_service.rules.roster_columns import EXPERTS, SHEETS, Column
from draw_service.rules.roster_records import rows_of
from draw_service.rules.roster_rows import RawRow, RowProblem, read_rows

BESIDE = tuple(sheet for sheet in SHEETS if sheet.kind not in ("experts", "leave", "suspended"))
"""Sheets whose rows belong to an entry; leaves and suspensions have acts of their own."""
MAJORS, MAIN = "MAJOR_CODE", "IS_MAIN"
TYPED: tuple[Column, ...] = tuple(one for one in EXPERTS.columns if one.name not in (MAJORS, MAIN))
"""Columns of one person; specialties are typed as one line of codes, the main ones marked ``*``."""


class Change(NamedTuple):
    """``field``: a column of the experts' sheet, or the kind of another sheet."""

    field: str
    was: str
    became: str


def texts_of(record: ExpertRecord) -> dict[str, str]:
    """Field -> canonical text. Rows of a further sheet are one text, a line each."""
    rows = rows_of(record)
    found = {column.name: rows["experts"][0][column.name] for column in TYPED}
    found[MAJORS] = " ".join(major.code + "*" * major.main for major in record.majors)
    for sheet in BESIDE:
        lines = (
            " ".join(text for name, text in row.items() if name != "ID_CARD" and text)
            for row in rows[sheet.kind]
        )
        found[sheet.kind] = "\n".join(sorted(lines))
    return found


def changes(old: ExpertRecord, new: ExpertRecord) -> tuple[Change, ...]:
    """In the order of the roster's columns; () when nothing differs."""
    if old == new:
        return ()
    was, became = texts_of(old), texts_of(new)
    return tuple(Change(name, was[name], became[name]) for name in was if was[name] != became[name])


_ENGLISH = {
    "ID_CARD": "Identity number",
    "ID_CARD_TYPE": "Kind of document",
    "EXPERT_NAME": "Name",
    "SEX": "Sex",
    "BIRTHDAY": "Birthday",
    "DUTY": "Post",
    "EDUCATION": "Education",
    "PROFESSIONAL": "Title",
    "ONWORK": "At work",
    "COMPANY": "Employer",
    "COMPANY_CODE": "Employer's credit code",
    "POST_ADDRESS": "Address",
    "POSTCODE": "Postcode",
    "INDUSTRY": "Industry",
    "AREA": "Area",
    "WORK_YEAR": "Years of work",
    "PHONE_NUMBER": "Mobile phone",
    "OTHER_NUMBER": "Other phones",
    "DMISSON": "Available",
    "ENTER_DATE": "Entered",
    "BASE_TYPE": "Pool",
    "LEGAL_BAR": "Barred by law",
    MAJORS: "Specialties",
    "employers": "Past employers",
    "relations": "Relations",
    "authority": "Authorities",
}


def label_of(field: str) -> Word:
    """What a field is called: a column or a sheet."""
    heads = {column.name: column.zh for column in EXPERTS.columns}
    zh = heads.get(field) or next((sheet.zh for sheet in SHEETS if sheet.kind == field), field)
    return Word(zh, _ENGLISH.get(field, field))


def read_typed(
    typed: Mapping[str, str], specialties: Mapping[str, str], beside: ExpertRecord | None = None
) -> tuple[ExpertRecord | None, tuple[RowProblem, ...]]:
    """The entry typed into a form: column -> words. ``beside``: whose other sheets it keeps.

    Of a new entry the first specialty is the main one when none is marked.
    """
    marked = [word for word in typed.get(MAJORS, "").replace("，", " ").replace(",", " ").split() if word]
    if beside is None and marked and not any(word.endswith("*") for word in marked):
        marked[0] += "*"
    person = {column.name: typed.get(column.name, "") for column in TYPED}
    rows = [
        RawRow(EXPERTS.zh, n, {**person, MAJORS: word.rstrip("*"), MAIN: str(int(word.endswith("*")))})
        for n, word in enumerate(marked or [""], start=2)
    ]
    if beside is not None:
        card = {"ID_CARD": person["ID_CARD"]}
        kept = rows_of(beside)
        rows += [
            RawRow(sheet.zh, n, {**row, **card})
            for sheet in SHEETS
            if sheet is not EXPERTS
            for n, row in enumerate(kept[sheet.kind], start=2)
        ]
    reading = read_rows(rows, specialties)
    return (reading.experts[0].record if len(reading.experts) == 1 else None), reading.problems
