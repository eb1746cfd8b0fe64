"""The ledger and its records over one transaction (``ports.Scores``), on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol, TypeVar, cast
from zlib import compress, decompress

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlmodel import Session

from audit.columns import table_of
from scoring.rules.annual import Grade, Result
from scoring.rules.evidence import Evidence
from scoring.rules.lines import Line, Totals
from scoring.rules.working_days import Year
from scoring.tables import AnnualPageRow, CalendarYearRow, ScoreFileRow, ScoreLineRow, ScoreRecordRow

LINE, RECORD, FILE = table_of(ScoreLineRow), table_of(ScoreRecordRow), table_of(ScoreFileRow)
PAGE, YEAR = table_of(AnnualPageRow), table_of(CalendarYearRow)
R = TypeVar("R")
_PAGE = 5_000
_STREAM = {"yield_per": 2000}


class Sealer(Protocol):
    """Encrypts the cell of one row; ``row_id`` is its primary key, parts joined by "/"."""

    def seal(self, table: str, column: str, row_id: str, data: bytes) -> bytes:
        """Encrypt one cell."""

    def open(self, table: str, column: str, row_id: str, cell: bytes) -> bytes:
        """Decrypt one cell."""


_FORMS: dict[type[Any], TypeAdapter[Any]] = {}


def _form(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _FORMS:
        _FORMS[kind] = TypeAdapter(kind)
    return _FORMS[kind]


class ScoreBooks:
    """One transaction's ledger."""

    def __init__(self, session: Session, sealer: Sealer) -> None:
        self._session, self._sealer = session, sealer

    # --- lines --------------------------------------------------------------------------------------------

    def add_line(self, line: Line) -> None:
        detail = json.dumps([line.project, line.salt.hex()], ensure_ascii=False).encode()
        row = {
            "id": line.id,
            "n": line.n,
            "kind": line.kind,
            "expert_id": line.expert,
            "year": line.year,
            "item": line.item,
            "points": line.points,
            "late": line.late,
            "responses": line.responses,
            "reverses": line.of or None,
            "at": line.at,
            "detail": self._sealer.seal("score_line", "detail", line.id, detail),
        }
        self._session.execute(insert(LINE).values(row))

    def line(self, id: str) -> Line | None:
        row = self._session.execute(select(LINE).where(LINE.c.id == id)).first()
        return self._line(row) if row is not None else None

    def lines(self, year: int | None = None, expert: str = "") -> Iterator[Line]:
        asked = select(LINE).order_by(LINE.c.n)
        if year is not None:
            asked = asked.where(LINE.c.year == year)
        if expert:
            asked = asked.where(LINE.c.expert_id == expert)
        with self._session.execute(asked, execution_options=_STREAM) as rows:
            for row in rows:
                yield self._line(row)

    def _line(self, row: Row[Any]) -> Line:
        project, salt = json.loads(self._sealer.open("score_line", "detail", row.id, row.detail))
        return Line(
            row.id,
            row.kind,
            row.expert_id,
            row.year,
            row.at,
            project,
            row.item,
            row.points,
            row.reverses or "",
            row.n,
            bytes.fromhex(salt),
        )

    def totals(self, year: int, expert: str = "") -> Iterator[Totals]:
        who = LINE.c.expert_id
        sums = (func.sum(column) for column in (LINE.c.points, LINE.c.late, LINE.c.responses))
        asked = select(who, *sums).where(LINE.c.year == year).group_by(who).order_by(who)
        if expert:
            asked = asked.where(who == expert)
        yield from map(Totals._make, self._session.execute(asked))

    # --- records ------------------------------------------------------------------------------------------

    def put(self, record: Any) -> None:
        kind, id = record.KIND, record.id
        data = _form(type(record)).dump_json(record)
        values = {
            "expert_id": getattr(record, "expert", ""),
            "subject": record.subject,
            "state": record.state,
            "due_at": getattr(record, "due_at", None),
            "data": self._sealer.seal("score_record", "data", f"{kind}/{id}", data),
        }
        same = (RECORD.c.kind == kind) & (RECORD.c.id == id)
        changed: Any = self._session.execute(update(RECORD).where(same).values(values))
        if not changed.rowcount:
            seq = self._session.execute(select(func.coalesce(func.max(RECORD.c.seq), 0))).scalar_one() + 1
            self._session.execute(insert(RECORD).values(kind=kind, id=id, seq=seq, **values))

    def get(self, kind: type[R], id: str) -> R | None:
        asked = select(RECORD).where(*_are(kind), RECORD.c.id == id).with_for_update()
        row = self._session.execute(asked).first()
        return self._record(kind, row) if row is not None else None

    def find(
        self, kind: type[R], *, expert: str = "", subject: str = "", states: Iterable[str] = ()
    ) -> Sequence[R]:
        asked = select(RECORD).where(*_are(kind)).order_by(RECORD.c.seq)
        if expert:
            asked = asked.where(RECORD.c.expert_id == expert)
        if subject:
            asked = asked.where(RECORD.c.subject == subject)
        wanted = list(states)
        if wanted:
            asked = asked.where(RECORD.c.state.in_(wanted))
        return [self._record(kind, row) for row in self._session.execute(asked)]

    def due(self, kind: type[R], now: datetime) -> Sequence[R]:
        asked = select(RECORD).where(*_are(kind), RECORD.c.due_at <= now).order_by(RECORD.c.due_at)
        return [self._record(kind, row) for row in self._session.execute(asked)]

    def _record(self, kind: type[R], row: Row[Any]) -> R:
        data = self._sealer.open("score_record", "data", f"{row.kind}/{row.id}", row.data)
        found: R = _form(kind).validate_json(data)
        return found

    # --- files --------------------------------------------------------------------------------------------

    def put_file(self, file: Evidence, data: bytes) -> None:
        about = _form(Evidence).dump_json(file)
        row = {
            "id": file.id,
            "entry_id": file.entry,
            "about": self._sealer.seal("score_file", "about", file.id, about),
            "data": self._sealer.seal("score_file", "data", file.id, data),
        }
        self._session.execute(insert(FILE).values(row))

    def files(self, entry: str) -> Sequence[Evidence]:
        asked = select(FILE.c.id, FILE.c.about).where(FILE.c.entry_id == entry)
        cells = ((id, about) for id, about in self._session.execute(asked))
        opened = (self._sealer.open("score_file", "about", id, about) for id, about in cells)
        found = [_form(Evidence).validate_json(about) for about in opened]
        return sorted(found, key=lambda file: (file.added_at, file.id))

    def file_data(self, id: str) -> bytes | None:
        cell = self._session.execute(select(FILE.c.data).where(FILE.c.id == id)).scalar()
        return None if cell is None else self._sealer.open("score_file", "data", id, cell)

    # --- annual results -----------------------------------------------------------------------------------

    def put_results(self, run: str, results: Iterable[Result]) -> None:
        waiting = iter(results)
        while page := list(islice(waiting, _PAGE)):
            first = page[0].expert
            data = self._sealer.seal("annual_page", "data", f"{run}/{first}", write_page(page))
            self._session.execute(insert(PAGE).values(run_id=run, first=first, data=data))

    def results(self, run: str) -> Iterator[Result]:
        asked = select(PAGE).where(PAGE.c.run_id == run).order_by(PAGE.c.first)
        for row in self._session.execute(asked):
            yield from self._page(row)

    def result(self, run: str, expert: str) -> Result | None:
        at_most = (PAGE.c.run_id == run) & (PAGE.c.first <= expert)
        asked = select(PAGE).where(at_most).order_by(PAGE.c.first.desc()).limit(1)
        row = self._session.execute(asked).first()
        page = self._page(row) if row is not None else []
        return next((each for each in page if each.expert == expert), None)

    def _page(self, row: Row[Any]) -> list[Result]:
        return read_page(self._sealer.open("annual_page", "data", f"{row.run_id}/{row.first}", row.data))

    # --- calendar -----------------------------------------------------------------------------------------

    def put_year(self, year: Year, at: datetime) -> None:
        values = {
            "provisional": year.provisional,
            "holidays": _write_days(year.holidays),
            "workdays": _write_days(year.workdays),
            "loaded_at": at,
        }
        changed: Any = self._session.execute(update(YEAR).where(YEAR.c.year == year.year).values(values))
        if not changed.rowcount:
            self._session.execute(insert(YEAR).values(year=year.year, **values))

    def years(self) -> Sequence[Year]:
        columns = YEAR.c.year, YEAR.c.provisional, YEAR.c.holidays, YEAR.c.workdays
        rows = self._session.execute(select(*columns).order_by(YEAR.c.year))
        return [read_year(*row) for row in rows]


def read_year(year: int, provisional: bool, holidays: str, workdays: str) -> Year:
    """A row of ``calendar_year`` as the rules know it."""
    return Year(year, _read_days(holidays), _read_days(workdays), bool(provisional))


def _read_days(text: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in text.split())


def _write_days(days: Iterable[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days))


def _are(kind: Any) -> tuple[ColumnElement[bool]]:
    return (RECORD.c.kind == kind.KIND,)


def write_page(results: Iterable[Result]) -> bytes:
    """Results as compressed lines: expert, score, responses, late events, grade, stopped."""
    lines = [
        f"{each.expert} {each.score} {each.responses} {each.late_count} {each.grade} {each.stopped:d}"
        for each in results
    ]
    return compress("\n".join(lines).encode(), 1)


def read_page(data: bytes) -> list[Result]:
    """What ``write_page`` wrote."""
    found = []
    for line in decompress(data).decode().splitlines():
        expert, score, responses, late, grade, stopped = line.split(" ")
        listed, known = grade != "unlisted", cast("Grade", grade)
        found.append(Result(expert, int(score), int(responses), listed, known, int(late), stopped == "1"))
    return found
