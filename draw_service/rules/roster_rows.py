"""A roster read row by row: an expert from one row per specialty, every problem by name (Art. 2, Art. 12).

Pure and total: whatever the cells hold, ``read_rows`` answers with experts and problems and never raises.
An expert with a problem on any sheet is left out whole, because an expert half read could be drawn without
the tie that the bad row declares; only a repeated line (``HARMLESS``) is passed over by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

from draw_service.rules import identifiers as ids
from draw_service.rules.identifiers import Odd, mask
from draw_service.rules.people import ExpertRecord
from draw_service.rules.roster_cells import Cell, HeadedCells, canonical
from draw_service.rules.roster_columns import EXPERTS, Column, Sheet, SheetKind, column_of, sheet_of
from draw_service.rules.roster_reasons import HARMLESS, REASONS
from draw_service.rules.roster_records import record_of


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data row as a spreadsheet holds it. ``row`` counts from 1; ``cells``: header text -> value."""

    sheet: str
    row: int
    cells: Mapping[str, Cell] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that cannot stand. ``column`` is the standard name, ``value`` is masked."""

    sheet: str
    row: int
    column: str
    value: str
    code: str

    @property
    def zh(self) -> str:
        return REASONS[self.code][0]

    @property
    def en(self) -> str:
        return REASONS[self.code][1]


@dataclass(frozen=True, slots=True)
class ReadExpert:
    """A whole expert and the row where they begin."""

    record: ExpertRecord = field(repr=False)
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Experts without a problem, in the order of the file; all problems; how many data rows were read."""

    experts: tuple[ReadExpert, ...]
    problems: tuple[RowProblem, ...]
    rows: int


@dataclass(slots=True)
class _Line:
    """A row as canonical text by standard name; ``odd`` names the columns that could not be read. ``person``:
    what it says of ``_PERSON``, None where the sheet has no such column."""

    sheet: Sheet
    raw: RawRow
    values: dict[str, str] = field(repr=False)
    odd: set[str]
    person: tuple[str | None, ...] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


class _Reader:
    """The state of one reading: problems found so far, and the persons they spoil."""

    def __init__(self, specialties: Mapping[str, str]) -> None:
        self.specialties = specialties
        self.parents = {code[:-2] for code in specialties}
        self.problems: list[RowProblem] = []
        self.spoilt: set[str] = set()
        self.groups: dict[str, list[_Line]] = {}
        self.beside: dict[str, list[_Line]] = {}
        self.header_bad = False
        self.cards: dict[tuple[str, str], str] = {}
        self.judged: dict[str, bool] = {}

    def blame(self, line: _Line, column: str, code: str, value: object = "") -> None:
        """Note a problem at a cell and leave out the person it belongs to."""
        line.odd.add(column)
        self.problems.append(RowProblem(line.raw.sheet, line.raw.row, column, mask(value), code))
        if code not in HARMLESS:
            self.spoilt.add(line["ID_CARD"])

    def sheet(self, rows: Sequence[RawRow]) -> Sheet | None:
        """Read all rows of one sheet; None when it is none of ours."""
        cells = _turned(rows)
        sheet = sheet_of(rows[0].sheet, frozenset(cells))
        if sheet is None:
            return None
        columns: dict[str, Column] = {}
        for header in cells:
            column = column_of(sheet, header)
            if column is None:
                continue
            if column in columns.values():
                self.header(rows[0], column.name, "header-twice")
            else:
                columns[header] = column
        for column in sheet.columns:
            if column.mandatory and column not in columns.values():
                self.header(rows[0], column.name, "header")
        persons = self.groups if sheet is EXPERTS else self.beside
        read = self.lines(sheet, [(column, cells[header]) for header, column in columns.items()], rows)
        for line in read:
            persons.setdefault(line["ID_CARD"], []).append(line)
        return sheet

    def header(self, first: RawRow, column: str, code: str) -> None:
        self.header_bad = True
        self.problems.append(RowProblem(first.sheet, first.row - 1, column, "", code))

    def lines(
        self, sheet: Sheet, columns: Sequence[tuple[Column, Sequence[Cell]]], rows: Sequence[RawRow]
    ) -> list[_Line]:
        """Read the cells column by column: most of a column say what another said, and each is read once."""
        texts: list[list[str | None]] = []
        odd: dict[int, list[tuple[str, str, Cell]]] = {}
        for column, cells in columns:
            # A number or a date of a spreadsheet equals others of another kind; texts alone are kept.
            read, wrong = _read([cell for cell in set(cells) if type(cell) is str], column)
            said = list(map(read.get, cells))
            texts.append(said)
            for n in (n for n, text in enumerate(said) if text is None) if None in said else ():
                cell = cells[n]
                more, worse = (read, wrong) if type(cell) is str else _read({cell}, column)
                said[n] = more.get(cell)
                if cell in worse:
                    odd.setdefault(n, []).append((column.name, worse[cell], cell))
        names = [column.name for column, _cells in columns]
        said_of, nothing = dict(zip(names, texts, strict=True)), [None] * len(rows)
        people = zip(*(said_of.get(name, nothing) for name in _PERSON), strict=True)
        cells_said = zip(*texts, strict=True) if texts else repeat(())
        made = [
            _Line(sheet, raw, dict(zip(names, row, strict=True)), set(), person)
            for raw, row, person in zip(rows, cells_said, people, strict=False)
        ]
        # The identity number may stand in any column, so blame is laid when the whole row is read.
        for n, found in sorted(odd.items()):
            for name, _code, _cell in found:
                del made[n].values[name]
            for name, code, cell in found:
                self.blame(made[n], name, code, cell)
        return made

    def missing(self, line: _Line, names: Iterable[str]) -> None:
        for name in names:
            if not line[name] and name not in line.odd:
                self.blame(line, name, "missing")

    def known(self, code: str) -> bool:
        """Whether the table holds ``code``, or ends above it: a table of two levels judges no third level."""
        found = self.judged.get(code)
        if found is None:
            found = self.judged[code] = self.holds(code)
        return found

    def holds(self, code: str) -> bool:
        if not self.specialties or code in self.specialties:
            return True
        parent = code[:-2]
        while parent and parent not in self.specialties:
            parent = parent[:-2]
        return bool(parent) and parent not in self.parents

    def identity(self, line: _Line, kind: str) -> None:
        get = line.values.get
        number = get("ID_CARD", "")
        if not number or "ID_CARD" in line.odd:
            return
        code = self.cards.get((number, kind))
        if code is None:
            try:
                ids.id_card(number, kind)
                code = ""
            except Odd as odd:
                code = odd.code
            self.cards[number, kind] = code
        if code:
            self.blame(line, "ID_CARD", code, number)
            return
        if kind != ids.RESIDENT_CARD:
            return
        birthday, sex = get("BIRTHDAY"), get("SEX")
        # A number that passed holds a date that exists.
        if birthday and birthday != number[6:14]:
            self.blame(line, "BIRTHDAY", "birthday-differs", birthday)
        if sex in ("1", "2") and sex != ids.sex_of(number):
            self.blame(line, "SEX", "sex-differs", sex)

    def group(self, lines: Sequence[_Line]) -> None:
        """Check the rows of one identity number against the standard and against each other."""
        first, alike = lines[0], _one_person(lines)
        kind = first.values.get("ID_CARD_TYPE", "") or next(
            (line["ID_CARD_TYPE"] for line in lines if line["ID_CARD_TYPE"]), ids.RESIDENT_CARD
        )
        majors: dict[str, str] = {}
        for line in lines:
            # What is right of the first is right of those that say the same.
            if not alike or line is first or first.odd:
                self.identity(line, kind)
            get = line.values.get
            code, main = get("MAJOR_CODE", ""), get("IS_MAIN", "")
            if not (code and main and get("ID_CARD")):
                self.missing(line, ("ID_CARD", "MAJOR_CODE", "IS_MAIN"))
            entered, birthday = get("ENTER_DATE"), get("BIRTHDAY")
            if entered and birthday and entered < birthday:
                self.blame(line, "ENTER_DATE", "entered-before-birth", entered)
            if code and not self.known(code):
                self.blame(line, "MAJOR_CODE", "major-unknown", code)
            if code in majors:
                same = majors[code] == main
                self.blame(line, "MAJOR_CODE", "duplicate-row" if same else "rows-disagree", code)
            elif code:
                majors[code] = main
        if alike:
            return
        differ: set[int] = set()
        for column in EXPERTS.columns:
            if column.name in _PER_LINE:
                continue
            said = next((line[column.name] for line in lines if line[column.name]), "")
            if said:
                first.values[column.name] = said
            elif column.mandatory and not any(column.name in line.odd for line in lines):
                self.blame(first, column.name, "missing")
            for n, line in enumerate(lines):
                # Rows of two different people differ everywhere; the first column says it.
                if n not in differ and line[column.name] not in ("", said):
                    differ.add(n)
                    self.blame(line, column.name, "rows-disagree", line[column.name])

    def side(self, line: _Line) -> None:
        """Check one row of a further sheet."""
        self.missing(line, (column.name for column in line.sheet.columns if column.mandatory))
        number, relative = line["ID_CARD"], line["RELATIVE_ID_CARD"]
        if number and number not in self.groups:
            self.blame(line, "ID_CARD", "unknown-person", number)
        if line["START"] and line["END"] and _before(line["END"], line["START"]):
            self.blame(line, "END", "end-before-start", line["END"])
        if line.sheet.kind != "relations":
            return
        if relative and relative not in self.groups:
            try:
                ids.id_card(relative)
            except Odd as odd:
                self.blame(line, "RELATIVE_ID_CARD", odd.code, relative)
        if relative and line["KIND"] not in ("relative", ""):
            self.blame(line, "KIND", "choice", line["KIND"])
        if not relative and "RELATIVE_ID_CARD" not in line.odd:
            self.missing(line, ("COMPANY",))


def read_rows(rows: Iterable[RawRow], specialties: Mapping[str, str] | None = None) -> Reading:
    """Read the rows of a roster. ``specialties``: code -> name of the imported table, empty or None for none.

    A file without an experts' sheet or with a mandatory column missing yields problems and no expert.
    """
    sheets: dict[str, list[RawRow]] = {}
    for row in rows:
        sheets.setdefault(row.sheet, []).append(row)
    reader = _Reader(specialties or {})
    kinds = [reader.sheet(of_sheet) for of_sheet in sheets.values()]
    if EXPERTS not in kinds:
        reader.header_bad = True
        reader.problems.append(RowProblem("", 0, "", "", "no-sheet"))
    # When a column is missing, naming it once says more than the same complaint on every row.
    if not reader.header_bad:
        for number, lines in reader.groups.items():
            # Rows whose number cannot be read belong together by nothing.
            for group in [lines] if number else [[line] for line in lines]:
                reader.group(group)
        for lines in reader.beside.values():
            for line in lines:
                reader.side(line)
    experts = tuple(
        ReadExpert(_record(lines, reader.beside.get(number, ())), lines[0].raw.sheet, lines[0].raw.row)
        for number, lines in reader.groups.items()
        if not reader.header_bad and number and number not in reader.spoilt
    )
    places = {name: index for index, name in enumerate(sheets)}
    problems = sorted(reader.problems, key=lambda p: (places.get(p.sheet, -1), p.row))
    return Reading(experts, tuple(problems), sum(len(of_sheet) for of_sheet in sheets.values()))


def _turned(rows: Sequence[RawRow]) -> dict[str, Sequence[Cell]]:
    """The cells under each header. A spreadsheet's rows name them in one order and turn at once."""
    headed = [row.cells for row in rows if isinstance(row.cells, HeadedCells)]
    if len(headed) == len(rows) and len({id(one.headers) for one in headed}) == 1:
        return dict(zip(headed[0].headers, zip(*(one.cells for one in headed), strict=True), strict=True))
    orders = {tuple(row.cells): None for row in rows}
    if len(orders) == 1:
        (headers,) = orders
        return dict(zip(headers, zip(*(row.cells.values() for row in rows), strict=True), strict=True))
    return {
        header: [row.cells.get(header) for row in rows]
        for header in dict.fromkeys(chain.from_iterable(orders))
    }


def _read(cells: Iterable[Cell], column: Column) -> tuple[dict[Cell, str], dict[Cell, str]]:
    """What cells say, and by which code the others are wrong."""
    read: dict[Cell, str] = {}
    wrong: dict[Cell, str] = {}
    for cell in cells:
        try:
            read[cell] = canonical(cell, column)
        except Odd as odd:
            wrong[cell] = odd.code
    return read, wrong


def _one_person(lines: Sequence[_Line]) -> bool:
    """Whether nothing is missing and every line says the same of the person: nothing is left to check."""
    told = lines[0].person
    return all(told[:_MANDATORY]) and not any(line.odd or line.person != told for line in lines)


_PER_LINE = frozenset({"ID_CARD", "MAJOR_CODE", "IS_MAIN"})
_OF_PERSON = [column for column in EXPERTS.columns if column.name not in _PER_LINE]
_PERSON = [column.name for column in sorted(_OF_PERSON, key=lambda column: not column.mandatory)]
_MANDATORY = sum(column.mandatory for column in _OF_PERSON)
"""How many of them come first because nobody is without."""


def _before(end: str, start: str) -> bool:
    return ids.moment(end, end=True) <= ids.moment(start)


def _record(lines: Sequence[_Line], beside: Iterable[_Line]) -> ExpertRecord:
    sides: dict[SheetKind, list[Mapping[str, str]]] = {}
    for line in beside:
        sides.setdefault(line.sheet.kind, []).append(line.values)
    return record_of([line.values for line in lines], sides)
