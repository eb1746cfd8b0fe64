"""The journal over one transaction (``ports.Journal``): ``audit.journal`` in the words of the house."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from audit import journal
from audit.cosigned import NOBODY, Quorum
from audit.events import DrawEvent, Event, HouseEvent, HouseFact
from audit.keys import LogKey
from draw_service.rules.refusals import ChangedUnderYou, ClockWentBack, GateWaits
from scoring.ports import Proof


class LogBooks:
    def __init__(self, session: Session, key: LogKey, quorum: Quorum = NOBODY) -> None:
        self._session, self._key, self._quorum = session, key, quorum
        self._heads: dict[str, journal.Head] = {}

    def record(self, draw_id: str, type: DrawEvent, body: Mapping[str, Any], at: datetime) -> Event:
        # The end of the chain as this transaction first saw it: what was decided was decided on that.
        head = self._heads.get(draw_id) or journal.head_of_draw(self._session, draw_id)
        try:
            event = journal.append_to_draw(self._session, draw_id, type, body, at, head)
        except journal.PlaceTaken:
            raise ChangedUnderYou from None
        except journal.TimeWentBack:
            raise ClockWentBack from None
        self._heads[draw_id] = journal.head_after(event, written=True)
        return event

    def note(self, stream: str, type: HouseEvent, body: Mapping[str, Any], at: datetime) -> HouseFact:
        try:
            return journal.append_to_stream(self._session, stream, type, body, at)
        except journal.PlaceTaken:
            raise ChangedUnderYou from None
        except journal.TimeWentBack:
            raise ClockWentBack from None

    def events(self, draw_id: str) -> Sequence[Event]:
        found = journal.chain(self._session, draw_id)
        if draw_id not in self._heads:
            self._heads[draw_id] = journal.head_after(found[-1]) if found else journal.EMPTY
        return found

    def newest_of(self, types: Collection[DrawEvent | HouseEvent], most: int) -> Sequence[Event | HouseFact]:
        return journal.newest_of(self._session, types, most)

    def lengths(self, draw_ids: Sequence[str]) -> Mapping[str, int]:
        return journal.lengths(self._session, draw_ids)

    def kinds(self, draw_ids: Collection[str]) -> Mapping[str, Collection[DrawEvent]]:
        return journal.kinds(self._session, draw_ids)

    def covered(self, draw_id: str, n: int) -> bool:
        return journal.covered(self._session, draw_id, n, self._quorum)

    def evidence(self, draw_id: str, gates: Mapping[str, int | None]) -> dict[str, Any]:
        try:
            return journal.evidence(self._session, draw_id, gates, self._key, self._quorum)
        except journal.NothingSigned:
            raise GateWaits from None

    def checkpoint(self) -> str:
        found = journal.newest_checkpoint(self._session, self._quorum)
        return found[1] if found else ""

    def shares(self) -> Iterable[bytes]:
        return journal.revealed_shares(self._session)

    def proofs(self, stream: str) -> tuple[str, Iterator[Proof]]:
        try:
            note, found = journal.stream_proofs(self._session, stream)
        except journal.NothingSigned:
            raise GateWaits from None
        return note, (Proof(*each) for each in found)

    def last_at(self) -> datetime | None:
        return journal.last_at(self._session)

    def leaves(self, first: int = 0, most: int | None = None) -> Iterable[bytes]:
        return journal.leaves(self._session, first, most)
