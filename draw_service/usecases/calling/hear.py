"""What becomes of a call, in the transaction that made it true: record, next call, message (Art. 5, 14).

Only the report of the seat's present call is acted on; whatever else comes late changes no seat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audit.events import DrawEvent, HouseEvent
from draw_service.rules.life import Draw
from draw_service.rules.refusals import CallTooLate
from draw_service.rules.seats import Holder
from draw_service.rules.timing import check_call
from draw_service.usecases.calling.go_on import go_on
from draw_service.usecases.chain import append, application_of, load, roll_of
from draw_service.usecases.draws.record_answer import CALL_OUTCOMES, answer
from draw_service.usecases.notices import holder_of, policy_of, read_subject
from draw_service.usecases.ports import Books, House, Lines
from notifications.policy import Policy
from notifications.reports import (
    Ended,
    LateKey,
    LeaveAsked,
    ReasonGiven,
    Receipt,
    ReceiptMissing,
    Redialled,
    Report,
)

_UNDECIDED = ("unconfirmed", "silent")
_NOT_TOLD = ("undelivered", "expired", "by-hand", "unreachable")
"""Ways in which place and code did not come to who accepted."""


def hear(house: House, books: Books, reports: Sequence[Report]) -> None:
    """Act on the reports of one notice; nothing is committed here."""
    for report in reports:
        draw_id, slot, ordinal = read_subject(report.subject)
        draw = load(books, draw_id)
        holder = holder_of(draw, slot, ordinal)
        match report:
            case Ended(kind="voice", template="invitation") if holder and not holder.accepted:
                _answered(house, books, draw, slot, report)
            case Ended(template="details" | "details-call") if holder and holder.accepted:
                if report.outcome in _NOT_TOLD:
                    _not_told(house, books, draw, report)
            case Redialled() if holder and not holder.accepted:
                _redialled(house, books, draw, slot, holder, report)
            case Receipt(template="details") if holder and holder.accepted:
                if books.draws.receipt_time(draw_id, slot) is None:
                    books.draws.put_receipt_time(draw_id, slot, report.at)
                books.post.all_clear("no-receipt", report.subject, house.clock.now())
            case ReceiptMissing(template="details") if holder and holder.accepted:
                _unread(house, books, draw, report)
            case LateKey():
                _note(house, books, HouseEvent.KEY_LATE, draw_id, slot, ordinal)
            case ReasonGiven(reason=reason):
                _note(house, books, HouseEvent.REASON_GIVEN, draw_id, slot, ordinal, reason=reason)
            case LeaveAsked():
                _leave(house, books, draw, slot, ordinal)


def _answered(house: House, books: Books, draw: Draw, slot: int, report: Ended) -> None:
    if report.outcome in CALL_OUTCOMES:
        record = _record(house, books, report.notice, report.record)
        answer(house, books, draw, slot, report.outcome, record)
        go_on(house, books, draw)
    elif report.outcome in ("by-hand", "expired"):
        # Nobody was rung: the seat stays with its holder until a person has phoned, or may be called again.
        books.post.alarm(report.outcome, report.subject, house.clock.now())


def _redialled(house: House, books: Books, draw: Draw, slot: int, holder: Holder, report: Redialled) -> None:
    if books.post.about(report.notice)[:2] != ("voice", "invitation"):
        return
    application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
    try:
        check_call(report.due, application, pack)
    except CallTooLate:
        # Nobody is rung who could not come any more; what was heard so far is the outcome.
        heard = books.post.take_back(report.subject, house.clock.now())
        outcome = next((one for one in _UNDECIDED if one in heard), "unreachable")
        answer(house, books, draw, slot, outcome, {"cause": "call-too-late", "notice": report.notice})
        go_on(house, books, draw)
        return
    body = {"slot": slot, "channel": "voice", "ordinal": holder.ordinal}
    append(books, draw, DrawEvent.SEAT_CALLED, body, house.clock.now())


def _unread(house: House, books: Books, draw: Draw, report: ReceiptMissing | Ended) -> None:
    """No receipt, or not in time: the message goes again and is read out by a call, once (rules
    section 3)."""
    lines, now = house.lines, house.clock.now()
    _kind, template, told = books.post.about(report.notice)
    if lines is None or told > 1:
        books.post.alarm("no-receipt", report.subject, now)
        return
    books.post.repeat(report.notice, "sms", template, lines, _until_start(house, books, draw), now)
    _read_out(house, books, draw, lines, report.notice)


def _not_told(house: House, books: Books, draw: Draw, report: Ended) -> None:
    """Place and code did not come: what can be tried by machine is tried once, and where it cannot tell that
    they came a person makes sure."""
    draw_id, slot, _ordinal = read_subject(report.subject)
    if books.draws.receipt_time(draw_id, slot) is not None:
        return
    if report.outcome == "undelivered":
        _unread(house, books, draw, report)
        return
    # No receipt can come of a call that is read out, nor of a message that never went.
    books.post.alarm("no-receipt", report.subject, house.clock.now())
    if report.kind == "sms" and report.outcome == "by-hand" and house.lines is not None:
        _read_out(house, books, draw, house.lines, report.notice)


def _read_out(house: House, books: Books, draw: Draw, lines: Lines, notice: str) -> None:
    """A call says place and code, where there is a line for voice."""
    if lines.voice:
        policy = _until_start(house, books, draw, tries=1)
        books.post.repeat(notice, "voice", "details-call", lines, policy, house.clock.now())


def _until_start(house: House, books: Books, draw: Draw, tries: int = 0) -> Policy:
    """Whoever has accepted is told until the evaluation starts without them."""
    pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
    return policy_of(pack, tries, application_of(books, draw).latest_start)


def _leave(house: House, books: Books, draw: Draw, slot: int, ordinal: int) -> None:
    """Asking by key is no leave yet: somebody of the center speaks with the expert and records it."""
    _note(house, books, HouseEvent.LEAVE_ASKED, draw.draw_id, slot, ordinal)
    handle = _called(books, draw, slot, ordinal)
    if handle is not None:
        roll = roll_of(books, draw)
        books.pool.ask_leave(roll[handle].id, house.clock.now())


def _called(books: Books, draw: Draw, slot: int, ordinal: int) -> bytes | None:
    """The handle that was given the seat by a call, also when the seat has moved on."""
    if draw.seating is None or books.draws.secret(draw.draw_id, "k") is None:
        return None
    return draw.seating.called.get((slot, ordinal))


def _record(house: House, books: Books, notice: str, record: Mapping[str, Any]) -> dict[str, object]:
    """The notice's record, numbers as keyed hashes, beside what every record says of its seat."""
    kept = {name: value for name, value in record.items() if name != "outcome"}
    numbers = [house.keyring.pseudonym("number " + number) for number in books.post.numbers(notice)]
    return {**kept, "numbers": numbers}


def _note(
    house: House, books: Books, event: HouseEvent, draw_id: str, slot: int, ordinal: int, **more: str
) -> None:
    body = {"draw": draw_id, "slot": slot, "ordinal": ordinal, **more}
    books.journal.note("calls", event, body, house.clock.now())
