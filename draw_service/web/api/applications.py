"""Applications by machine: write, send, change, follow; the bidder list (Art. 8(1), 12)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from draw_service.rules.access import ApiCaller, Role, Scope
from draw_service.rules.applications import Bidder
from draw_service.rules.bidder_list import parse_bidders
from draw_service.rules.people import Company
from draw_service.rules.refusals import NotFound
from draw_service.usecases.applications.drop_draft import drop_draft
from draw_service.usecases.applications.hand_in_bidders import hand_in_bidders
from draw_service.usecases.applications.hand_over_draft import hand_over_draft
from draw_service.usecases.applications.list_applications import list_applications_after
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.applications.look_at_application import look_at_application
from draw_service.usecases.applications.save_draft import save_draft
from draw_service.usecases.applications.start_draft import start_draft
from draw_service.usecases.oversight.dispatch import keep_dispatch_paper
from draw_service.usecases.platform.acting_as import acting_as
from draw_service.usecases.ports import Answer, House
from draw_service.web.api import refusals
from draw_service.web.api.answering import (
    PREFIX,
    ApplicationId,
    IdempotencyKey,
    answer,
    described,
    operations,
    post,
    told,
)
from draw_service.web.api.reading import Side, application_from, application_read, company
from draw_service.web.api.refusals import responses
from draw_service.web.api.sent import ApplicationFields, BidderList, DispatchPaperSent, NewApplication
from draw_service.web.api.told import (
    ApplicationLine,
    ApplicationPage,
    ApplicationRead,
    BiddersTold,
    DispatchPaperTold,
    SpecialtyList,
    SpecialtyTold,
)
from draw_service.web.application_form import typed_of
from draw_service.web.field_errors import field_error, fields_wrong
from draw_service.web.gates import caller_of
from draw_service.web.parts import Web

TAG = "applications"
MOST = 100
"""Applications of the longest page."""


def reading(web: Web) -> APIRouter:
    """Scope applications:read."""
    house, scope = web.house, Scope.APPLICATIONS_READ
    room = operations(web, scope)

    @room.get(
        "/applications",
        response_model=ApplicationPage,
        responses=responses(*refusals.QUERY),
        **described(
            "listApplications",
            "列出本单位的申请。新的在前；把 next_cursor 作为 cursor 再次请求即得下一页。",
            "List the organisation's applications. Newest first; next_cursor, sent as cursor, gives the"
            " next page.",
            tag=TAG,
            scope=scope,
        ),
    )
    def list_all(
        request: Request,
        cursor: Annotated[
            str,
            Query(
                pattern="^(AP-[0-9]{4}-[0-9]{4,9})?$",
                description="上一页的 next_cursor。/ Of the page before.",
            ),
        ] = "",
        limit: Annotated[int, Query(ge=1, le=MOST, description="每页份数。/ Applications a page.")] = 20,
    ) -> Response:
        who = acting_as(house, caller_of(request))
        found, following = list_applications_after(house, who, cursor, limit)
        items = [
            ApplicationLine(
                application_id=one.application_id,
                project_name=one.project_name,
                side=one.side,
                state=one.state,
                bid_opening=one.bid_opening,
                attempts=one.attempt,
                changing=one.changing,
                dispatch=one.dispatch,
            )
            for one in found
        ]
        return answer(told(ApplicationPage(items=items, next_cursor=following or None)))

    @room.get(
        "/applications/{application_id}",
        response_model=ApplicationRead,
        responses=responses(*refusals.FOUND),
        **described(
            "readApplication",
            "读取一份申请。",
            "Read an application.",
            tag=TAG,
            scope=scope,
        ),
    )
    def read_one(request: Request, application_id: ApplicationId) -> Response:
        return answer(told(application_read(house, caller_of(request), application_id)))

    @room.get(
        "/specialties",
        response_model=SpecialtyList,
        responses=responses(*refusals.QUERY),
        **described(
            "listSpecialties",
            "列出专业分类。申请中的专业代码须在其中。",
            "List the specialties. The codes of an application are among them.",
            tag=TAG,
            scope=scope,
        ),
    )
    def specialties(
        under: Annotated[
            str,
            Query(
                pattern="^([A-Z]([0-9]{2}){0,3})?$",
                description="只列此代码及其下各级。/ A code and all below.",
            ),
        ] = "",
    ) -> Response:
        items = [
            SpecialtyTold(code=code, name=name)
            for code, name in list_specialties(house).items()
            if code.startswith(under)
        ]
        return answer(told(SpecialtyList(items=items)))

    return room


def writing(web: Web) -> APIRouter:
    """Scope applications:write: drafts and the bidder list."""
    house, scope = web.house, Scope.APPLICATIONS_WRITE
    room = operations(web, scope)

    @room.post(
        "/applications",
        status_code=201,
        response_model=ApplicationRead,
        responses=responses(*refusals.CREATE),
        **described(
            "createApplication",
            "新建申请。得到申请编号和抽取编号，先存为草稿：见证凭条要为这个抽取编号制作，所以凭条随后由招标人"
            "在 fileApplication 中给出；代理机构新建的转交招标人提交。",
            "Create an application. It gets its number and the id of its draw and is kept as a draft: the"
            " witness slip is made for that id, so the tenderer gives it afterwards with fileApplication."
            " What an agency creates is handed over to the tenderer.",
            tag=TAG,
            scope=scope,
        ),
    )
    def create(request: Request, body: NewApplication, idempotency_key: IdempotencyKey) -> Response:
        caller = caller_of(request)

        def act(inner: House) -> Answer:
            return _create(inner, caller, body)

        return post(web, request, idempotency_key, body, act)

    @room.put(
        "/applications/{application_id}/draft",
        response_model=ApplicationRead,
        responses=responses(*refusals.FOUND, *refusals.BODY),
        **described(
            "replaceDraft",
            "重写草稿。仅限尚未提交的申请；招标人和代理机构不变。",
            "Rewrite the draft. Only of an application that was not filed; its parties stay.",
            tag=TAG,
            scope=scope,
        ),
    )
    def replace(request: Request, application_id: ApplicationId, body: ApplicationFields) -> Response:
        caller = caller_of(request)
        who = acting_as(house, caller)
        seen = look_at_application(house, who, application_id)
        if seen.draft is None or seen.application is not None:
            raise NotFound
        names, draft = list_specialties(house), seen.draft
        application = application_from(body, draft.tenderer, draft.agency, draft.filed_by, names)
        save_draft(house, who, application_id, typed_of(application, names))
        if seen.side == "agency":
            hand_over_draft(house, who, application_id)
        return answer(told(application_read(house, caller, application_id)))

    @room.delete(
        "/applications/{application_id}/draft",
        status_code=204,
        response_class=Response,
        responses=responses(*refusals.FOUND),
        **described(
            "dropDraft",
            "放弃草稿。已提交的申请不受影响。",
            "Drop the draft. What was filed stays.",
            tag=TAG,
            scope=scope,
        ),
    )
    def drop(request: Request, application_id: ApplicationId) -> Response:
        drop_draft(house, acting_as(house, caller_of(request)), application_id)
        return Response(status_code=204)

    @room.put(
        "/applications/{application_id}/bidders",
        response_model=BiddersTold,
        responses=responses(*refusals.BIDDERS),
        **described(
            "putBidders",
            "提交投标人名单。代替以前的名单；密封保存，只用于回避比对，以后只能看到数量和摘要。",
            "Hand in the bidder list. It takes the place of the one before; it is sealed and only matched"
            " against; count and hash are all that is ever shown of it.",
            tag=TAG,
            scope=scope,
        ),
    )
    def put_bidders(request: Request, application_id: ApplicationId, body: BidderList) -> Response:
        caller = caller_of(request)
        hand_in_bidders(house, acting_as(house, caller), application_id, _bidders(body))
        bidders = application_read(house, caller, application_id).bidders
        if bidders is None:
            raise NotFound
        return answer(told(bidders))

    @room.put(
        "/applications/{application_id}/dispatch-paper",
        response_model=DispatchPaperTold,
        responses=responses(*refusals.DISPATCH_PAPER),
        **described(
            "putDispatchPaper",
            "提交外派服务的同意文件。仅限尚未提交的申请；代替以前的文件，加密保存，日志只记哈希。",
            "Hand in the paper of consent for the dispatch service. Only of an application not filed yet;"
            " it takes the place of the one before, is kept encrypted, and its hash goes into the log.",
            tag=TAG,
            scope=scope,
        ),
    )
    def put_paper(request: Request, application_id: ApplicationId, body: DispatchPaperSent) -> Response:
        who = acting_as(house, caller_of(request))
        try:
            data = b64decode(body.pdf, validate=True)
        except binascii.Error:
            data = b""
        return answer(told(DispatchPaperTold(digest=keep_dispatch_paper(house, who, application_id, data))))

    return room


def _create(house: House, caller: ApiCaller, body: NewApplication) -> Answer:
    """In the one transaction of the request."""
    tenderer, agency = company(body.tenderer), company(body.agency) if body.agency is not None else None
    side, own, other = _side(caller, tenderer, agency)
    names = list_specialties(house)
    application = application_from(body, tenderer, agency, side, names)
    role = Role.TENDERER if side == "tenderer" else Role.AGENCY
    who = acting_as(house, caller, role, name=own.name)
    application_id = start_draft(house, who)
    save_draft(house, who, application_id, typed_of(application, names), other)
    if side == "agency":
        hand_over_draft(house, who, application_id)
    place = f"{PREFIX}/applications/{application_id}"
    return told(application_read(house, caller, application_id), 201, place)


def _side(
    caller: ApiCaller, tenderer: Company, agency: Company | None
) -> tuple[Side, Company, Company | None]:
    """As which party the caller writes, its own firm, and the firm across the table."""
    own = caller.organisation.strip().upper()
    if own and tenderer.code == own:
        return "tenderer", tenderer, agency
    if own and agency is not None and agency.code == own:
        return "agency", agency, tenderer
    raise fields_wrong([field_error("/tenderer/code", "own-organisation")])


def _bidders(body: BidderList) -> tuple[Bidder, ...]:
    rows = (
        [cell for firm in (line, *line.members) for cell in (firm.name, firm.code)] for line in body.bidders
    )
    return parse_bidders(rows)
