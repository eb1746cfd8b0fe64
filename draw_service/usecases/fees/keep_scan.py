"""A signed paper of a draw, scanned, for the claim (财务管理制度 16(8))."""

from __future__ import annotations

from hashlib import sha256

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.fees_dossier import ATTACHMENTS, MOST_BYTES, MOST_PAGES
from draw_service.rules.refusals import AttachmentRefused, NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.fees.people import sheet_of
from draw_service.usecases.ports import House, Scan


def keep_scan(house: House, who: Who, draw_id: str, kind: str, data: bytes) -> Scan:
    """Keeps it encrypted, in the place of an earlier one. Raises ``AttachmentRefused``, ``NotFound`` for a
    draw without a fee sheet or no such paper."""
    must_hold(who, Role.OPERATOR)
    if kind not in ATTACHMENTS:
        raise NotFound
    try:
        pages = house.papers.pages_of(data) if len(data) <= MOST_BYTES else 0
        if not 0 < pages <= MOST_PAGES:
            raise AttachmentRefused
        # Tried now: a book that cannot be bound would be found out when the claim is due.
        house.papers.bind(data, [("", data)], house.clock.now(), "zh", scans=True)
    except ValueError:
        raise AttachmentRefused from None
    digest = sha256(data).hexdigest()
    with house.books() as books:
        now = house.clock.now()
        sheet_of(books, draw_id)
        scan = Scan(draw_id, kind, digest, pages, len(data), now)
        known = books.fees.scans(draw_id).get(kind)
        if known is not None and known.digest == digest:
            return known
        books.fees.put_scan(scan, data)
        account = mark(house, "account", who.account)
        # A hash of a scan nobody can guess: signatures and the scanner's noise are in it.
        body = {"draw": draw_id, "kind": kind, "digest": digest, "account": account}
        books.journal.note("fees", HouseEvent.SCAN_KEPT, body, now)
        books.commit()
    house.sequence()
    return scan
