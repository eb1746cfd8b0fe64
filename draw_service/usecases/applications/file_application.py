"""File an application (Art. 8(1)): project, specialties and head-counts, times, and the tenderer's slip."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.applications import Application
from draw_service.rules.life import Draw
from draw_service.rules.panel import check_composition
from draw_service.rules.refusals import AttemptOpen, BadInput
from draw_service.rules.scope import check_pools
from draw_service.rules.timing import check_filing
from draw_service.usecases.applications.mandate import record_mandate
from draw_service.usecases.applications.reserve_number import attempt_id
from draw_service.usecases.applications.slip_proof import SlipProof, keep_slip
from draw_service.usecases.catalogue.judge_listing import judged
from draw_service.usecases.chain import append, stamp
from draw_service.usecases.oversight.dispatch import note_dispatch, require_dispatch
from draw_service.usecases.ports import DrawRow, House


def file_application(
    house: House, application_id: str, application: Application, slip: SlipProof, mandate: str = ""
) -> str:
    """Check the panel, the working-day rule and the slip; start attempt 1. Returns its draw id.

    ``mandate``: SHA-256 (hex) of the paper on which the agency holds the unseal half (Art. 8(5)). A draft
    of the application is gone with it. Raises ``Unlawful`` refusals of panel and timing,
    ``CalendarNotLoaded``, ``SlipUsed``, ``AttemptOpen``, and of the dispatch service (Art. 15),
    and of the transaction catalogue (Art. 3).
    """
    now = house.clock.now()
    pack = house.pack(now)
    check_strata(application)
    check_composition(application, pack)
    check_pools(application, pack)
    check_filing(now, application, house.calendar(), pack)
    draw_id = attempt_id(application_id, 1)
    with house.books() as books:
        if books.draws.attempts(application_id):
            raise AttemptOpen
        require_dispatch(books, application_id, application, now)
        application = judged(books, application, now, pack)
        keep_slip(house, books, draw_id, "tenderer", slip)
        books.draws.put_application(application_id, 1, application)
        books.draws.add_draw(DrawRow(draw_id, application_id, 1))
        body = filed_body(application_id, 1, "", slip, pack.id, application)
        draw = Draw(draw_id)
        append(books, draw, DrawEvent.APPLICATION_FILED, body, now)
        note_dispatch(books, draw, application, now)
        if mandate:
            record_mandate(books, draw_id, slip.unseal_pk, mandate, now)
        books.draws.remove_draft(application_id)
        books.commit()
    house.sequence()
    return draw_id


def filed_body(
    application_id: str, attempt: int, previous: str, slip: SlipProof, pack_id: str, application: Application
) -> dict[str, object]:
    """Body of ``application.filed``."""
    return {
        "application": application_id,
        "attempt": attempt,
        "previous": previous,
        "commitment": slip.commitment,
        "unseal_pk": slip.unseal_pk,
        "rule_pack": pack_id,
        "strata": [stratum.body() for stratum in application.strata],
        "signin_at": stamp(application.signin_at),
    }


def check_strata(application: Application) -> None:
    """At least one stratum, distinct ids, quotas of one or more. Raises ``BadInput``."""
    strata = application.strata
    if not strata or len({s.id for s in strata}) != len(strata) or any(s.quota < 1 for s in strata):
        raise BadInput(what="strata")
    times = (application.bid_opening, application.signin_at, application.latest_start)
    if any(at.tzinfo is None for at in times) or application.expected_minutes < 1:
        raise BadInput(what="bid_opening / signin_at / latest_start / expected_minutes")
