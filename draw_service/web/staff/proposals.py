"""``/pool/proposals``: what experts asked to have changed, decided by the pool keeper (Art. 2, 20(4))."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.proposals import KINDS, LABELS, TIES
from draw_service.usecases.expert.decide_proposal import decide_proposal, open_proposals
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    room = web.room("/pool", web.gates.staff(Role.POOL_KEEPER))

    def show(request: Request) -> Response:
        return _page(request)

    def decide(request: Request, proposal_id: str) -> Response:
        form = form_of(request)
        to = form.choice("to", ("approve", "refuse"))
        try:
            form.check()
            decide_proposal(web.house, who_of(request), proposal_id, approve=to == "approve")
        except Refusal as refusal:
            return _page(request, refusal)
        return go(f"/pool/proposals?said={'approved' if to == 'approve' else 'refused'}")

    def _page(request: Request, refusal: Refusal | None = None) -> Response:
        said = request.query_params.get("said", "")
        return web.page(
            request,
            "pool/proposals.html",
            refusal=refusal,
            found=open_proposals(web.house, who_of(request)),
            kinds=KINDS,
            labels_of=LABELS,
            tie_words=TIES,
            said=said if said in ("approved", "refused") and refusal is None else "",
        )

    room.add_api_route("/proposals", show, methods=["GET"])
    room.add_api_route("/proposals/{proposal_id}", decide, methods=["POST"])
    return room
