"""``/incidents``: the register of incidents with their clocks (Art. 9, 13(4); 保密工作制度 10)."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.codes import Word
from draw_service.rules.incidents import ABOVE, KINDS, STATES
from draw_service.usecases.incidents.look_at_incidents import (
    READERS,
    IncidentSeen,
    list_incidents,
    look_at_incident,
)
from draw_service.usecases.incidents.open_incident import OPENS, open_incident
from draw_service.usecases.incidents.take_steps import (
    ACTS,
    CLOSES,
    close_incident,
    conclude_incident,
    contain_incident,
    own_incident,
    report_incident,
    send_back,
)
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web, together

HOME = "/incidents"
LONGEST = 2000
STAGES = {
    "near": Word("上报时限将到", "to be reported soon"),
    "late": Word("逾期未上报", "not reported in time"),
}
TOLD = {
    "opened": (
        Word("事件已立案", "The incident is opened"),
        Word("请立即控制，并在期限内上报。", "Contain it at once and report it before its hour."),
    ),
    "own": (Word("由您负责", "It is yours now"), Word("", "")),
    "contain": (Word("控制措施已记录", "What was done is recorded"), Word("", "")),
    "report": (Word("上报已记录", "The report is recorded"), Word("计时停止。", "The clock has stopped.")),
    "conclude": (
        Word("结论已记录", "The conclusion is recorded"),
        Word("须由另一人结案。", "Another person closes it."),
    ),
    "close": (Word("已结案", "Closed"), Word("", "")),
    "back": (Word("已退回", "Sent back"), Word("须重新作出结论。", "It needs another conclusion.")),
}


def router(web: Web) -> APIRouter:
    pages = Register(web)
    reading = web.room(HOME, web.gates.staff(*READERS))
    reading.add_api_route("", pages.home, methods=["GET"])
    writing = web.room(HOME, web.gates.staff(*OPENS))
    writing.add_api_route("/new", pages.new, methods=["GET", "POST"])
    reading.add_api_route("/{number}", pages.look, methods=["GET"])
    writing.add_api_route("/{number}/{act}", pages.act, methods=["POST"])
    return together(writing, reading)


class Register:
    """The pages of the register."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def home(self, request: Request) -> Response:
        who = who_of(request)
        return self._web.page(
            request,
            "incidents/home.html",
            rows=list_incidents(self._house, who),
            kinds=KINDS,
            states=STATES,
            stages=STAGES,
            opens=bool(who.roles & set(OPENS)),
        )

    def new(self, request: Request) -> Response:
        form, refused = form_of(request), None
        if request.method == "POST":
            try:
                kind, draw_id = form.choice("kind", KINDS), form.draw(needed=False)
                words = form.text("words", longest=LONGEST)
                if kind == "list-leaked" and not draw_id:
                    form.wrong("draw", "名单泄露须填写抽取编号", "A leaked list needs its draw")
                form.check()
                number = open_incident(self._house, who_of(request), kind, words, draw_id)
                return go(f"{HOME}/{number}?told=opened")
            except Refusal as refusal:
                refused = refusal
        return self._web.page(
            request,
            "incidents/new.html",
            refusal=refused,
            form=form,
            choices=[(key, word.say(request.state.lang)) for key, word in KINDS.items()],
        )

    def look(self, request: Request, number: str, told: str = "") -> Response:
        return self._page(request, number, told)

    def act(self, request: Request, number: str, act: str) -> Response:
        form, who, house = form_of(request), who_of(request), self._house

        def text(name: str, longest: int = LONGEST) -> str:
            found = form.text(name, longest=longest)
            form.check()
            return found

        def report() -> None:
            to = form.choice("to", ABOVE)
            report_incident(house, who, number, to, text("document", 60))

        acts: dict[str, Callable[[], None]] = {
            "own": lambda: own_incident(house, who, number),
            "contain": lambda: contain_incident(house, who, number, text("measures")),
            "report": report,
            "conclude": lambda: conclude_incident(house, who, number, text("conclusion")),
            "close": lambda: close_incident(house, who, number),
            "back": lambda: send_back(house, who, number),
        }
        if act not in acts:
            return go(f"{HOME}/{number}")
        try:
            acts[act]()
        except Refusal as refusal:
            return self._page(request, number, "", refusal, form)
        return go(f"{HOME}/{number}?told={act}")

    def _page(
        self,
        request: Request,
        number: str,
        told: str,
        refusal: Refusal | None = None,
        form: Form | None = None,
    ) -> Response:
        who, lang = who_of(request), request.state.lang
        seen = look_at_incident(self._house, who, number)
        return self._web.page(
            request,
            "incidents/incident.html",
            refusal=refusal,
            form=form,
            seen=seen,
            kinds=KINDS,
            states=STATES,
            stages=STAGES,
            above=ABOVE,
            choices=[(key, word.say(lang)) for key, word in ABOVE.items()],
            told=TOLD.get(told) if refusal is None else None,
            may=_may(seen, who.roles),
            mine=seen.incident.concluded_by == who.account,
            owned=seen.incident.owner == who.account,
        )


def _may(seen: IncidentSeen, roles: frozenset[str]) -> dict[str, bool]:
    """Which acts the page offers; the acts themselves decide."""
    one = seen.incident
    acts, open_ = bool(roles & set(ACTS)), one.state == "open"
    reported = one.reported_at is not None
    return {
        "act": acts,
        "own": open_ and bool(roles & set(OPENS)),
        "contain": acts and open_ and one.contained_at is None,
        "report": acts and open_ and not reported,
        "conclude": acts and open_ and one.contained_at is not None and (reported or one.due is None),
        "close": one.state == "concluded" and bool(roles & set(CLOSES)),
    }
