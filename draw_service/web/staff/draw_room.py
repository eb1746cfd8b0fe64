"""The draw rooms and their queues: who is in, who waits, what could come next (Art. 11)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.usecases.archive.reminders import reminders
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.leave_queue import leave_queue
from draw_service.usecases.oversight.terminals import registered_rooms
from draw_service.usecases.room.look_at_rooms import look_at_rooms
from draw_service.web.gates import form_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.staff.draw_room_parts import HOME, shown

FIRST_ROOM = "1"


def router(web: Web) -> APIRouter:
    """``/draw-room`` and its queue."""
    room = web.room(HOME, web.gates.staff(Role.OPERATOR))

    def shown_again(request: Request, refusal: Refusal | None = None) -> Response:
        found, terminals = look_at_rooms(web.house), registered_rooms(web.house)
        return web.page(
            request,
            "draw_room/rooms.html",
            found=found,
            reminders=reminders(web.house),
            names=[one.room for one in terminals if one.valid]
            or [one.name for one in found.rooms]
            or [FIRST_ROOM],
            terminals=terminals,
            refusal=refusal,
            form=form_of(request),
            **shown(),
        )

    @room.get("")
    def rooms(request: Request) -> Response:
        return shown_again(request)

    @room.post("/queue")
    def join(request: Request) -> Response:
        form = form_of(request)
        draw_id, name = form.code("draw"), form.code("room", longest=32)
        try:
            form.check()
            join_queue(web.house, draw_id, name)
        except Refusal as refusal:
            return shown_again(request, refusal)
        return go(HOME)

    @room.post("/unqueue")
    def leave(request: Request) -> Response:
        form = form_of(request)
        try:
            leave_queue(web.house, form.code("draw"), form.code("room", longest=32))
        except Refusal as refusal:
            return shown_again(request, refusal)
        return go(HOME)

    return room
