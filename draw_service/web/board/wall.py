"""``/board``, asking which; ``/board/DRAW``: one draw on the wall (Art. 8, 11; ui.md rules 2 to 4).

No login: nothing here says more than the people in the room hear. The page follows the log and survives a
reload and a restart of the service.
"""

from __future__ import annotations

import re
from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from draw_service.rules.board import Board
from draw_service.rules.codes import OUTCOME_WORDS
from draw_service.rules.refusals import NotFound
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.draws.look_at_board import look_at_board
from draw_service.usecases.draws.print_receipt import short_of
from draw_service.web.forms import Form
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.session_words import SELECTIVE_STEPS, STEPS

ROWS = 8
"""Seats that can be read from six metres; what is settled longest gives way."""
STATES = {
    "waiting": "等候通知",
    "calling": "正在通知",
    "accepted": "已接受",
    "arrived": "已签到",
    "exhausted": "名单用尽",
}
STAGES = {
    "filed": "等待封存",
    "ordered": "顺序已产生，等待通知",
    "locked": "名单已封存",
    "revealed": "份额已齐",
    "calling": "正在通知",
    "chosen": "人员已选定，等待通知",
    "to-choose": "等待三方选定",
    "sealed": "结果已锁定，未启封",
    "unsealed": "已当众启封",
    "closed": "抽取结束",
    "aborted": "本次抽取已终止",
}
PARTIES = {"tenderer": "招标人", "regulator": "监管部门", "center": "交易中心"}


def router(web: Web) -> APIRouter:
    room = web.room("/board", web.gates.public())

    def ask(request: Request) -> Response:
        form = Form(FormData(request.query_params))
        draw_id = form.draw(needed=False)
        try:
            if draw_id:
                look_at_board(web.house, draw_id)
                return go(f"/board/{draw_id}")
        except NotFound as refusal:
            form.wrong("draw", "没有这个抽取编号", "No draw has this number")
            return web.page(request, "board/ask.html", refusal=refusal, form=form)
        return web.page(request, "board/ask.html")

    def show(request: Request, draw_id: str) -> Response:
        return web.page(
            request,
            "board/wall.html",
            draw_id=draw_id,
            now=web.clock(),
            **_facts(web, draw_id, request.state.lang),
        )

    def live(request: Request, draw_id: str) -> Response:
        lang: str = request.state.lang
        look_at_board(web.house, draw_id)
        return web.feed.stream(draw_id, f"board {lang}", partial(_parts, web, draw_id, lang), web.clock)

    room.add_api_route("", ask, methods=["GET"])
    room.add_api_route("/{draw_id}", show, methods=["GET"])
    room.add_api_route("/{draw_id}/live", live, methods=["GET"])
    return room


def _parts(web: Web, draw_id: str, lang: str) -> dict[str, str]:
    return {"board": web.pages.part(lang, "board/_board.html", draw_id=draw_id, **_facts(web, draw_id, lang))}


def _facts(web: Web, draw_id: str, lang: str) -> dict[str, object]:
    board = look_at_board(web.house, draw_id)
    moving = [seat for seat in board.seats if seat.state in ("waiting", "calling", "exhausted")]
    shown = sorted((moving + [s for s in board.seats if s not in moving])[:ROWS], key=lambda seat: seat.slot)
    return {
        "board": board,
        "names": list_specialties(web.house) if lang == "zh" else {},
        "shown": shown,
        "steps": STEPS if not board.selective else SELECTIVE_STEPS,
        "at": min(board.step, 3) if board.selective else board.step,
        "short": " ".join(re.findall("....", short_of(bytes.fromhex(board.lock_hash))))
        if board.lock_hash
        else "",
        "states": STATES,
        "stage": _stage(board),
        "parties": PARTIES,
        "outcomes": OUTCOME_WORDS,
    }


def _stage(board: Board) -> str:
    """What has come of it, in the words of its kind."""
    waits = board.stage == "calling" and not board.called
    if board.selective and (waits or board.stage == "filed"):
        return STAGES["chosen" if waits else "to-choose"]
    return STAGES["ordered" if waits else board.stage]
