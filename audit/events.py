"""The events of edraw/1 (protocol section 3): their types, their one spelling, and their reading.

One event is the canonical JSON of {"at","body","draw","n","prev","type","v":1}; a fact outside draws has
``stream`` in place of ``draw``. ``prev`` is the hash of the bytes of the event before in the same draw or
stream. No event holds a name, a phone number, an employer or anything derived from them without a key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from audit import shapes
from audit.canonical import canonical, parse_canonical
from audit.shapes import OUTCOMES, PARTIES, BodyError

__all__ = [
    "OUTCOMES",
    "PARTIES",
    "BodyError",
    "DrawEvent",
    "Event",
    "HouseEvent",
    "HouseFact",
    "check_body",
    "decode",
    "decode_house",
    "encode",
    "encode_house",
    "envelope",
    "new",
    "new_house",
]

Octets = bytes


class DrawEvent(StrEnum):
    """What can happen in a draw."""

    APPLICATION_FILED = "application.filed"
    APPLICATION_CHANGED = "application.changed"
    WITNESS_APPOINTED = "witness.appointed"
    ROOM_ENTERED = "room.entered"
    DRAW_CONFIRMED = "draw.confirmed"
    DRAW_LOCKED = "draw.locked"
    DRAW_REVEALED = "draw.revealed"
    DRAW_ORDERED = "draw.ordered"
    SEAT_CALLED = "seat.called"
    SEAT_ANSWERED = "seat.answered"
    SEAT_EXHAUSTED = "seat.exhausted"
    RECUSAL_ADDED = "recusal.added"
    DRAW_SEALED = "draw.sealed"
    SEAT_ARRIVED = "seat.arrived"
    ROSTER_PRINTED = "roster.printed"
    ROSTER_UNSEALED = "roster.unsealed"
    ROSTER_REBUILT = "roster.rebuilt"
    REPLACEMENT_CONFIRMED = "replacement.confirmed"
    DRAW_CLOSED = "draw.closed"
    DRAW_ABORTED = "draw.aborted"
    SELECTION_CONFIRMED = "selection.confirmed"


class HouseEvent(StrEnum):
    """What can happen outside draws: ledger, access, papers, register, incidents."""

    POOL_IMPORTED = "pool.imported"
    SPECIALTIES_IMPORTED = "specialties.imported"
    KEY_ROTATED = "key.rotated"
    CODE_REFUSED = "code.refused"
    UNSEAL_REFUSED = "unseal.refused"
    RECEIPT_PRINTED = "receipt.printed"
    CARD_PRINTED = "card.printed"
    KIT_PRINTED = "kit.printed"
    PAPER_PRINTED = "paper.printed"
    PAPER_REPRINTED = "paper.reprinted"
    KIT_DESTROYED = "kit.destroyed"
    LEAK_REPORTED = "leak.reported"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_STEPPED = "incident.stepped"
    INCIDENT_ESCALATED = "incident.escalated"
    INCIDENT_CLOSED = "incident.closed"
    REPORT_RECEIVED = "report.received"
    REPORT_SEEN = "report.seen"
    REPORT_ANSWERED = "report.answered"
    REGISTER_EXPORTED = "register.exported"
    FINDINGS_VOIDED = "findings.voided"
    NOTICE_RECORDED = "notice.recorded"
    BUNDLE_HANDED = "bundle.handed"
    IDENTITY_CHECKED = "identity.checked"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    SECRETS_ERASED = "secrets.erased"
    ROOM_QUEUED = "room.queued"
    ROOM_VISITED = "room.visited"
    ROOM_RECORDED = "room.recorded"
    CAMERA_NOTED = "camera.noted"
    REGISTER_CHANGED = "register.changed"
    POOL_FILED = "pool.filed"
    POOL_REVIEWED = "pool.reviewed"
    POOL_DECIDED = "pool.decided"
    FILE_SEEN = "file.seen"
    DECLARATION_REMINDED = "declaration.reminded"
    PAIR_DECIDED = "pair.decided"
    CALENDAR_LOADED = "calendar.loaded"
    RECUSAL_WRITTEN = "recusal.written"
    RECUSAL_REQUESTED = "recusal.requested"
    MANDATE_RECORDED = "mandate.recorded"
    BIDDERS_FILED = "bidders.filed"
    BIDDERS_OPENED = "bidders.opened"
    ENTRY_LOGGED = "entry.logged"
    KEY_LATE = "key.late"
    REASON_GIVEN = "reason.given"
    LEAVE_ASKED = "leave.asked"
    PROPOSAL_FILED = "proposal.filed"
    PROPOSAL_DECIDED = "proposal.decided"
    STATEMENT_SIGNED = "statement.signed"
    TICKETS_KEPT = "tickets.kept"
    PHONE_KEPT = "phone.kept"
    ALARM_SEEN = "alarm.seen"
    RULES_PROPOSED = "rules.proposed"
    RULES_CONFIRMED = "rules.confirmed"
    RULES_WITHDRAWN = "rules.withdrawn"
    CATALOGUE_PROPOSED = "catalogue.proposed"
    CATALOGUE_CONFIRMED = "catalogue.confirmed"
    CATALOGUE_WITHDRAWN = "catalogue.withdrawn"
    HANDOVER_OFFERED = "handover.offered"
    HANDOVER_ACCEPTED = "handover.accepted"
    HANDOVER_RETURNED = "handover.returned"
    HANDOVER_WITHDRAWN = "handover.withdrawn"
    MEASURE_PROPOSED = "measure.proposed"
    MEASURE_WITHDRAWN = "measure.withdrawn"
    MEASURE_ORDERED = "measure.ordered"
    MEASURE_ANSWERED = "measure.answered"
    MEASURE_RETURNED = "measure.returned"
    MEASURE_CLOSED = "measure.closed"
    MEASURE_OVERDUE = "measure.overdue"
    TERMINAL_CHECKED = "terminal.checked"
    TERMINAL_CONFIRMED = "terminal.confirmed"
    TERMINAL_RETURNED = "terminal.returned"
    TERMINAL_REMINDED = "terminal.reminded"
    DISPATCH_APPROVED = "dispatch.approved"
    LEDGER_LINE = "ledger.line"
    CONDUCT_DRAFTED = "conduct.drafted"
    CONDUCT_CONFIRMED = "conduct.confirmed"
    CONDUCT_DROPPED = "conduct.dropped"
    CONDUCT_NOTIFIED = "conduct.notified"
    CONDUCT_REVERSED = "conduct.reversed"
    EVIDENCE_KEPT = "evidence.kept"
    OBJECTION_FILED = "objection.filed"
    OBJECTION_ACCEPTED = "objection.accepted"
    OBJECTION_REFUSED = "objection.refused"
    OBJECTION_ANSWERED = "objection.answered"
    OBJECTION_ESCALATED = "objection.escalated"
    PUBLICATION_REVIEWED = "publication.reviewed"
    PUBLICATION_STARTED = "publication.started"
    PUBLICATION_ENDED = "publication.ended"
    HISTORY_ASKED = "history.asked"
    HISTORY_DECIDED = "history.decided"
    HISTORY_SEEN = "history.seen"
    ANNUAL_PREPARED = "annual.prepared"
    ANNUAL_CONFIRMED = "annual.confirmed"
    DRAWING_STOPPED = "drawing.stopped"
    DRAWING_RESUMED = "drawing.resumed"
    TRAINING_RECORDED = "training.recorded"
    RECTIFICATION_ORDERED = "rectification.ordered"
    RECTIFICATION_ANSWERED = "rectification.answered"
    RECTIFICATION_CLOSED = "rectification.closed"
    RECTIFICATION_OVERDUE = "rectification.overdue"
    ACCOUNT_INVITED = "account.invited"
    ACCOUNT_OPENED = "account.opened"
    ACCOUNT_CHANGED = "account.changed"
    SESSION_OPENED = "session.opened"
    SESSION_ENDED = "session.ended"
    SIGNIN_REFUSED = "signin.refused"
    ACCESS_LOCKED = "access.locked"
    CODE_SENT = "code.sent"
    APIKEY_ISSUED = "apikey.issued"
    APIKEY_REVOKED = "apikey.revoked"
    ROSTER_FETCHED = "roster.fetched"
    NAMES_SEEN = "names.seen"
    SELECTION_CONSENTED = "selection.consented"
    FEES_DRAFTED = "fees.drafted"
    FEES_ENTERED = "fees.entered"
    FEES_CONFIRMED = "fees.confirmed"
    FEES_RETURNED = "fees.returned"
    FEES_PAID = "fees.paid"
    FEES_SHOWN = "fees.shown"
    SCAN_KEPT = "scan.kept"
    DOSSIER_TAKEN = "dossier.taken"
    BANK_RECORDED = "bank.recorded"
    BANK_FORGOTTEN = "bank.forgotten"
    ARCHIVE_MADE = "archive.made"
    ARCHIVE_ASKED = "archive.asked"
    ARCHIVE_DECIDED = "archive.decided"
    ARCHIVE_OPENED = "archive.opened"
    DESTRUCTION_PROPOSED = "destruction.proposed"
    DESTRUCTION_DENIED = "destruction.denied"
    RECORDS_DESTROYED = "records.destroyed"


@dataclass(frozen=True)
class Event:
    """One event of a draw as it was logged; ``bytes`` are what was hashed, ``hash`` is their SHA-256."""

    draw: str
    n: int
    prev: str
    type: DrawEvent
    body: Mapping[str, Any]
    at: str
    bytes: Octets
    hash: Octets


@dataclass(frozen=True)
class HouseFact:
    """One fact outside draws as it was logged."""

    stream: str
    n: int
    prev: str
    type: HouseEvent
    body: Mapping[str, Any]
    at: str
    bytes: Octets
    hash: Octets


def check_body(type: DrawEvent, body: object) -> None:
    """Refuse a body that does not have the exact keys, types and words of its type (BodyError)."""
    try:
        shapes.BODIES[type](body)
    except BodyError as error:
        raise BodyError(f"{type}: {error}") from None


def _is_one(value: object) -> None:
    if value != 1 or isinstance(value, bool):
        raise BodyError("the version is 1")


def _is_object(value: object) -> None:
    if not isinstance(value, Mapping):
        raise BodyError("an object")


_AROUND = {
    "at": shapes.time,
    "body": _is_object,
    "n": shapes.whole(0),
    "prev": shapes.hex32_or_none,
    "type": shapes.label,
    "v": _is_one,
}
_DRAW = shapes.shape({**_AROUND, "draw": shapes.draw_id})
_STREAM = shapes.shape({**_AROUND, "stream": shapes.slug})


def envelope(data: Octets) -> Mapping[str, Any]:
    """The parsed event of a draw or a stream: canonical, with exactly the outer keys; body unchecked.

    Raises NotCanonical or BodyError.
    """
    found = parse_canonical(data)
    if not isinstance(found, dict):
        raise BodyError("an event is an object")
    (_STREAM if "stream" in found else _DRAW)(found)
    return found


def encode(*, draw: str, n: int, prev: str, type: DrawEvent, body: Mapping[str, Any], at: str) -> Octets:
    """The bytes of one event of a draw; BodyError when it breaks the shape of its type."""
    check_body(type, body)
    found = {"at": at, "body": body, "draw": draw, "n": n, "prev": prev, "type": str(type), "v": 1}
    _DRAW(found)
    return canonical(found)


def encode_house(
    *, stream: str, n: int, prev: str, type: HouseEvent, body: Mapping[str, Any], at: str
) -> Octets:
    """The bytes of one fact outside draws; its body is flat and holds no free text (BodyError)."""
    shapes.fact(body)
    found = {"at": at, "body": body, "n": n, "prev": prev, "stream": stream, "type": str(type), "v": 1}
    _STREAM(found)
    return canonical(found)


def new(*, draw: str, n: int, prev: str, type: DrawEvent, body: Mapping[str, Any], at: str) -> Event:
    """One event of a draw as ``decode`` would read what ``encode`` makes of it, checked once."""
    data = encode(draw=draw, n=n, prev=prev, type=type, body=body, at=at)
    return Event(draw, n, prev, type, json.loads(data)["body"], at, data, sha256(data).digest())


def new_house(
    *, stream: str, n: int, prev: str, type: HouseEvent, body: Mapping[str, Any], at: str
) -> HouseFact:
    """One fact outside draws as ``decode_house`` would read what ``encode_house`` makes of it."""
    data = encode_house(stream=stream, n=n, prev=prev, type=type, body=body, at=at)
    return HouseFact(stream, n, prev, type, json.loads(data)["body"], at, data, sha256(data).digest())


def _known(found: Mapping[str, Any], key: str) -> None:
    if key not in found:
        raise BodyError(f"no {key} in this event")


def decode(data: Octets) -> Event:
    """Read the bytes of one event of a draw, checking everything an event alone can show.

    Raises BodyError for an unknown type or a wrong shape, NotCanonical for another spelling.
    """
    found = envelope(data)
    _known(found, "draw")
    try:
        kind = DrawEvent(found["type"])
    except ValueError:
        raise BodyError("unknown event type") from None
    check_body(kind, found["body"])
    return Event(
        found["draw"],
        found["n"],
        found["prev"],
        kind,
        found["body"],
        found["at"],
        data,
        sha256(data).digest(),
    )


def decode_house(data: Octets) -> HouseFact:
    """Read the bytes of one fact outside draws; raises as ``decode`` does."""
    found = envelope(data)
    _known(found, "stream")
    try:
        kind = HouseEvent(found["type"])
    except ValueError:
        raise BodyError("unknown event type") from None
    shapes.fact(found["body"])
    return HouseFact(
        found["stream"],
        found["n"],
        found["prev"],
        kind,
        found["body"],
        found["at"],
        data,
        sha256(data).digest(),
    )
