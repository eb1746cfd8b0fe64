"""An application as a platform reads it, and as it sends one: between the API's fields and the form's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Literal

from draw_service.rules.access import ApiCaller
from draw_service.rules.applications import Application, Dispatch, Listing
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.applications.look_at_application import Seen, look_at_application
from draw_service.usecases.oversight.dispatch import paper_digest
from draw_service.usecases.platform.acting_as import acting_as
from draw_service.usecases.ports import Draft, House
from draw_service.web.api.sent import ApplicationFields, Firm
from draw_service.web.api.told import (
    ApplicationRead,
    ApplicationTold,
    AttemptTold,
    BiddersTold,
    CatalogueTold,
    DispatchTold,
    NamedFirm,
    State,
    StratumTold,
)
from draw_service.web.application_form import STEPS, form_from, read, specialty
from draw_service.web.field_errors import FieldError, field_error, fields_wrong

Side = Literal["tenderer", "agency"]
_CALLED = {
    "budget": "budget_yuan",
    "threshold": "open_tender_threshold_reached",
    **dict.fromkeys(STEPS["dispatch"], "dispatch"),
}


def company(firm: Firm) -> Company:
    return Company(firm.name, firm.code)


def application_from(
    sent: ApplicationFields,
    tenderer: Company,
    agency: Company | None,
    filed_by: Side,
    names: Mapping[str, str],
    under: str = "",
) -> Application:
    """``names``: the specialty table; ``under``: pointer to ``sent`` in the body. Raises ``FieldsWrong``."""
    wrong: list[FieldError] = []
    strata: dict[str, Stratum] = {}
    for row, asked in enumerate(sent.strata):
        if not specialty(asked.code, names):
            wrong.append(field_error(f"{under}/strata/{row}/code", "specialty-unknown"))
        elif asked.code in strata:
            wrong.append(field_error(f"{under}/strata/{row}/code", "repeated"))
        strata[asked.code] = Stratum(asked.code.lower(), asked.code, asked.quota)
    if sent.latest_start < sent.signin_at:
        wrong.append(field_error(f"{under}/latest_start", "before-signin"))
    if wrong:
        raise fields_wrong(wrong)
    return Application(
        project_code=sent.project_code,
        section_code=sent.section_code or sent.project_code,
        project_name=sent.project_name,
        procurement=sent.procurement,
        filed_by=filed_by,
        tenderer=tenderer,
        strata=tuple(strata.values()),
        owner_representatives=sent.owner_representatives,
        bid_opening=sent.bid_opening,
        signin_at=sent.signin_at,
        signin_place=sent.signin_place,
        expected_minutes=sent.expected_minutes,
        latest_start=sent.latest_start,
        agency=agency,
        authority=tuple(sent.authority),
        budget_fen=sent.budget_yuan * 100,
        complex=sent.complex,
        open_tender_threshold_reached=sent.open_tender_threshold_reached,
        out_of_town=sent.out_of_town,
        pools=tuple(sent.pools),
        areas=tuple(sent.areas),
        mode=sent.mode,
        dispatch=Dispatch(**sent.dispatch.model_dump()) if sent.dispatch is not None else None,
        catalogue=Listing(said.line, said.why, said.law) if (said := sent.catalogue) else None,
    )


def drafted(draft: Draft, names: Mapping[str, str]) -> tuple[Application | None, list[str]]:
    """The application a draft says, None while it cannot be read; and the fields that are not right yet."""
    form = form_from(draft.typed)
    application = read(form, draft, names)
    missing = list(dict.fromkeys(_called(name) for name in form.errors))
    return (None if missing else application), missing


def complete(draft: Draft, names: Mapping[str, str]) -> Application:
    """The same. Raises ``FieldsWrong`` naming what is missing."""
    application, missing = drafted(draft, names)
    if application is None:
        raise fields_wrong([field_error(f"/draft/{name}", "incomplete") for name in missing])
    return application


def application_read(house: House, caller: ApiCaller, application_id: str) -> ApplicationRead:
    """Raises ``NotFound``, also for what belongs to others."""
    seen = look_at_application(house, acting_as(house, caller), application_id)
    names = list_specialties(house)
    shown, missing = seen.application, list[str]()
    parties = seen.application or seen.draft
    if seen.draft is not None:
        typed, missing = drafted(seen.draft, names)
        shown = shown or typed
    assert parties is not None, "an application that is neither filed nor drafted is not found"
    return ApplicationRead(
        application_id=seen.application_id,
        side=seen.side,
        state=state_of(seen),
        version=seen.version,
        draft_version=seen.draft.n if seen.draft is not None else None,
        complete=not missing,
        missing=missing,
        tenderer=_firm(parties.tenderer),
        agency=_firm(parties.agency) if parties.agency is not None else None,
        application=_told(shown, names) if shown is not None else None,
        attempts=[
            AttemptTold(
                draw_id=one.draw_id, attempt=one.attempt, state=one.course.phase, notice_at=one.notice_at
            )
            for one in seen.attempts
        ],
        next_draw_id=seen.next_draw_id,
        unseal_half=seen.unseal_half,
        bidders=BiddersTold(firms=seen.bidders[0], digest=seen.bidders[1]) if seen.bidders else None,
        dispatch_paper=paper_digest(house, application_id),
    )


def state_of(seen: Seen) -> State:
    if seen.attempts:
        return seen.attempts[-1].course.phase
    return "handed-over" if seen.draft is not None and seen.draft.handed_over else "draft"


def _firm(company: Company) -> NamedFirm:
    return NamedFirm(name=company.name, code=company.code)


def _told(found: Application, names: Mapping[str, str]) -> ApplicationTold:
    return ApplicationTold(
        project_code=found.project_code,
        section_code=found.section_code,
        project_name=found.project_name,
        procurement=found.procurement,
        budget_yuan=found.budget_fen // 100,
        complex=found.complex,
        open_tender_threshold_reached=found.open_tender_threshold_reached,
        authority=list(found.authority),
        mode=found.mode,
        catalogue=_listing(found.catalogue) if found.catalogue else None,
        strata=[
            StratumTold(code=one.code, name=names.get(one.code, ""), quota=one.quota) for one in found.strata
        ],
        owner_representatives=found.owner_representatives,
        out_of_town=found.out_of_town,
        areas=list(found.areas),
        pools=list(found.pools),
        bid_opening=found.bid_opening,
        signin_at=found.signin_at,
        signin_place=found.signin_place,
        expected_minutes=found.expected_minutes,
        latest_start=found.latest_start,
        dispatch=DispatchTold(**asdict(found.dispatch)) if found.dispatch is not None else None,
    )


def _listing(said: Listing) -> CatalogueTold:
    judged = bool(said.edition)
    return CatalogueTold(
        line=said.line,
        why=said.why,
        law=said.law,
        name=said.name,
        edition=said.edition,
        duty=said.duty if judged else None,
    )


def _called(name: str) -> str:
    """The API's name of a field of the form."""
    if re.fullmatch(r"(code|quota)_[0-9]+", name):
        return "strata"
    if name.startswith("other_"):
        return "parties"
    return _CALLED.get(name, name)
