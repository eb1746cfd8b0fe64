"""``/expert/tickets``: where the own ticket stood in each published draw, and the receipt to recompute it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from draw_service.rules.codes import WHY_WORDS, Word
from draw_service.usecases.expert.own_tickets import own_receipt, own_ticket, own_tickets
from draw_service.web.gates import who_of
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    room = web.room("/expert/tickets", web.gates.expert())
    house = web.house

    def show(request: Request) -> Response:
        return web.page(request, "expert/tickets.html", found=own_tickets(house, who_of(request).expert))

    def one(request: Request, draw_id: str) -> Response:
        own = own_ticket(house, who_of(request).expert, draw_id)
        why = WHY_WORDS.get(own.why, Word(own.why, own.why))
        return web.page(request, "expert/ticket.html", own=own, why=why)

    def receipt(request: Request, draw_id: str) -> Response:
        data = own_receipt(house, who_of(request).expert, draw_id)
        named = {"content-disposition": f'attachment; filename="{draw_id}.ticket.json"'}
        return Response(data, media_type="application/json", headers=named)

    room.add_api_route("", show, methods=["GET"])
    room.add_api_route("/{draw_id}", one, methods=["GET"])
    room.add_api_route("/{draw_id}/ticket.json", receipt, methods=["GET"])
    return room
