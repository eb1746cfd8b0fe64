"""``/unsealing/…/open``, ``/rebuild``, ``/reprint``, ``/hand-over``: what two or three do together.

Art. 8(3), 8(5); protocol sections 3 and 5. The operator has just proved again who it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.applications import PARTIES, Party
from draw_service.rules.codes import Word
from draw_service.usecases.arrival.look_at_unsealing import look_at_unsealing
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.rebuild_roster import rebuild_roster
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.ports import House
from draw_service.usecases.room.as_seen import as_seen
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.staff.desk_parts import codes_typed, offered
from draw_service.web.staff.unsealing import HOME, moved_on

WHY_REGULATOR = {
    "half-lost": Word("启封码遗失", "the unseal code is lost"),
    "half-unreadable": Word("启封码无法辨认", "the unseal code cannot be read"),
    "tenderer-absent": Word("招标人一方未到场", "nobody is there for the tenderer"),
}
WHY_REBUILT = {
    "halves-lost": Word("两份启封码均遗失", "both unseal codes are lost"),
    "halves-unreadable": Word("两份启封码均无法使用", "neither unseal code works"),
}
_NO_REASON = Word("（不选）", "(none)")


class Together:
    """The forms that several people fill in."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def open(self, request: Request, draw_id: str) -> Response:
        def act(house: House, form: Form) -> None:
            party = cast(Literal["tenderer", "regulator"], form.choice("party", ("tenderer", "regulator")))
            reason = form.choice("reason", WHY_REGULATOR, needed=party == "regulator")
            camera = form.reference("camera", longest=64)
            codes: dict[Party, str] = {
                "center": who_of(request).account,
                party: form.code("entry", longest=40),
            }
            code = form.code("unseal")
            form.check()
            why = reason if party == "regulator" else ""
            unseal(house, draw_id, party, code, camera, codes, why)

        reasons = offered({"": _NO_REASON, **WHY_REGULATOR}, request.state.lang)
        return self._do(request, draw_id, "unsealing/open.html", act, reasons=reasons)

    def rebuild(self, request: Request, draw_id: str) -> Response:
        def act(house: House, form: Form) -> None:
            reason, codes = form.choice("reason", WHY_REBUILT), codes_typed(request, PARTIES)
            form.check()
            rebuild_roster(house, draw_id, reason, codes)

        reasons = offered(WHY_REBUILT, request.state.lang)
        given = {"what": "rebuild", "parties": PARTIES, "reasons": reasons}
        return self._do(request, draw_id, "unsealing/parties.html", act, **given)

    def reprint(self, request: Request, draw_id: str) -> Response:
        def act(house: House, form: Form) -> None:
            envelope, codes = form.code("envelope", longest=60), codes_typed(request, PARTIES)
            form.check()
            print_roster(house, draw_id, envelope, codes)

        given = {"what": "reprint", "parties": PARTIES, "reasons": []}
        return self._do(request, draw_id, "unsealing/parties.html", act, **given)

    def hand_over(self, request: Request, draw_id: str) -> Response:
        def act(house: House, form: Form) -> None:
            bundle = form.file("bundle")
            if bundle is None:
                form.wrong("bundle", "请选择文件", "Choose the file")
            codes = codes_typed(request, ("regulator", "center"))
            form.check()
            hand_over(house, draw_id, bundle or b"", codes)

        return self._do(request, draw_id, "unsealing/hand_over.html", act)

    def _do(
        self, request: Request, draw_id: str, template: str, act: Callable[[House, Form], None], **given: Any
    ) -> Response:
        """The empty form, the act, or the form again with what was typed. Before the time: nothing."""
        view = look_at_unsealing(self._house, draw_id)
        form, refused = form_of(request), None
        if request.method == "POST":
            try:
                act(as_seen(self._house, draw_id, form.number("n", needed=False)), form)
                return go(f"{HOME}/{draw_id}")
            except Refusal as refusal:
                view, refused = look_at_unsealing(self._house, draw_id), refusal
                if moved_on(view, form.number("n", needed=False), refusal):
                    return go(f"{HOME}/{draw_id}?moved=1")
        return self._web.page(request, template, refusal=refused, form=form, view=view, **given)


def router(web: Web) -> APIRouter:
    """The operator's, who has just proved it again."""
    room = web.room(HOME, web.gates.staff(Role.OPERATOR, fresh=True))
    pages, one = Together(web), "/{draw_id}"
    room.add_api_route(one + "/open", pages.open, methods=["GET", "POST"])
    room.add_api_route(one + "/rebuild", pages.rebuild, methods=["GET", "POST"])
    room.add_api_route(one + "/reprint", pages.reprint, methods=["GET", "POST"])
    room.add_api_route(one + "/hand-over", pages.hand_over, methods=["GET", "POST"])
    return room
