"""Applications, bidders and recusal requests over one transaction (part of ``ports.Draws``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from draw_service.rules.applications import Application, Bidder
from draw_service.store.forms import APPLICATION, BIDDERS
from draw_service.store.rows import Rows
from draw_service.store.tables.draws import ApplicationRow, BiddersRow, RecusalRequestRow

_SHANGHAI = timezone(timedelta(hours=8))


class ApplicationBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def next_application_id(self, now: datetime) -> str:
        year = now.astimezone(_SHANGHAI).year
        return f"AP-{year}-{self._rows.next_number(f'application {year}'):04d}"

    def put_application(self, application_id: str, version: int, application: Application) -> None:
        key = {"id": application_id, "version": version}
        self._rows.put_sealed(ApplicationRow, key, APPLICATION.dump_json(application))

    def application(self, application_id: str, version: int | None = None) -> tuple[int, Application] | None:
        wanted = {} if version is None else {"version": version}
        rows = self._rows.many(ApplicationRow, ["version"], id=application_id, **wanted)
        if not rows:
            return None
        key = {"id": application_id, "version": rows[-1].version}
        data = self._rows.open(ApplicationRow, "data", key, rows[-1].data)
        return rows[-1].version, APPLICATION.validate_json(data)

    def put_bidders(self, application_id: str, bidders: Sequence[Bidder]) -> None:
        key = {"application_id": application_id}
        self._rows.put_sealed(BiddersRow, key, BIDDERS.dump_json(tuple(bidders)))

    def bidders(self, application_id: str) -> tuple[Bidder, ...] | None:
        key = {"application_id": application_id}
        row = self._rows.one(BiddersRow, **key)
        return BIDDERS.validate_json(self._rows.open(BiddersRow, "data", key, row.data)) if row else None

    def add_recusal_request(self, application_id: str, expert_id: str, justified: bool) -> None:
        token = self._rows.keyring.lookup("recusal request", f"{application_id}\0{expert_id}").hex()
        key = {"token": token}
        expert = self._rows.seal(RecusalRequestRow, "expert", key, expert_id.encode())
        values = {"application_id": application_id, "expert": expert, "justified": justified}
        self._rows.put(RecusalRequestRow, key, **values)

    def recusal_requests(self, application_id: str) -> Sequence[str]:
        rows = self._rows.many(RecusalRequestRow, ["token"], application_id=application_id, justified=True)
        opened = self._rows.cipher.opener("recusal_request", "expert")
        return sorted(opened(row.token, row.expert).decode() for row in rows)
