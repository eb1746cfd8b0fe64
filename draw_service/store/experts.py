"""What experts put down themselves, over one transaction (``ports.ExpertDesk``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from audit.columns import table_of
from draw_service.rules.refusals import RecordsDestroyed
from draw_service.store.rows import Rows
from draw_service.store.tables.experts import ProposalRow, StatementRow, TicketReceiptRow
from draw_service.store.tables.pool import ExpertRow
from draw_service.usecases.ports.experts import Proposal, StatementKind

PROPOSAL, STATEMENT, EXPERT = table_of(ProposalRow), table_of(StatementRow), table_of(ExpertRow)
_BATCH = 500


class ExpertBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def put_proposal(self, proposal: Proposal) -> None:
        key, said = {"id": proposal.id}, json.dumps(dict(proposal.said), ensure_ascii=False).encode()
        self._rows.put(
            ProposalRow,
            key,
            expert_id=proposal.expert,
            kind=proposal.kind,
            said=self._rows.seal(ProposalRow, "said", key, said),
            state=proposal.state,
            proposed_at=proposal.at,
            decided_at=proposal.decided_at,
        )

    def proposal(self, proposal_id: str) -> Proposal | None:
        found = select(PROPOSAL).where(PROPOSAL.c.id == proposal_id).with_for_update()
        row = self._rows.session.execute(found).first()
        return self._proposal(row) if row else None

    def proposals_of(self, expert_id: str) -> Sequence[Proposal]:
        rows = self._rows.many(ProposalRow, ["proposed_at", "id"], expert_id=expert_id)
        return [self._proposal(row) for row in reversed(rows)]

    def open_proposals(self) -> Sequence[Proposal]:
        return [self._proposal(row) for row in self._rows.many(ProposalRow, ["proposed_at"], state="open")]

    def _proposal(self, row: Any) -> Proposal:
        said = json.loads(self._rows.open(ProposalRow, "said", {"id": row.id}, row.said))
        return Proposal(row.id, row.expert_id, row.kind, said, row.state, row.proposed_at, row.decided_at)

    def sign(self, expert_id: str, kind: StatementKind, words: str, at: datetime) -> None:
        self._rows.put(StatementRow, {"expert_id": expert_id, "kind": kind, "at": at}, words=words)

    def signed_at(self, expert_id: str, kind: StatementKind) -> datetime | None:
        mine = (STATEMENT.c.expert_id == expert_id) & (STATEMENT.c.kind == kind)
        found: datetime | None = self._rows.session.execute(
            select(func.max(STATEMENT.c.at)).where(mine)
        ).scalar()
        return found

    def unsigned(self, kind: StatementKind, since: datetime, most: int) -> tuple[int, int, Sequence[str]]:
        mine = (STATEMENT.c.expert_id == EXPERT.c.id) & (STATEMENT.c.kind == kind) & (STATEMENT.c.at >= since)
        inside = ~EXPERT.c.left_pool
        open_ = inside & ~select(STATEMENT.c.expert_id).where(mine).exists()
        counted = select(func.count()).select_from(EXPERT)
        total = self._rows.session.execute(counted.where(open_)).scalar_one()
        everybody = self._rows.session.execute(counted.where(inside)).scalar_one()
        found = select(EXPERT.c.id).where(open_).order_by(EXPERT.c.id).limit(most)
        return total, everybody, list(self._rows.session.execute(found).scalars())

    def keep_tickets(self, draw_id: str, receipts: Iterable[tuple[str, bytes]]) -> None:
        waiting = iter(receipts)
        while batch := list(islice(waiting, _BATCH)):
            rows = []
            for expert_id, receipt in batch:
                key = {"token": self._token(draw_id, expert_id)}
                cell = self._rows.seal(TicketReceiptRow, "data", key, receipt)
                rows.append({**key, "draw_id": draw_id, "data": cell})
            self._rows.add(TicketReceiptRow, rows)

    def ticket(self, draw_id: str, expert_id: str) -> bytes | None:
        key = {"token": self._token(draw_id, expert_id)}
        row = self._rows.one(TicketReceiptRow, **key)
        with suppress(RecordsDestroyed):
            return self._rows.open(TicketReceiptRow, "data", key, row.data) if row else None
        return None

    def _token(self, draw_id: str, expert_id: str) -> str:
        return self._rows.keyring.lookup("ticket", f"{draw_id}\0{expert_id}").hex()
