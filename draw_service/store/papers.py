"""The register of papers over one transaction (``ports.PaperRegister``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from sqlalchemy import Row, select

from audit.columns import advisory_lock, table_of
from draw_service.store.rows import Rows
from draw_service.store.tables.papers import PaperRow, PrintingRow
from draw_service.usecases.ports import Paper, PaperBody, Printing

PAPER = table_of(PaperRow)


@dataclass(frozen=True, slots=True, repr=False)
class _Kept:
    """What is encrypted of a paper."""

    salt: str
    body: Annotated[PaperBody, Field(discriminator="kind")]


_KEPT = TypeAdapter(_Kept)


class PaperBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def hold(self, center: str) -> None:
        advisory_lock(self._rows.session, f"papers {center}")

    def next_number(self, center: str, kind: str, year: int) -> int:
        return self._rows.next_number(f"paper/{center}/{kind}/{year}")

    def add(self, center: str, paper: Paper, printing: Printing) -> None:
        key = {"center": center, "serial": paper.serial}
        body = None
        if paper.body is not None:
            kept = _KEPT.dump_json(_Kept(paper.salt, paper.body))
            body = self._rows.seal(PaperRow, "body", key, kept)
        values = {
            "kind": paper.kind,
            "subject": paper.subject,
            "project": paper.project,
            "at": paper.at,
            "checkpoint": paper.checkpoint,
            "lang": paper.lang,
            "body": body,
        }
        self._rows.add(PaperRow, {**key, **values})
        self.add_printing(center, printing)

    def add_printing(self, center: str, printing: Printing) -> None:
        key = {"center": center, "serial": printing.serial, "nth": printing.nth}
        reason = printing.reason.encode()
        values = {
            "at": printing.at,
            "by": printing.by,
            "way": printing.way,
            "copies": printing.copies,
            "reason": self._rows.seal(PrintingRow, "reason", key, reason) if reason else None,
        }
        self._rows.add(PrintingRow, {**key, **values})

    def paper(self, center: str, serial: str) -> Paper | None:
        row = self._rows.one(PaperRow, center=center, serial=serial)
        return self._paper(row) if row else None

    def newest(self, center: str, kind: str, subject: str) -> Paper | None:
        named = (PAPER.c.center == center) & (PAPER.c.kind == kind) & (PAPER.c.subject == subject)
        newest = select(PAPER).where(named).order_by(PAPER.c.at.desc(), PAPER.c.serial.desc()).limit(1)
        row = self._rows.session.execute(newest).first()
        return self._paper(row) if row else None

    def about(self, center: str, *, project: str = "", subject: str = "") -> Sequence[Paper]:
        named = {name: value for name, value in (("project", project), ("subject", subject)) if value}
        rows = self._rows.many(PaperRow, ["at", "serial"], center=center, **named) if named else ()
        return [self._paper(row) for row in rows]

    def printings(self, center: str, serial: str) -> Sequence[Printing]:
        rows = self._rows.many(PrintingRow, ["nth"], center=center, serial=serial)
        return [self._printing(center, row) for row in rows]

    def _paper(self, row: Row[Any]) -> Paper:
        body, salt = None, ""
        if row.body is not None:
            key = {"center": row.center, "serial": row.serial}
            kept = _KEPT.validate_json(self._rows.open(PaperRow, "body", key, row.body))
            body, salt = kept.body, kept.salt
        return Paper(
            row.serial, row.kind, row.subject, row.project, row.at, row.checkpoint, row.lang, body, salt
        )

    def _printing(self, center: str, row: Row[Any]) -> Printing:
        reason = ""
        if row.reason is not None:
            key = {"center": center, "serial": row.serial, "nth": row.nth}
            reason = self._rows.open(PrintingRow, "reason", key, row.reason).decode()
        return Printing(row.serial, row.nth, row.at, row.by, row.way, row.copies, reason)
