"""Applications and attempts of ``usecases.ports`` over dicts."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from draw_service.rules.applications import Application, Bidder, Party
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.usecases.ports import (
    CallRecord,
    Draft,
    DrawRow,
    ListKind,
    NoticeKind,
    RecusalLetter,
    SecretKind,
    SlipRow,
)
from tests.usecases.books import State


class FakeDraws:
    def __init__(self, state: State) -> None:
        self._state = state

    def next_application_id(self, now: datetime) -> str:
        return f"AP-{now.year}-{self._state.number('application'):04d}"

    def put_application(self, application_id: str, version: int, application: Application) -> None:
        self._state.applications[application_id, version] = application

    def application(self, application_id: str, version: int | None = None) -> tuple[int, Application] | None:
        known = [v for (key, v) in self._state.applications if key == application_id and version in (None, v)]
        return (max(known), self._state.applications[application_id, max(known)]) if known else None

    def applications(self, application_ids: Collection[str]) -> Mapping[str, Application]:
        newest = {key: self._state.applications[key, v] for key, v in sorted(self._state.applications)}
        return {key: value for key, value in newest.items() if key in application_ids}

    def applications_of(self, organisation: str) -> Sequence[str]:
        newest: dict[str, Application | Draft] = dict(self._state.drafts)
        newest |= {key: self._state.applications[key, v] for key, v in sorted(self._state.applications)}
        parties = {key: (one.tenderer, one.agency) for key, one in newest.items()}
        return sorted(
            (key for key, both in parties.items() if organisation in {p.code for p in both if p} - {""}),
            reverse=True,
        )

    def put_draft(self, draft: Draft) -> None:
        held = self._state.drafts.get(draft.application_id)
        if draft.n != (held.n + 1 if held else 1):
            raise ChangedUnderYou
        self._state.drafts[draft.application_id] = draft

    def draft(self, application_id: str) -> Draft | None:
        return self._state.drafts.get(application_id)

    def remove_draft(self, application_id: str, n: int | None = None) -> None:
        draft = self._state.drafts.pop(application_id, None)
        if n is not None and (draft is None or draft.n != n):
            raise ChangedUnderYou

    def put_unseal_half(self, draw_id: str, unseal_pk: str) -> None:
        self._state.blobs[draw_id, "unseal half", 0] = unseal_pk.encode()

    def unseal_half(self, draw_id: str) -> str:
        return self._state.blobs.get((draw_id, "unseal half", 0), b"").decode()

    def put_bidders(self, application_id: str, bidders: Sequence[Bidder]) -> None:
        self._state.bidders[application_id] = tuple(bidders)

    def bidders(self, application_id: str) -> tuple[Bidder, ...] | None:
        return self._state.bidders.get(application_id)

    def put_letter(self, letter: RecusalLetter) -> None:
        self._state.letters[letter.application_id, letter.letter] = letter

    def letters(self, application_id: str) -> Sequence[RecusalLetter]:
        held = [one for (key, _letter), one in self._state.letters.items() if key == application_id]
        return sorted(held, key=lambda one: (one.handed_in_at, one.letter))

    def open_letters(self) -> Sequence[str]:
        held = self._state.letters.values()
        return sorted({one.application_id for one in held if one.justified is None})

    def add_recusal_request(self, application_id: str, expert_id: str, justified: bool) -> None:
        self._state.requests[application_id, expert_id] = justified

    def recusal_requests(self, application_id: str) -> Sequence[str]:
        held = self._state.requests.items()
        return sorted(who for (key, who), good in held if key == application_id and good)

    def add_draw(self, row: DrawRow) -> None:
        if row.draw_id in self._state.draws:
            raise ChangedUnderYou
        self._state.draws[row.draw_id] = row

    def draw(self, draw_id: str) -> DrawRow | None:
        return self._state.draws.get(draw_id)

    def attempts(self, application_id: str) -> Sequence[DrawRow]:
        rows = [row for row in self._state.draws.values() if row.application_id == application_id]
        return sorted(rows, key=lambda row: row.attempt)

    def draws(self, draw_ids: Collection[str]) -> Mapping[str, DrawRow]:
        return {one: row for one, row in self._state.draws.items() if one in draw_ids}

    def newest(self, most: int) -> Sequence[DrawRow]:
        return [self._state.draws[draw_id] for draw_id in sorted(self._state.draws, reverse=True)][:most]

    def years(self) -> Sequence[int]:
        return sorted({int(row.application_id[3:7]) for row in self._state.draws.values()}, reverse=True)

    def numbered_in(self, year: int) -> Sequence[DrawRow]:
        ids = {one.application_id for one in self._state.draws.values()}
        own = sorted((one for one in ids if one.startswith(f"AP-{year}-")), reverse=True)
        return [self.attempts(one)[-1] for one in own]

    def put_slip(self, slip: SlipRow) -> None:
        for value in (slip.commitment, slip.unseal_pk):
            if value in self._state.used:
                raise ChangedUnderYou
            self._state.used[value] = True
        self._state.slips[slip.draw_id, slip.party] = slip

    def slip(self, draw_id: str, party: Party) -> SlipRow | None:
        return self._state.slips.get((draw_id, party))

    def with_slip(self, draw_ids: Collection[str], party: Party) -> Collection[str]:
        return {one for one in draw_ids if (one, party) in self._state.slips}

    def slip_seen(self, commitment: str, unseal_pk: str) -> bool:
        return commitment in self._state.used or unseal_pk in self._state.used

    def count_wrong_try(self, draw_id: str, party: Party) -> int:
        slip = self._state.slips[draw_id, party]
        self._state.slips[draw_id, party] = replace(slip, wrong_tries=slip.wrong_tries + 1)
        return slip.wrong_tries + 1

    def put_secret(self, draw_id: str, kind: SecretKind, value: bytes) -> None:
        self._state.blobs[draw_id, f"secret {kind}", 0] = value

    def secret(self, draw_id: str, kind: SecretKind) -> bytes | None:
        return self._state.blobs.get((draw_id, f"secret {kind}", 0))

    def put_list(self, draw_id: str, kind: ListKind, data: bytes) -> None:
        self._state.blobs[draw_id, f"list {kind}", 0] = data

    def list(self, draw_id: str, kind: ListKind) -> bytes | None:
        return self._state.blobs.get((draw_id, f"list {kind}", 0))

    def put_added(self, draw_id: str, n: int, data: bytes) -> None:
        self._state.blobs[draw_id, "added", n] = data

    def added(self, draw_id: str) -> Sequence[tuple[int, bytes]]:
        return self._all(draw_id, "added")

    def put_roster(self, draw_id: str, n: int, sealed: bytes) -> None:
        self._state.blobs[draw_id, "roster", n] = sealed

    def roster(self, draw_id: str) -> tuple[int, bytes] | None:
        found = self._all(draw_id, "roster")
        return found[-1] if found else None

    def put_openings(self, draw_id: str, data: bytes) -> None:
        self._state.blobs[draw_id, "openings", 0] = data

    def openings(self, draw_id: str) -> bytes | None:
        return self._state.blobs.get((draw_id, "openings", 0))

    def unsealed(self, draw_ids: Collection[str]) -> Collection[str]:
        return {one for one in draw_ids if self.openings(one) is not None}

    def put_selection(self, draw_id: str, data: bytes) -> None:
        self._state.blobs[draw_id, "selection", 0] = data

    def selection(self, draw_id: str) -> bytes | None:
        return self._state.blobs.get((draw_id, "selection", 0))

    def erase_secrets(self, draw_id: str) -> None:
        for kind in ("secret k", "secret center-share", "list register"):
            self._state.blobs.pop((draw_id, kind, 0), None)

    def _all(self, draw_id: str, kind: str) -> builtins.list[tuple[int, bytes]]:
        held = self._state.blobs.items()
        return sorted((n, data) for (draw, what, n), data in held if (draw, what) == (draw_id, kind))

    def put_call_record(self, record: CallRecord) -> None:
        self._state.records[record.draw_id] = (*self._state.records.get(record.draw_id, ()), record)

    def call_records(self, draw_id: str) -> Sequence[CallRecord]:
        return self._state.records.get(draw_id, ())

    def set_room(self, draw_id: str, room: str) -> None:
        self._state.draws[draw_id] = replace(self._state.draws[draw_id], room=room)

    def put_receipt_time(self, draw_id: str, slot: int, at: datetime) -> None:
        self._state.receipts[draw_id, slot] = at

    def receipt_time(self, draw_id: str, slot: int) -> datetime | None:
        return self._state.receipts.get((draw_id, slot))

    def clear_receipt_time(self, draw_id: str, slot: int) -> None:
        self._state.receipts.pop((draw_id, slot), None)

    def mark(self, draw_id: str, kind: NoticeKind, at: datetime) -> None:
        self._state.marks[draw_id, kind] = at

    def marked(self, draw_id: str, kind: NoticeKind) -> datetime | None:
        return self._state.marks.get((draw_id, kind))

    def all_marked(self, draw_ids: Sequence[str], kind: NoticeKind) -> Sequence[str]:
        return [one for one in draw_ids if (one, kind) in self._state.marks]

    def last_marked(self, kind: NoticeKind, most: int, skip: int = 0) -> Sequence[tuple[DrawRow, datetime]]:
        marks = self._state.marks.items()
        found = [(self._state.draws[draw], at) for (draw, marked), at in marks if marked == kind]
        return sorted(found, key=lambda one: (one[1], one[0].draw_id), reverse=True)[skip : skip + most]

    def next_serial(self, paper: str) -> str:
        return f"{paper}-{self._state.number(f'paper {paper}'):06d}"
