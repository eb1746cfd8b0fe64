"""Applications, bidders and recusal requests over one transaction (part of ``ports.Draws``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from pydantic import TypeAdapter
from sqlalchemy import delete, select, update

from audit.columns import table_of
from draw_service.rules.applications import Application, Bidder
from draw_service.rules.people import Company
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.forms import APPLICATION, BIDDERS
from draw_service.store.rows import Rows
from draw_service.store.tables.applications import ApplicationPartyRow, DraftRow, RecusalLetterRow
from draw_service.store.tables.draws import ApplicationRow, BiddersRow, RecusalRequestRow
from draw_service.usecases.ports import Draft, RecusalLetter

_SHANGHAI = timezone(timedelta(hours=8))
_DRAFT, _LETTER = TypeAdapter(Draft), TypeAdapter(RecusalLetter)
PARTY, DRAFT = table_of(ApplicationPartyRow), table_of(DraftRow)
APPLICATION_ROW = table_of(ApplicationRow)


class ApplicationBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def next_application_id(self, now: datetime) -> str:
        year = now.astimezone(_SHANGHAI).year
        return f"AP-{year}-{self._rows.next_number(f'application {year}'):04d}"

    def put_application(self, application_id: str, version: int, application: Application) -> None:
        key = {"id": application_id, "version": version}
        self._rows.put_sealed(ApplicationRow, key, APPLICATION.dump_json(application))
        self._show(application_id, application.tenderer, application.agency)

    def application(self, application_id: str, version: int | None = None) -> tuple[int, Application] | None:
        wanted = {} if version is None else {"version": version}
        rows = self._rows.many(ApplicationRow, ["version"], id=application_id, **wanted)
        if not rows:
            return None
        key = {"id": application_id, "version": rows[-1].version}
        data = self._rows.open(ApplicationRow, "data", key, rows[-1].data)
        return rows[-1].version, APPLICATION.validate_json(data)

    def applications(self, application_ids: Collection[str]) -> Mapping[str, Application]:
        wanted = select(APPLICATION_ROW).where(APPLICATION_ROW.c.id.in_(application_ids))
        rows = self._rows.session.execute(wanted.order_by(APPLICATION_ROW.c.id, APPLICATION_ROW.c.version))
        newest = {row.id: row for row in rows}
        found = {}
        for row in newest.values():
            data = self._rows.open(ApplicationRow, "data", {"id": row.id, "version": row.version}, row.data)
            found[row.id] = APPLICATION.validate_json(data)
        return found

    def applications_of(self, organisation: str) -> Sequence[str]:
        if not organisation:
            return []
        wanted = PARTY.c.organisation == self._organisation(organisation)
        found = select(PARTY.c.application_id).where(wanted).order_by(PARTY.c.application_id.desc())
        return list(self._rows.session.execute(found).scalars())

    def _show(self, application_id: str, *parties: Company | None) -> None:
        """Whose list the application stands in, from now on."""
        self._rows.remove(ApplicationPartyRow, application_id=application_id)
        codes = {party.code.strip().upper() for party in parties if party is not None} - {""}
        tokens = sorted(self._organisation(code) for code in codes)
        self._rows.add(
            ApplicationPartyRow,
            [{"application_id": application_id, "organisation": token} for token in tokens],
        )

    def _organisation(self, code: str) -> bytes:
        return self._rows.keyring.lookup("organisation", code.strip().upper())

    def put_draft(self, draft: Draft) -> None:
        key = {"application_id": draft.application_id}
        values = {"n": draft.n, "data": self._rows.seal(DraftRow, "data", key, _DRAFT.dump_json(draft))}
        if draft.n == 1:
            self._rows.add(DraftRow, {**key, **values})
        else:
            held = (DRAFT.c.application_id == draft.application_id) & (DRAFT.c.n == draft.n - 1)
            written = update(DRAFT).where(held).values(**values).returning(DRAFT.c.n)
            if self._rows.session.execute(written).first() is None:
                raise ChangedUnderYou
        if self._rows.one(ApplicationRow, id=draft.application_id) is None:
            self._show(draft.application_id, draft.tenderer, draft.agency)

    def draft(self, application_id: str) -> Draft | None:
        key = {"application_id": application_id}
        row = self._rows.one(DraftRow, **key)
        return _DRAFT.validate_json(self._rows.open(DraftRow, "data", key, row.data)) if row else None

    def remove_draft(self, application_id: str, n: int | None = None) -> None:
        if n is None:
            self._rows.remove(DraftRow, application_id=application_id)
        else:
            held = (DRAFT.c.application_id == application_id) & (DRAFT.c.n == n)
            if self._rows.session.execute(delete(DRAFT).where(held).returning(DRAFT.c.n)).first() is None:
                raise ChangedUnderYou
        if self._rows.one(ApplicationRow, id=application_id) is None:
            self._rows.remove(ApplicationPartyRow, application_id=application_id)

    def put_bidders(self, application_id: str, bidders: Sequence[Bidder]) -> None:
        key = {"application_id": application_id}
        self._rows.put_sealed(BiddersRow, key, BIDDERS.dump_json(tuple(bidders)))

    def bidders(self, application_id: str) -> tuple[Bidder, ...] | None:
        key = {"application_id": application_id}
        row = self._rows.one(BiddersRow, **key)
        return BIDDERS.validate_json(self._rows.open(BiddersRow, "data", key, row.data)) if row else None

    def put_letter(self, letter: RecusalLetter) -> None:
        key = {"application_id": letter.application_id, "letter": letter.letter}
        data = self._rows.seal(RecusalLetterRow, "data", key, _LETTER.dump_json(letter))
        self._rows.put(RecusalLetterRow, key, open=letter.justified is None, data=data)

    def letters(self, application_id: str) -> Sequence[RecusalLetter]:
        found = []
        for row in self._rows.many(RecusalLetterRow, ["letter"], application_id=application_id):
            key = {"application_id": application_id, "letter": row.letter}
            found.append(_LETTER.validate_json(self._rows.open(RecusalLetterRow, "data", key, row.data)))
        return sorted(found, key=lambda one: (one.handed_in_at, one.letter))

    def open_letters(self) -> Sequence[str]:
        rows = self._rows.many(RecusalLetterRow, ["application_id"], open=True)
        return sorted({row.application_id for row in rows})

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
