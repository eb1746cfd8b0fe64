"""What the tenderer alone sends by machine: filing, changes, slips, the next attempt (Art. 8(1), 8(2))."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from draw_service.rules.access import ApiCaller, Scope
from draw_service.rules.refusals import AttemptOpen, NotFound
from draw_service.usecases.applications.change_at_once import change_at_once
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.applications.look_at_application import look_at_application
from draw_service.usecases.applications.next_attempt import next_attempt
from draw_service.usecases.applications.parties import tenderer_alone
from draw_service.usecases.applications.replace_slip import replace_slip
from draw_service.usecases.applications.send_application import send_application
from draw_service.usecases.applications.slip_proof import SlipProof
from draw_service.usecases.platform.acting_as import acting_as
from draw_service.usecases.ports import Answer, House
from draw_service.web.api import refusals
from draw_service.web.api.answering import (
    PREFIX,
    ApplicationId,
    IdempotencyKey,
    described,
    operations,
    post,
    told,
)
from draw_service.web.api.reading import application_from, application_read, complete
from draw_service.web.api.refusals import responses
from draw_service.web.api.sent import Change, Filing, NextAttempt, Slip, SlipReplacement
from draw_service.web.api.told import ApplicationRead
from draw_service.web.gates import caller_of
from draw_service.web.parts import Web

TAG = "filing"


def router(web: Web) -> APIRouter:
    """Scope applications:write."""
    scope = Scope.APPLICATIONS_WRITE
    room = operations(web, scope)

    @room.post(
        "/applications/{application_id}/filing",
        status_code=201,
        response_model=ApplicationRead,
        responses=responses(*refusals.FILE),
        **described(
            "fileApplication",
            "提交申请。只能由招标人的接口密钥提交，附上为 next_draw_id 制作的见证凭条；组成和期限在此核对。",
            "File the application. Only the tenderer's own key does it, with the witness slip made for"
            " next_draw_id; composition and deadline are checked here.",
            tag=TAG,
            scope=scope,
        ),
    )
    def file(
        request: Request, application_id: ApplicationId, body: Filing, idempotency_key: IdempotencyKey
    ) -> Response:
        caller = caller_of(request)

        def act(house: House) -> Answer:
            who = acting_as(house, caller)
            seen = look_at_application(house, who, application_id)
            tenderer_alone(seen.side)
            if seen.application is not None:
                raise AttemptOpen
            if seen.draft is None:
                raise NotFound
            application = complete(seen.draft, list_specialties(house))
            send_application(
                house,
                who,
                application_id,
                application,
                _proof(body.slip),
                n=body.draft_version,
                mandate=body.mandate or "",
            )
            return _told(house, caller, application_id)

        return post(web, request, idempotency_key, body, act)

    @room.post(
        "/applications/{application_id}/versions",
        status_code=201,
        response_model=ApplicationRead,
        responses=responses(*refusals.CHANGE),
        **described(
            "changeApplication",
            "变更申请。每次变更是一个新版本；封存后不得变更。监管部门见证人已确定后，变更专业须三方在中心当面确认。",
            "Change the application. Each change is a new version; none after the lock. Once the regulator's"
            " witness is named, another specialty takes three parties at the center.",
            tag=TAG,
            scope=scope,
        ),
    )
    def change(
        request: Request, application_id: ApplicationId, body: Change, idempotency_key: IdempotencyKey
    ) -> Response:
        caller = caller_of(request)

        def act(house: House) -> Answer:
            who = acting_as(house, caller)
            seen = look_at_application(house, who, application_id)
            stands = seen.application
            if stands is None:
                raise NotFound
            changed = application_from(
                body.application,
                stands.tenderer,
                stands.agency,
                stands.filed_by,
                list_specialties(house),
                "/application",
            )
            change_at_once(house, who, application_id, changed, body.reason)
            return _told(house, caller, application_id)

        return post(web, request, idempotency_key, body, act)

    @room.post(
        "/applications/{application_id}/slips",
        status_code=201,
        response_model=ApplicationRead,
        responses=responses(*refusals.REPLACE),
        **described(
            "replaceSlip",
            "更换招标人的见证凭条。封存以前，附原因；原凭条作废。",
            "Replace the tenderer's witness slip. Before the lock, with its reason; the old one is void.",
            tag=TAG,
            scope=scope,
        ),
    )
    def slip(
        request: Request,
        application_id: ApplicationId,
        body: SlipReplacement,
        idempotency_key: IdempotencyKey,
    ) -> Response:
        caller = caller_of(request)

        def act(house: House) -> Answer:
            who, proof = acting_as(house, caller), _proof(body.slip)
            replace_slip(house, who, application_id, proof, body.reason, body.mandate or "")
            return _told(house, caller, application_id)

        return post(web, request, idempotency_key, body, act)

    @room.post(
        "/applications/{application_id}/attempts",
        status_code=201,
        response_model=ApplicationRead,
        responses=responses(*refusals.NEXT),
        **described(
            "openNextAttempt",
            "再次抽取。上一次依规终止后，附一张新的见证凭条。",
            "Open the next attempt. After the last one was aborted, with a fresh slip.",
            tag=TAG,
            scope=scope,
        ),
    )
    def again(
        request: Request, application_id: ApplicationId, body: NextAttempt, idempotency_key: IdempotencyKey
    ) -> Response:
        caller = caller_of(request)

        def act(house: House) -> Answer:
            who = acting_as(house, caller)
            next_attempt(house, who, application_id, _proof(body.slip), body.mandate or "")
            return _told(house, caller, application_id)

        return post(web, request, idempotency_key, body, act)

    return room


def _proof(slip: Slip) -> SlipProof:
    return SlipProof(slip.commitment, slip.unseal_pk, slip.entry_code)


def _told(house: House, caller: ApiCaller, application_id: str) -> Answer:
    place = f"{PREFIX}/applications/{application_id}"
    return told(application_read(house, caller, application_id), 201, place)
