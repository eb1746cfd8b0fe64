"""The desk in the draw room: where the channel ``manual`` lays its cards, and what came of them (Art. 5(2)).

It serves calls that tell something and ask nothing; invitations by hand go by ``usecases.manual``.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Engine, and_, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from audit.events import HouseEvent
from draw_service.rules.refusals import CardNotNext, ChangedUnderYou, PrinterMissing
from draw_service.store.books import SqlBooks
from draw_service.store.keyring import Keyring
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.manual.read_out import gap_minutes
from draw_service.usecases.notices import read_subject
from draw_service.usecases.papers.issue import note_blind
from draw_service.usecases.ports import CallCard, House
from notifications.attempts import LIVE, State
from notifications.channels.manual import DeskTaken, ManualChannel
from notifications.channels.port import Callback, Reply
from notifications.inbox import INBOX
from notifications.policy import Policy
from notifications.records import ATTEMPT, NOTICE

_MANUAL = ManualChannel.name


class RoomDesk:
    """``notifications.channels.manual.Desk`` over the house's database, printer and papers."""

    def __init__(self, engine: Engine, keyring: Keyring, house: House) -> None:
        self._engine, self._keyring, self._house = engine, keyring, house

    def lay(self, attempt: str, number: str, sentences: Sequence[str], lang: str) -> str:
        """Print the card of one call: a number, the words, no name."""
        house, now = self._house, self._house.clock.now()
        try:
            house.printer.ready()
        except PrinterMissing:
            raise OSError("no printer") from None
        with Session(self._engine) as session, SqlBooks(session, self._keyring) as books:
            if _taken(session, attempt):
                raise DeskTaken
            found = select(NOTICE).join(ATTEMPT, ATTEMPT.c.notice_id == NOTICE.c.id)
            notice = session.execute(found.where(ATTEMPT.c.id == attempt)).one()
            draw_id, slot, ordinal = read_subject(notice.subject)
            serial = books.draws.next_serial("C")
            body = {"draw": draw_id, "serial": serial, "slot": slot, "ordinal": ordinal}
            books.journal.note("papers", HouseEvent.CARD_PRINTED, body, now)
            draw = load(books, draw_id)
            outside = application_of(books, draw).dispatch is not None
            note_blind(house, books, draw_id, draw.application_id, serial, "call-card")
            books.commit()
        policy = Policy.from_json(notice.policy)
        card = CallCard(
            serial=serial,
            slot=slot,
            ordinal=ordinal,
            numbers=(number,),
            script=tuple(sentences),
            tries=1,
            gap_minutes=gap_minutes(policy),
            opens=policy.opens,
            closes=policy.closes,
            printed_at=now,
            lang="en" if lang == "en" else "zh",
            dispatch=outside,
        )
        house.printer.send(serial, house.papers.call_card(card))
        return serial

    def told(self, attempt: str) -> bytes | None:
        """The first result that was typed back for a call."""
        row_id = sha256(f"{_MANUAL}\0{attempt}:0".encode()).hexdigest()
        try:
            with Session(self._engine) as session:
                row = session.execute(select(INBOX).where(INBOX.c.id == row_id)).one_or_none()
        except SQLAlchemyError:
            raise OSError("the database does not answer") from None
        if row is None:
            return None
        raw = json.loads(self._keyring.cipher.open("inbox", "raw", row_id, row.raw))
        return b64decode(raw["body"])

    def call(self, serial: str) -> tuple[str, str]:
        """Attempt and subject of the card ``serial``. Raises ``CardNotNext`` when no call here goes by it."""
        found = select(ATTEMPT.c.id, NOTICE.c.subject).join(NOTICE, ATTEMPT.c.notice_id == NOTICE.c.id)
        of_card = found.where(ATTEMPT.c.channel == _MANUAL, ATTEMPT.c.ref == serial)
        with Session(self._engine) as session:
            row = session.execute(of_card).one_or_none()
        if row is None:
            raise CardNotNext
        return row.id, row.subject


class TypedCalls:
    """``ports.CallDesk``: results typed in the room, handed to the worker's side signed."""

    def __init__(
        self,
        desk: RoomDesk,
        channel: ManualChannel,
        receive: Callable[[str, Callback], Reply],
        now: Callable[[], datetime],
    ) -> None:
        self._desk, self._channel, self._receive, self._now = desk, channel, receive, now

    def draw_of(self, serial: str) -> str:
        return read_subject(self._desk.call(serial)[1])[0]

    def report(self, serial: str, result: str, at: datetime, told: dict[str, str]) -> None:
        attempt, _subject = self._desk.call(serial)
        said = {**told, "card": serial, "result": result, "at": at.isoformat()}
        reply = self._receive(_MANUAL, self._channel.sealed(attempt, said, self._now()))
        if reply.status in (404, 409):
            raise CardNotNext
        if reply.status >= 400:
            raise ChangedUnderYou


def _taken(session: Session, attempt: str) -> bool:
    """Whether a card lies on the desk, or another call that is being placed now goes first."""
    states = [state.value for state in LIVE]
    first = or_(ATTEMPT.c.state != State.INTENT.value, ATTEMPT.c.id < attempt)
    other = and_(ATTEMPT.c.channel == _MANUAL, ATTEMPT.c.id != attempt, ATTEMPT.c.state.in_(states), first)
    return session.execute(select(ATTEMPT.c.id).where(other).limit(1)).first() is not None
