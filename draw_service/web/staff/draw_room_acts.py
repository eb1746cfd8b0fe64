"""Beside the row of the ceremony: what three parties confirm on the spot, recusal found late, postponing,
the ends, and the session's copy (Art. 4, 8(2), 9, 10, 12, 13). Every one has a check page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.applications import PARTIES, Party
from draw_service.rules.codes import Word
from draw_service.usecases.draws.abort import LATE_GROUNDS, abort
from draw_service.usecases.draws.close import close
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.declare_interest import declare_interest
from draw_service.usecases.draws.open_bidders import open_bidders
from draw_service.usecases.draws.postpone import postpone
from draw_service.usecases.draws.seal import seal
from draw_service.usecases.oversight.dispatch import read_dispatch_paper
from draw_service.usecases.ports import House
from draw_service.usecases.room.look_at_session import SessionView
from draw_service.usecases.room.session_record import session_record
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.parts import Web
from draw_service.web.staff.draw_room_parts import HOME, DrawRoom, options

WHATS = {
    "channel": Word("改由人工电话通知", "a person phones instead of the machine"),
    "manual": Word("某一步改由人工办理", "a step is done by hand"),
    "supplementary": Word("封存后补充抽取", "a supplementary draw after the lock"),
}
REASONS = {
    "line-failed": Word("语音线路不能用", "the voice line does not work"),
    "power-failed": Word("停电或断网", "power or network failed"),
    "misfiled": Word("申请填写有误", "the application was misfiled"),
    "too-few": Word("人数不足", "too few people"),
    "opening-moved": Word("开标时间推迟", "the bid opening moved"),
    "project-changed": Word("项目情况变化", "the project changed"),
    "in-the-minutes": Word("详见会议纪要", "as written in the minutes"),
}
GROUNDS = {
    "leaked": Word("名单泄露", "the list leaked"),
    "wrong-specialty": Word("申请的专业有误", "the filed specialty was wrong"),
    "project-stopped": Word("项目停止", "the project stopped"),
    "share-lost": Word("份额码遗失", "a share code was lost"),
    "witness-absent": Word("见证人未到", "a witness did not come"),
    "misfiled": Word("申请填写有误", "the application was misfiled"),
}
_EARLIER = "只能推迟，不能提前", "Later only, never earlier"
_TWO: tuple[Party, Party] = ("regulator", "center")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One act with its own page: ``done`` is what the ceremony's page says afterwards."""

    place: str
    done: str
    do: Callable[[House, str, Form, Request], object]
    parties: tuple[Party, ...] = PARTIES
    more: Callable[[Request, SessionView], Mapping[str, Any]] = lambda _request, _view: {}


def router(web: Web) -> APIRouter:
    """``/draw-room/DRAW/confirm`` and the like."""
    operator, room = web.room(HOME, web.gates.staff(Role.OPERATOR)), DrawRoom(web)
    for sheet in _sheets(room):
        _add(operator, room, sheet)

    @operator.get("/{draw_id}/record.json")
    def record(draw_id: str) -> Response:
        data = session_record(web.house, draw_id)
        headers = {
            "content-disposition": f'attachment; filename="{draw_id}.session.json"',
            "x-sha256": sha256(data).hexdigest(),
        }
        return Response(data, media_type="application/json", headers=headers)

    @operator.get("/{draw_id}/approval.pdf")
    def approval(request: Request, draw_id: str) -> Response:
        data = read_dispatch_paper(web.house, who_of(request), draw_id)
        headers = {"cache-control": "no-store", "content-disposition": 'inline; filename="approval.pdf"'}
        return Response(data, media_type="application/pdf", headers=headers)

    return operator


def _add(operator: APIRouter, room: DrawRoom, sheet: _Sheet) -> None:
    def shown(request: Request, draw_id: str, refusal: Refusal | None = None) -> Response:
        more = sheet.more(request, room.view(draw_id))
        template, form = f"{sheet.place}.html", form_of(request)
        return room.page(request, template, draw_id, refusal=refusal, form=form, asked=sheet.parties, **more)

    def look(request: Request, draw_id: str) -> Response:
        return shown(request, draw_id)

    def act(request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            sheet.do(house, draw_id, form, request)
            return room.at(draw_id, f"?done={sheet.done}")

        return room.act(request, draw_id, do, lambda refusal: shown(request, draw_id, refusal))

    operator.add_api_route(f"/{{draw_id}}/{sheet.place}", look, methods=["GET"])
    operator.add_api_route(f"/{{draw_id}}/{sheet.place}", act, methods=["POST"])


def _sheets(room: DrawRoom) -> tuple[_Sheet, ...]:
    def agree(house: House, draw_id: str, form: Form, request: Request) -> None:
        what, reason = form.choice("what", WHATS), form.choice("reason", REASONS)
        confirm(house, draw_id, what, reason, room.codes(request, form))

    def later(house: House, draw_id: str, form: Form, request: Request) -> None:
        signin_at, latest = form.moment("signin_at"), form.moment("latest_start")
        now = room.view(draw_id).application
        if signin_at is not None and signin_at < now.signin_at:
            form.wrong("signin_at", *_EARLIER)
        if latest is not None and latest < now.latest_start:
            form.wrong("latest_start", *_EARLIER)
        reason, codes = form.choice("reason", REASONS), room.codes(request, form)
        if signin_at is not None and latest is not None:
            postpone(house, draw_id, signin_at, latest, reason, codes)

    def interest(house: House, draw_id: str, form: Form, request: Request) -> None:
        expert_id, evidence = form.code("expert", longest=64), _evidence(form)
        declare_interest(house, draw_id, expert_id, evidence, room.codes(request, form, _TWO))

    def bidders(house: House, draw_id: str, form: Form, request: Request) -> None:
        open_bidders(house, draw_id, _evidence(form), room.codes(request, form, _TWO))

    def give_up(house: House, draw_id: str, form: Form, request: Request) -> None:
        ground, reason = form.choice("ground", GROUNDS), form.choice("reason", REASONS)
        view = room.view(draw_id)
        started = bool(view.revealed) or view.selective
        codes = dict(room.codes(request, form) if started else _some_codes(room, request, form))
        abort(house, draw_id, ground, reason, codes)

    def lock_result(house: House, draw_id: str, form: Form, _request: Request) -> None:
        _sure(form)
        seal(house, draw_id)

    def finish(house: House, draw_id: str, form: Form, _request: Request) -> None:
        _sure(form)
        close(house, draw_id)

    return (
        _Sheet("confirm", "confirmed", agree, more=_agreeable),
        _Sheet("postpone", "postponed", later, more=lambda r, _v: {"reasons": options(r, REASONS)}),
        _Sheet("interest", "stopped", interest, _TWO),
        _Sheet("bidders", "stopped", bidders, _TWO),
        _Sheet("abort", "aborted", give_up, more=_grounds),
        _Sheet("seal", "sealed", lock_result, ()),
        _Sheet("close", "closed", finish, ()),
    )


def _some_codes(room: DrawRoom, request: Request, form: Form) -> dict[Party, str]:
    """Before the first share the center and one witness suffice: an empty field is nobody's word."""
    there = [p for p in PARTIES if p == "center" or form.code(f"code_{p}", needed=False)]
    return dict(room.codes(request, form, there))


def _agreeable(request: Request, _view: SessionView) -> dict[str, Any]:
    return {"whats": options(request, WHATS), "reasons": options(request, REASONS)}


def _grounds(request: Request, view: SessionView) -> dict[str, Any]:
    started = bool(view.revealed) or view.selective
    only = LATE_GROUNDS if started else tuple(GROUNDS)
    reasons = options(request, REASONS)
    return {"grounds": options(request, GROUNDS, only), "reasons": reasons, "started": started}


def _evidence(form: Form) -> str:
    """SHA-256 of the paper as it was scanned; the paper itself stays in the file of the project."""
    data = form.file("evidence")
    if not data:
        form.wrong("evidence", "请选择扫描件", "Choose the scanned paper")
        return ""
    return sha256(data).hexdigest()


def _sure(form: Form) -> None:
    if not form.ticked("sure"):
        form.wrong("sure", "请先核对并勾选", "Check it and tick this first")
    form.check()
