"""How the register is kept, over one transaction (``ports.Keeping``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, or_, select, update

from audit.columns import table_of
from draw_service.rules.pool_keeping import Case, CaseData, CaseState, Standing
from draw_service.rules.pool_looks import Look
from draw_service.store.pool_editions import EditionBooks
from draw_service.store.rows import Rows
from draw_service.store.tables.pool import AbsenceRow, ExpertRow
from draw_service.store.tables.pool_keeping import (
    CaseRow,
    ChangeRow,
    DocumentRow,
    LookRow,
    PairRow,
    ReminderRow,
)
from draw_service.usecases.ports.keeping import Changed, Declared, Document, Verdict

EXPERT, ABSENCE = table_of(ExpertRow), table_of(AbsenceRow)
CASE, CHANGE, LOOK = table_of(CaseRow), table_of(ChangeRow), table_of(LookRow)
_DATA, _ABOUT = TypeAdapter(CaseData), TypeAdapter(Document)


class KeepingBooks(EditionBooks):
    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)

    # --- cases --------------------------------------------------------------------------------------------

    def put_case(self, case: Case) -> None:
        key = {"id": case.id}
        self._rows.put(
            CaseRow,
            key,
            kind=case.kind,
            expert_id=case.expert or None,
            authority=case.authority,
            state=case.state,
            data=self._rows.seal(CaseRow, "data", key, _DATA.dump_json(case.data)),
            filed_by=case.filed_by,
            filed_at=case.filed_at,
            reviewed_by=case.reviewed_by,
            reviewed_at=case.reviewed_at,
            decided_by=case.decided_by,
            decided_at=case.decided_at,
        )

    def case(self, case_id: str) -> Case | None:
        found = select(CASE).where(CASE.c.id == case_id).with_for_update()
        row = self._rows.session.execute(found).first()
        return self._case(row) if row else None

    def cases(
        self, states: Sequence[CaseState] = (), *, expert: str = "", authority: str = "", most: int = 200
    ) -> Sequence[Case]:
        found = select(CASE).order_by(CASE.c.filed_at.desc(), CASE.c.id).limit(most)
        if states:
            found = found.where(CASE.c.state.in_(states))
        if expert:
            found = found.where(CASE.c.expert_id == expert)
        if authority:
            found = found.where(CASE.c.authority == authority)
        return [self._case(row) for row in self._rows.session.execute(found)]

    def _case(self, row: Any) -> Case:
        data = _DATA.validate_json(self._rows.open(CaseRow, "data", {"id": row.id}, row.data))
        return Case(
            row.id,
            row.kind,
            row.expert_id or "",
            row.authority,
            row.state,
            data,
            row.filed_by,
            row.filed_at,
            row.reviewed_by,
            row.reviewed_at,
            row.decided_by,
            row.decided_at,
        )

    def put_document(self, document: Document, data: bytes) -> None:
        key = {"id": document.id}
        cells = {"about": _ABOUT.dump_json(document), "data": data}
        sealed = {name: self._rows.seal(DocumentRow, name, key, cell) for name, cell in cells.items()}
        self._rows.add(DocumentRow, {**key, "case_id": document.case, **sealed})

    def documents(self, case_id: str) -> Sequence[Document]:
        table = table_of(DocumentRow)
        rows = self._rows.session.execute(select(table.c.id, table.c.about).where(table.c.case_id == case_id))
        cells = (self._rows.open(DocumentRow, "about", {"id": row.id}, row.about) for row in rows)
        return sorted(map(_ABOUT.validate_json, cells), key=lambda one: (one.added_at, one.id))

    def document_data(self, case_id: str, document_id: str) -> bytes | None:
        row = self._rows.one(DocumentRow, id=document_id, case_id=case_id)
        return self._rows.open(DocumentRow, "data", {"id": document_id}, row.data) if row else None

    # --- history and looks --------------------------------------------------------------------------------

    def note_changes(self, expert_id: str, changes: Iterable[Changed]) -> None:
        last = select(func.max(CHANGE.c.n)).where(CHANGE.c.expert_id == expert_id)
        n = self._rows.session.execute(last).scalar() or 0
        for n, one in enumerate(changes, start=n + 1):  # noqa: B020
            key = {"expert_id": expert_id, "n": n}
            self._rows.add(
                ChangeRow,
                {
                    **key,
                    "at": one.at,
                    "field": one.field,
                    "was": self._rows.seal(ChangeRow, "was", key, one.was.encode()),
                    "became": self._rows.seal(ChangeRow, "became", key, one.became.encode()),
                    "source": one.source,
                    "by": one.by,
                    "second": one.second,
                },
            )

    def changes(self, expert_id: str) -> Sequence[Changed]:
        return [self._change(row) for row in reversed(self._rows.many(ChangeRow, ["n"], expert_id=expert_id))]

    def _change(self, row: Any) -> Changed:
        key = {"expert_id": row.expert_id, "n": row.n}
        was = self._rows.open(ChangeRow, "was", key, row.was).decode()
        became = self._rows.open(ChangeRow, "became", key, row.became).decode()
        return Changed(row.field, was, became, row.at, row.source, row.by, row.second)

    def add_look(self, look: Look) -> None:
        row = {"account": look.account, "reason": look.reason, "about": look.about, "at": look.at}
        self._rows.add(LookRow, {"id": look.id, "expert_id": look.expert, **row})

    def looks(self, expert_id: str = "", *, since: datetime | None = None, most: int = 200) -> Sequence[Look]:
        found = select(LOOK).order_by(LOOK.c.at.desc(), LOOK.c.id).limit(most)
        if expert_id:
            found = found.where(LOOK.c.expert_id == expert_id)
        if since is not None:
            found = found.where(LOOK.c.at >= since)
        rows = self._rows.session.execute(found)
        return [Look(row.id, row.expert_id, row.account, row.reason, row.about, row.at) for row in rows]

    # --- where an entry stands ----------------------------------------------------------------------------

    def standing(self, expert_id: str) -> str | None:
        found = select(EXPERT.c.standing).where(EXPERT.c.id == expert_id)
        kept: str | None = self._rows.session.execute(found).scalar()
        return kept

    def set_standing(self, expert_id: str, standing: Standing, *, left: bool) -> None:
        changed = update(EXPERT).where(EXPERT.c.id == expert_id).values(standing=standing, left_pool=left)
        self._rows.session.execute(changed)

    def end_suspensions(self, expert_id: str, at: datetime) -> None:
        mine = (ABSENCE.c.expert_id == expert_id) & (ABSENCE.c.kind == "suspended")
        later = ABSENCE.c.start >= at
        holds = or_(ABSENCE.c.until.is_(None), ABSENCE.c.until > at)
        self._rows.session.execute(ABSENCE.delete().where(mine & later))
        self._rows.session.execute(update(ABSENCE).where(mine & holds).values(until=at))

    def suspended_at(self, at: datetime) -> frozenset[str]:
        begun = (ABSENCE.c.kind == "suspended") & (ABSENCE.c.start <= at)
        holds = or_(ABSENCE.c.until.is_(None), ABSENCE.c.until > at)
        found = select(ABSENCE.c.expert_id).where(begun & holds).distinct()
        return frozenset(self._rows.session.execute(found).scalars())

    def standings(self) -> Iterator[tuple[str, str | None, bool]]:
        found = select(EXPERT.c.id, EXPERT.c.standing, EXPERT.c.left_pool).order_by(EXPERT.c.id)
        for row in self._rows.stream(found):
            yield row.id, row.standing, row.left_pool

    # --- declarations and pairs ---------------------------------------------------------------------------

    def declare(self, expert_id: str, at: datetime) -> None:
        self._rows.session.execute(update(EXPERT).where(EXPERT.c.id == expert_id).values(declared_at=at))

    def declared(self, before: datetime) -> Sequence[Declared]:
        old = (EXPERT.c.declared_at < before) & EXPERT.c.left_pool.is_(False)
        found = select(EXPERT.c.id, EXPERT.c.declared_at).where(old)
        rows = self._rows.session.execute(found.order_by(EXPERT.c.declared_at, EXPERT.c.id))
        return [Declared(row.id, row.declared_at) for row in rows]

    def remind(self, expert_id: str, until: date, days: int, at: datetime) -> None:
        self._rows.put(ReminderRow, {"expert_id": expert_id, "until": until, "days": days}, at=at)

    def reminded(self, expert_id: str, until: date) -> Mapping[int, datetime]:
        rows = self._rows.many(ReminderRow, ["days"], expert_id=expert_id, until=until)
        return {row.days: row.at for row in rows}

    def decide_pair(self, one: str, other: str, verdict: Verdict, by: str, at: datetime) -> None:
        self._rows.add(PairRow, {"one": one, "other": other, "verdict": verdict, "by": by, "at": at})

    def pairs(self) -> Mapping[tuple[str, str], Verdict]:
        return {(row.one, row.other): row.verdict for row in self._rows.many(PairRow, ["one", "other"])}
