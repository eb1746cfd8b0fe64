"""How a draw goes, and what came of it: status, and after the result notice roster, result and bundle."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from draw_service.rules.access import Scope
from draw_service.usecases.applications.look_at_application import look_at_application
from draw_service.usecases.draws.look import look
from draw_service.usecases.platform.acting_as import acting_as
from draw_service.usecases.platform.read_result import fetch_bundle, read_result
from draw_service.usecases.platform.read_roster import read_roster
from draw_service.usecases.ports import House
from draw_service.web.api import refusals
from draw_service.web.api.answering import ApplicationId, DrawId, answer, described, operations, told
from draw_service.web.api.reading import state_of
from draw_service.web.api.refusals import responses
from draw_service.web.api.told import MilestoneTold, SeatCounts, StatusRead
from draw_service.web.api.told_after import MemberTold, PoolCounts, ResultRead, RosterRead
from draw_service.web.gates import caller_of
from draw_service.web.parts import Web

TAG, AFTER = "progress", "results"
_BUNDLE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "核验包 <draw_id>.edraw.json，格式 edraw-bundle/1，用 panel verify 核验。"
        "/ The evidence bundle, format edraw-bundle/1, for panel verify.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


def status(web: Web) -> APIRouter:
    """Scope applications:read."""
    house, scope = web.house, Scope.APPLICATIONS_READ
    room = operations(web, scope)

    @room.get(
        "/applications/{application_id}/status",
        response_model=StatusRead,
        responses=responses(*refusals.FOUND),
        **described(
            "readStatus",
            "读取进展。阶段、各步时间和席位数；没有姓名。",
            "Read the status. Phase, when each step was taken, and seats by count; no names.",
            tag=TAG,
            scope=scope,
        ),
    )
    def read(request: Request, application_id: ApplicationId) -> Response:
        seen = look_at_application(house, acting_as(house, caller_of(request)), application_id)
        last = seen.attempts[-1] if seen.attempts else None
        found = StatusRead(
            application_id=application_id,
            draw_id=last.draw_id if last is not None else "",
            attempt=last.attempt if last is not None else 0,
            state=state_of(seen),
            seats=_seats(house, last.draw_id) if last is not None else None,
            milestones=[
                MilestoneTold(at=step.at, type=step.type, detail=step.detail)
                for step in (last.course.milestones if last is not None else ())
            ],
            as_of=house.clock.now(),
        )
        return answer(told(found))

    return room


def rosters(web: Web) -> APIRouter:
    """Scope rosters:read."""
    house, scope = web.house, Scope.ROSTERS_READ
    room = operations(web, scope)

    @room.get(
        "/draws/{draw_id}/roster",
        response_model=RosterRead,
        responses=responses(*refusals.FOUND, *refusals.LOGGED),
        **described(
            "readRoster",
            "读取名单。启封并且结果公告已登记以后（招标投标法第三十七条）；在此之前与不存在相同。每次取用入日志。",
            "Read the roster. After unsealing and after the result notice is recorded (招标投标法 37); before"
            " that there is none. Every look is logged.",
            tag=AFTER,
            scope=scope,
        ),
    )
    def read(request: Request, draw_id: DrawId) -> Response:
        members = [
            MemberTold(
                slot=one.slot,
                specialty=one.specialty,
                name=one.name,
                unit=one.unit,
                arrived_at=one.arrived_at,
            )
            for one in read_roster(house, caller_of(request), draw_id)
        ]
        return answer(told(RosterRead(draw_id=draw_id, members=members)))

    return room


def results(web: Web) -> APIRouter:
    """Scope results:read."""
    house, scope = web.house, Scope.RESULTS_READ
    room = operations(web, scope)

    @room.get(
        "/draws/{draw_id}/result",
        response_model=ResultRead,
        responses=responses(*refusals.FOUND),
        **described(
            "readResult",
            "读取结果。结果公告登记以后；含核验所需的哈希。",
            "Read the result. After the result notice; with the hashes its proof rests on.",
            tag=AFTER,
            scope=scope,
        ),
    )
    def read(request: Request, draw_id: DrawId) -> Response:
        found = read_result(house, caller_of(request), draw_id)
        board = found.board
        eligible, excluded, recused = board.pool
        body = ResultRead(
            draw_id=draw_id,
            application_id=found.application_id,
            attempt=found.attempt,
            state="aborted" if board.stage == "aborted" else "closed",
            ground=board.ground,
            mode="selective" if board.selective else "random",
            seats_filled=found.filled,
            seats_total=len(board.seats),
            pool=PoolCounts(eligible=eligible, excluded=excluded, recused=recused),
            rule_pack=found.rule_pack,
            notice_at=found.notice_at,
            lock_hash=found.lock,
            seed=board.seed,
            result_commitment=board.result_commit,
            roster_hash=board.roster_hash,
            head_hash=found.head,
            events=found.events,
            log_key=found.log,
        )
        return answer(told(body))

    @room.get(
        "/draws/{draw_id}/bundle",
        response_class=Response,
        responses={**_BUNDLE, **responses(*refusals.FOUND, *refusals.QUERY)},
        **described(
            "fetchBundle",
            "下载核验包。结果公告登记以后；public 不含姓名，published 含姓名，仅限按规定公布评审专家的项目。",
            "Fetch the evidence bundle. After the result notice; public holds no names, published holds them"
            " and exists where panels are published.",
            tag=AFTER,
            scope=scope,
        ),
    )
    def bundle(
        request: Request,
        draw_id: DrawId,
        stage: Annotated[
            Literal["public", "published"], Query(description="public 或 published。/ Which bundle.")
        ] = "public",
    ) -> Response:
        data = fetch_bundle(house, caller_of(request), draw_id, stage)
        name = f'attachment; filename="{draw_id}.edraw.json"'
        return Response(data, 200, {"content-disposition": name}, "application/json")

    return room


def _seats(house: House, draw_id: str) -> SeatCounts | None:
    view = look(house, draw_id)
    if not view.seats:
        return None
    counts = Counter(seat.state for seat in view.seats)
    return SeatCounts(
        total=len(view.seats),
        waiting=counts["waiting"],
        calling=counts["calling"],
        accepted=counts["accepted"],
        arrived=counts["arrived"],
        exhausted=counts["exhausted"],
    )
