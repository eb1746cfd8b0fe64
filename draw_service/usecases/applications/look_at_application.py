"""One application as its tenderer and its agency see it: what was filed, where it stands, its papers.

Nothing here names an expert, before unsealing or after (Art. 8(3)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.events import DrawEvent, Event
from draw_service.rules.access import Who
from draw_service.rules.applications import Application
from draw_service.rules.course import Course, course_of
from draw_service.rules.life import parse_time
from draw_service.usecases.applications.file_bidders import digest_of, firms_of
from draw_service.usecases.applications.parties import Side, own_application, own_draft
from draw_service.usecases.applications.reserve_number import attempt_id
from draw_service.usecases.ports import Books, Draft, House
from draw_service.usecases.supervision.record_consent import consent_of


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that exists. ``kind``: lock-receipt, envelope; ``serial`` "" where it has none on this page."""

    kind: str
    draw_id: str
    serial: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """``waiting_room``: the room whose queue it has joined; ``notice_at``: when its result was announced,
    from then on its public bundle may be had; ``length`` of its chain; ``consent``: number of the regulator's
    consent to a selective draw, "" while there is none."""

    draw_id: str
    attempt: int
    course: Course
    length: int
    waiting_room: str
    commitments: tuple[str, ...]
    notice_at: datetime | None
    consent: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """``application`` None while there is only a draft. ``unseal_half``: public key of the agency's half for
    the attempt in hand, ``next_draw_id`` the id for which the next slip is made. ``bidders``: how many firms
    are listed and the keyed hash of the list. ``letters``: suppliers' requests by hash, time and decision."""

    application_id: str
    side: Side
    version: int
    application: Application | None
    draft: Draft | None
    attempts: tuple[Attempt, ...]
    next_draw_id: str
    unseal_half: str
    bidders: tuple[int, str] | None
    papers: tuple[Paper, ...]
    letters: tuple[tuple[str, datetime, bool | None], ...] = ()


def look_at_application(house: House, who: Who, application_id: str) -> Seen:
    """Raises ``NotFound``, also for what belongs to others."""
    with house.views() as books:
        draft = books.draws.draft(application_id)
        rows = books.draws.attempts(application_id)
        following = attempt_id(application_id, len(rows) + 1)
        if books.draws.application(application_id) is None:
            side, draft = own_draft(books, who, application_id)
            half = books.draws.unseal_half(following)
            return Seen(application_id, side, 0, None, draft, (), following, half, None, ())
        side, version, application = own_application(books, who, application_id)
        chains = {row.draw_id: books.journal.events(row.draw_id) for row in rows}
        attempts = tuple(
            Attempt(
                row.draw_id,
                row.attempt,
                course_of(chains[row.draw_id]),
                len(chains[row.draw_id]),
                row.room,
                tuple(party for party in ("tenderer", "regulator") if books.draws.slip(row.draw_id, party)),
                books.draws.marked(row.draw_id, "notice"),
                _consent(books, row.draw_id),
            )
            for row in rows
        )
        listed = books.draws.bidders(application_id)
        ended = bool(attempts) and attempts[-1].course.phase == "aborted"
        in_hand = following if ended or not attempts else attempts[-1].draw_id
        return Seen(
            application_id,
            side,
            version,
            application,
            draft,
            attempts,
            in_hand,
            books.draws.unseal_half(in_hand),
            None if listed is None else (firms_of(listed), digest_of(house, listed)),
            tuple(paper for row in rows for paper in _papers(books, row.draw_id, chains[row.draw_id])),
            tuple(
                (one.letter, one.handed_in_at, one.justified) for one in books.draws.letters(application_id)
            ),
        )


def _consent(books: Books, draw_id: str) -> str:
    found = consent_of(books, draw_id)
    return found.number if found is not None else ""


def _papers(books: Books, draw_id: str, chain: Sequence[Event]) -> Iterator[Paper]:
    receipt = books.draws.marked(draw_id, "receipt")
    if receipt is not None:
        yield Paper("lock-receipt", draw_id, "", receipt)
    for event in chain:
        if event.type is DrawEvent.ROSTER_PRINTED:
            yield Paper("envelope", draw_id, event.body["serial"], parse_time(event.at))
