"""``/counter``: outside the draw room a witness makes a slip; nothing secret comes near the service.

Art. 8(2), 10; protocol section 1: slips come from one file whose hash is published, and only a commitment, a
public key and the hash of an entry code are kept.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import cast

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.applications import Party
from draw_service.rules.codes import Word
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.slip_proof import SlipProof
from draw_service.web.forms import Form
from draw_service.web.gates import form_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.staff.desk_parts import offered
from draw_service.web.static_files import FILES

HOME = "/counter"
SLIP = "slip.html"
_HASH = re.compile(r"[0-9a-f]{64}")
_DRAW = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
NONE = Word("（不选）", "(none)")
REASONS = {
    "lost": Word("遗失，或被他人看到", "lost, or seen by others"),
    "damaged": Word("损坏", "damaged"),
    "misprinted": Word("打印有误", "misprinted"),
    "witness-changed": Word("更换见证人", "another witness"),
}


def router(web: Web) -> APIRouter:
    """The counter's own account."""
    room = web.room(HOME, web.gates.staff(Role.COUNTER))

    def page(request: Request, refusal: Refusal | None = None, form: Form | None = None) -> Response:
        kept = request.query_params.get("kept", "")
        return web.page(
            request,
            "counter/counter.html",
            refusal=refusal,
            form=form,
            digest=sha256(FILES[SLIP]).hexdigest(),
            kept=kept if _DRAW.fullmatch(kept) else "",
            reasons=offered({"": NONE, **REASONS}, request.state.lang),
        )

    def look(request: Request) -> Response:
        return page(request)

    def slips(request: Request) -> Response:
        form = form_of(request)
        draw_id, party = form.draw(), form.choice("party", ("tenderer", "regulator"))
        values = _HASH.findall(form.text("public", longest=400).lower())
        if len(values) != 2:
            form.wrong("public", "应有承诺值和公钥两串，各 64 位", "Give commitment and key, 64 digits each")
        entry = form.code("entry", longest=40)
        reason = form.choice("reason", REASONS, needed=party == "tenderer")
        try:
            form.check()
            appoint_witness(
                web.house, draw_id, cast(Party, party), SlipProof(values[0], values[1], entry), reason
            )
        except Refusal as refusal:
            return page(request, refusal, form)
        return go(f"{HOME}?kept={draw_id}")

    room.add_api_route("", look, methods=["GET"])
    room.add_api_route("/slips", slips, methods=["POST"])
    return room
