"""``/rules/replay``: a draw of any age computed again, beside the rules it was made under (Art. 25)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from audit.verify import Said, Status
from draw_service.rules.codes import Word
from draw_service.usecases.rulebook.look_at_rules import READERS
from draw_service.usecases.rulebook.replay_draw import Replayed, replay_draw
from draw_service.web.forms import draw_number
from draw_service.web.gates import who_of
from draw_service.web.parts import Web
from draw_service.web.rulebook.editions import HOME, said_differences

VERDICT = {
    Status.PASS: (Word("一致", "agrees"), "good"),
    Status.FAIL: (Word("不一致", "does not agree"), "bad"),
    Status.NOT_PROVEN: (Word("未能证明", "not proven"), "warm"),
    Status.NOT_APPLICABLE: (Word("不适用", "does not apply"), ""),
}


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(*READERS))

    def replay(request: Request, draw: str = "") -> Response:
        seen, refused, lang = None, None, request.state.lang
        wanted = draw_number(draw)[:40]
        if wanted:
            try:
                seen = replay_draw(web.house, who_of(request), wanted)
            except Refusal as refusal:
                refused = refusal
        return web.page(
            request,
            "rulebook/replay.html",
            refusal=refused,
            wanted=wanted,
            seen=seen,
            since=said_differences(seen.since, lang) if seen else [],
            steps=_steps(seen, lang) if seen else [],
            verdict=_say(seen.report.verdict_said, lang) if seen else "",
        )

    room.add_api_route("/replay", replay, methods=["GET"])
    return room


def _steps(seen: Replayed, lang: str) -> list[tuple[int, str, str, str, str]]:
    """Number, name, verdict, its colour, detail; the options nobody gave are left out."""
    return [
        (
            step.number,
            _say(step.name, lang),
            VERDICT[step.status][0].say(lang),
            VERDICT[step.status][1],
            _say(step.detail, lang),
        )
        for step in seen.report.steps
        if step.number <= 13
    ]


def _say(said: Said, lang: str) -> str:
    return said.en if lang == "en" else said.zh
