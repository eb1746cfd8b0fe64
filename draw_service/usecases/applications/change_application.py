"""Change a filed application: every later change is a new version (Art. 8(1)).

Changing specialties once the regulator's witness is named takes three parties (Art. 8(2)); so does every
lawful way out of a shortage (rules.md section 1 "Shortage").
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from audit.events import DrawEvent
from draw_service.rules.applications import Application
from draw_service.rules.feasibility import shortage_options
from draw_service.rules.panel import check_composition
from draw_service.rules.refusals import AlreadyLocked, BadInput
from draw_service.rules.scope import check_pools
from draw_service.usecases.applications.file_application import check_strata
from draw_service.usecases.catalogue.judge_listing import judged
from draw_service.usecases.chain import append, application_of, load_running
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties, parties_asked

Option = Literal["wider-specialty", "other-lawful-pool", "out-of-town"]


def change_application(
    house: House,
    draw_id: str,
    changed: Application,
    reason: str,
    codes: Codes,
    option: Option | None = None,
    draft_n: int | None = None,
) -> int:
    """Store ``changed`` as the next version and return its number.

    ``reason`` is a slug; ``codes`` may be empty while no regulator's witness is named and no ``option`` of
    a shortage is taken. Sign-in may be postponed, not advanced, once filed. A draft of the change is gone
    with it. ``draft_n``: the save that was shown, None for any. Raises ``AlreadyLocked``, ``PartiesMissing``,
    ``BadInput``, ``ChangedUnderYou`` when another save stands there, and the refusals of panel
    composition and of the transaction catalogue (Art. 3).
    """
    with house.books() as books:
        draw = load_running(books, draw_id)
        before = application_of(books, draw)
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
        changed = judged(books, changed, house.clock.now(), pack, before)
    if draw.lock is not None or draw.selected is not None:
        raise AlreadyLocked
    # Its conditions were judged at the filing, and its channel stands in the chain (Art. 5(2), 15).
    changed = replace(changed, dispatch=before.dispatch)
    check_strata(changed)
    check_composition(changed, pack)
    check_pools(changed, pack)
    if changed.signin_at < draw.signin_at or changed.mode != before.mode:
        raise BadInput(what="signin_at / mode")
    if option is not None and option not in shortage_options(changed.procurement, pack):
        raise BadInput(what="option")
    specialty = _reach(changed) != _reach(before)
    by = ["tenderer"]
    if option is not None or (specialty and "regulator" in draw.commitments):
        by = confirm_parties(house, draw_id, codes, parties_asked(house, draw_id, "change_parties"))
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.lock is not None or draw.selected is not None:
            raise AlreadyLocked
        version = draw.version + 1
        if len(by) > 1:
            what = option or "specialty"
            agreed = {"what": what, "by": by, "reason": reason}
            append(books, draw, DrawEvent.DRAW_CONFIRMED, agreed, now)
        strata = [stratum.body() for stratum in changed.strata]
        body = {"version": version, "strata": strata, "by": by, "reason": reason}
        append(books, draw, DrawEvent.APPLICATION_CHANGED, body, now)
        # Versions of an attempt count from its own filing; the application's rows go on over all attempts.
        stored = books.draws.application(draw.application_id)
        books.draws.put_application(draw.application_id, stored[0] + 1 if stored else version, changed)
        books.draws.remove_draft(draw.application_id, draft_n)
        books.commit()
    house.sequence()
    return version


def _reach(application: Application) -> tuple[object, ...]:
    """What decides whom the application can draw."""
    return application.strata, application.pools, application.areas, application.out_of_town
