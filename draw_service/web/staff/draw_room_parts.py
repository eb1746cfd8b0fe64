"""What the pages of the draw room share: one press counts once, parties confirm by entry code, and after an
act the page says what was done and what comes next (ui.md rules 4, 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from audit.refusal import Refusal
from draw_service.rules.applications import PARTIES, Party
from draw_service.rules.codes import OUTCOME_WORDS, PARTY_WORDS, Word
from draw_service.rules.refusals import ChangedUnderYou, MovedOn, NotFound
from draw_service.usecases.manual.type_back import Witness
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes
from draw_service.usecases.room.as_seen import as_seen, moved_on
from draw_service.usecases.room.look_at_session import SessionView, look_at_session
from draw_service.web.alarms import AlarmRow, alarm_rows
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.session_words import SEAT_STATES, SELECTIVE_STEPS, STATES, STEPS, specialties_of

HOME = "/draw-room"
COMPANY_WORDS = {**PARTY_WORDS, "other": Word("其他人员", "somebody else")}
DONE: Mapping[str, tuple[Word, Word]] = {
    "entered": (
        Word("已登记进入", "Entered"),
        Word("三方到齐后核对项目。", "With three parties in, check the project."),
    ),
    "locked": (
        Word("名单已封存", "The lists are locked"),
        Word("下一步：打印封存回执并交给各方。", "Next: print the lock receipt and hand it out."),
    ),
    "share": (
        Word("份额已揭示，与承诺值一致", "The share is revealed and opens its commitment"),
        Word(
            "依次由招标人、监管部门、中心揭示；三份都揭示后抽取。",
            "Tenderer, regulator and center reveal in this order; with all three revealed, draw.",
        ),
    ),
    "ordered": (
        Word("顺序已经产生，任何人不能更换", "The order stands; nobody can ask for another"),
        Word("下一步：逐席通知。", "Next: notify seat by seat."),
    ),
    "selected": (
        Word("人员已由三方选定并封存", "Three parties have chosen; the choice is sealed"),
        Word("下一步：由人工电话逐席通知。", "Next: a person phones seat by seat."),
    ),
    "calling": (
        Word("通知已经开始", "Notification has begun"),
        Word("各席状态自动更新。", "The seats show it as it goes."),
    ),
    "confirmed": (Word("已由三方确认并记录", "Confirmed by three parties, on record"), Word("", "")),
    "changed": (
        Word("变更已由三方确认，成为新的一版", "Three parties confirmed the change: a new version stands"),
        Word("请按新的一版核对项目。", "Check the project as the new version has it."),
    ),
    "sent-back": (
        Word("变更已退回申请人，申请没有改变", "The change went back; the application is as it was"),
        Word("可以按现在的申请继续抽取。", "The draw may go on with the application as it stands."),
    ),
    "postponed": (
        Word("时间已推迟", "Postponed"),
        Word("已接受邀请的人员会收到新的时间。", "Those who accepted are told the new time."),
    ),
    "stopped": (
        Word("已记录，应当回避的人员不再被通知", "On record; who must step back is not called any more"),
        Word("空出的席位按同一顺序通知下一位。", "A vacated seat goes to the next of the same order."),
    ),
    "sealed": (
        Word("结果已锁定，抽取室已空出", "The result is sealed; the room is free"),
        Word("签到时间到后签到、启封。", "At the sign-in time: sign in, unseal."),
    ),
    "closed": (
        Word("本次抽取已结束", "The draw is closed"),
        Word("会话记录已自动保存，可在本页下载。", "The session's record is kept; download it below."),
    ),
    "aborted": (
        Word("本次抽取已终止，记录保留", "The attempt is aborted and stays on record"),
        Word("重新抽取须重新立项，凭条全部重做。", "Another attempt needs fresh slips."),
    ),
    "card": (
        Word("通知卡已送往打印机", "The call card went to the printer"),
        Word("拨打后录入结果。", "Phone, then type it back."),
    ),
    "no-card": (
        Word("本席名单已用尽，没有打印通知卡", "This seat's order is exhausted; no card"),
        Word("", ""),
    ),
    "read-out": (
        Word("告知结果已录入并会签", "What came of the call is typed back and countersigned"),
        Word(
            "没有念到本人的，告警保留；请再照新打印的卡拨打。",
            "While the person was not told the alarm stays; phone again from the next card.",
        ),
    ),
    "typed": (Word("结果已录入并会签", "Typed back and countersigned"), Word("", "")),
    "kit": (
        Word("纸面备用件已送往打印机", "The paper kit went to the printer"),
        Word("请当众封存保管。", "Seal and keep it in sight."),
    ),
    "destroyed": (Word("未用的卡已清点销毁", "Unused cards are counted and destroyed"), Word("", "")),
}


@dataclass(frozen=True, slots=True)
class DrawRoom:
    """The draw room's pages over one ``Web``."""

    web: Web

    def at(self, draw_id: str, place: str = "") -> str:
        return f"{HOME}/{draw_id}{place}"

    def view(self, draw_id: str) -> SessionView:
        return look_at_session(self.web.house, draw_id)

    def page(
        self, request: Request, template: str, draw_id: str, view: SessionView | None = None, **data: Any
    ) -> Response:
        """A page about a draw, with what all of them show. ``view``: when somebody has looked already."""
        done = DONE.get(request.query_params.get("done", ""))
        view = view or self.view(draw_id)
        return self.web.page(
            request,
            f"draw_room/{template}",
            view=view,
            specialties=specialties_of(self.web.house, view.application.strata, request.state.lang),
            here=self.at(draw_id),
            done=done if request.method == "GET" else None,
            moved=request.query_params.get("moved", "") if request.method == "GET" else "",
            now=self.web.clock(),
            alarms=alarms_of(self.web, draw_id),
            **shown(),
            **data,
        )

    def act(
        self,
        request: Request,
        draw_id: str,
        do: Callable[[House, Form], str],
        again: Callable[[Refusal], Response],
    ) -> Response:
        """Do one act as the page was seen. ``do`` returns where to go on; ``again`` shows the form as it was
        typed with what was refused."""
        form, house = form_of(request), self.web.house
        steps = form.number("n", needed=False)
        try:
            if moved_on(house, draw_id, steps):
                raise MovedOn
            return go(_patiently(lambda: do(as_seen(house, draw_id, steps), form)))
        except MovedOn:
            return go(self.at(draw_id, "?moved=1"))
        except NotFound:
            raise
        except Refusal as refusal:
            if moved_on(house, draw_id, steps):
                return go(self.at(draw_id, "?moved=1"))
            return again(refusal)

    def codes(self, request: Request, form: Form, parties: Iterable[Party] = PARTIES) -> Codes:
        """What the parties typed to confirm; the operator stands for the center. Raises ``FormRefused``."""
        found: dict[Party, str] = {p: form.code(f"code_{p}") for p in parties if p != "center"}
        if not form.ticked("center"):
            form.wrong("center", "请由中心操作员勾选确认", "The center's operator has to tick this")
        form.check()
        return {**found, "center": who_of(request).account}


def countersigned(room: DrawRoom, form: Form, request: Request) -> tuple[Witness, dict[Party, str]]:
    """The witness who countersigns what the operator types back, and both codes."""
    chosen = form.choice("witness", PARTIES[:2])
    witness: Witness = "regulator" if chosen == "regulator" else "tenderer"
    code = form.code("code_witness")
    codes = dict(room.codes(request, form, ("center",)))
    return witness, {**codes, witness: code}


def _patiently(do: Callable[[], str]) -> str:
    """A call that ends in the same moment is no reason to bother people: the act is judged anew."""
    for _ in range(4):
        try:
            return do()
        except ChangedUnderYou:
            continue
    return do()


def alarms_of(web: Web, draw_id: str) -> list[AlarmRow]:
    """What a person must look at in this draw."""
    return [one for one in alarm_rows(web.house) if one.subject.partition("/")[0] == draw_id]


def shown() -> dict[str, Any]:
    """Words that every page and fragment of the room may need."""
    return {
        "step_words": STEPS,
        "choosing_words": SELECTIVE_STEPS,
        "seat_words": SEAT_STATES,
        "state_words": STATES,
        "party_words": PARTY_WORDS,
        "company_words": COMPANY_WORDS,
        "outcome_words": OUTCOME_WORDS,
        "parties": PARTIES,
        "alarm_links": True,
    }


def options(request: Request, words: Mapping[str, Word], only: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Choices of a form in the page's language, with an empty one first."""
    lang = request.state.lang
    first = ("", "请选择" if lang == "zh" else "Choose")
    said = ((slug, words[slug].say(lang)) for slug in only or words)
    return [first, *((slug, text[:1].upper() + text[1:]) for slug, text in said)]
