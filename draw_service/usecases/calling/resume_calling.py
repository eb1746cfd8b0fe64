"""What could not be called is tried again: it was postponed meanwhile, or the log is signed (Art. 8)."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.refusals import CallTooLate
from draw_service.rules.timing import check_call
from draw_service.usecases.calling.go_on import go_on
from draw_service.usecases.chain import append, application_of, keys_and_roll, load
from draw_service.usecases.notices import automatic, holder_of, invite, read_subject
from draw_service.usecases.ports import Books, House


def resume_calling(house: House) -> int:
    """Try every draw whose next call was refused, and every call that was not placed in time, once; returns
    how many still wait."""
    with house.books() as books:
        refused, expired = books.post.alarmed("call-refused"), books.post.alarmed("expired")
    still = 0
    for draw_id in refused:
        with house.books() as books:
            draw = load(books, draw_id)
            if draw.end is not None or not automatic(house, draw):
                books.post.all_clear("call-refused", draw_id, house.clock.now())
            else:
                go_on(house, books, draw)
            still += draw_id in books.post.alarmed("call-refused")
            books.commit()
    for subject in expired:
        with house.books() as books:
            still += not _call_again(house, books, subject)
            books.commit()
    return still


def _call_again(house: House, books: Books, subject: str) -> bool:
    """Call the seat's holder whom nobody has rung yet; whether nothing waits for it any more. The redial
    gives nothing and takes nothing."""
    draw_id, slot, ordinal = read_subject(subject)
    draw, now = load(books, draw_id), house.clock.now()
    holder = holder_of(draw, slot, ordinal)
    if holder is not None and not holder.accepted and automatic(house, draw) and house.lines is not None:
        _keys, roll = keys_and_roll(books, draw_id)
        contact = books.pool.contact(roll[holder.handle].id)
        application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
        try:
            check_call(now, application, pack)
            if contact is not None:
                invite(books, house.lines, subject, contact, application, pack, now)
        except CallTooLate:
            return False
        body = {"slot": slot, "channel": "voice", "ordinal": ordinal}
        append(books, draw, DrawEvent.SEAT_CALLED, body, now)
    books.post.all_clear("expired", subject, now)
    return True
