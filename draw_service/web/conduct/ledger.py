"""``/conduct``: entries from draft to correction, each step by who may take it (Art. 20, 21)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.codes import Word
from draw_service.rules.refusals import NotFound
from draw_service.usecases.conduct.acting import opened_draws, person_of, sees_all
from draw_service.usecases.conduct.enter_conduct import Act, enter_by_number, enter_from_seat
from draw_service.usecases.conduct.look_at_conduct import (
    evidence_of,
    list_conduct,
    look_at_conduct,
    publications_to_review,
)
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.conduct.send_notice import can_text, send_notice
from draw_service.web.conduct.said import calendar_warning
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.words import say
from scoring.rules.entries import STATE_WORDS, StateWord
from scoring.rules.items import CATEGORIES, ITEMS
from scoring.usecases.add_evidence import add_evidence
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.drop_entry import drop_entry
from scoring.usecases.reverse_entry import reverse_entry
from scoring.usecases.review_publication import review_publication

HOME = "/conduct"
LABELS = {
    "place": "抽取与席位",
    "expert": "专家编号",
    "project": "项目",
    "item": "记分事项",
    "at": "行为发生时间",
    "note": "事实",
    "again": "不是重复记分的理由",
    "file": "证据文件",
    "reason": "理由",
    "why": "理由",
    "verdict": "结论",
    "means": "告知方式",
}
NEXT = {
    "drafted": Word("由中心或监管部门的另一人确认。", "Another person of center or regulator confirms it."),
    "confirm": Word("下一步：告知专家，告知之日起生效。", "Next: tell the expert; that puts it in effect."),
    "notify": Word("异议期从今天起算。", "The time for objections starts today."),
    "drop": Word("没有写入台账。", "Nothing was written to the ledger."),
    "reverse": Word("台账中加了一行冲正，原记录保留。", "A reversing line was added; the old line stays."),
    "review": Word("到期自动公开，满期自动结束。", "It begins and ends by itself when its dates come."),
    "evidence": Word("文件的哈希已写入日志。", "The hash of the file is in the log."),
}


def router(web: Web) -> APIRouter:
    roles = (Role.OPERATOR, Role.TENDERER, Role.AGENCY, Role.REGULATOR)
    room = web.room(HOME, web.gates.staff(*roles))
    pages = Ledger(web)
    room.add_api_route("", pages.mine, methods=["GET"])
    room.add_api_route("/new", pages.new, methods=["GET", "POST"])
    room.add_api_route("/{entry_id}", pages.look, methods=["GET"])
    room.add_api_route("/{entry_id}/files/{file_id}.{_kind}", pages.file, methods=["GET"])
    room.add_api_route("/{entry_id}/{act}", pages.act, methods=["POST"])
    return room


class Ledger:
    """The pages of entries."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house
        self._office = office_of(web.house)
        self._acts: dict[str, Callable[[Request, str, Form], None]] = {
            "confirm": self._confirm,
            "drop": self._drop,
            "notify": self._notify,
            "reverse": self._reverse,
            "evidence": self._evidence,
            "review": self._review,
        }

    def mine(self, request: Request, state: str = "") -> Response:
        """``state``: one state alone; else what is still under way, then what is in effect."""
        who = who_of(request)
        by = person_of(who)
        wanted = (StateWord(state),) if state in STATE_WORDS else ()
        return self._web.page(
            request,
            "conduct/list.html",
            drafts=list_conduct(self._house, who, "draft") if not wanted else [],
            confirmed=list_conduct(self._house, who, "confirmed") if not wanted else [],
            review=publications_to_review(self._house, who) if sees_all(by) and not wanted else [],
            rest=list_conduct(self._house, who, *(wanted or ("effective", "reversed", "dropped"))),
            wanted=wanted[0] if wanted else None,
            states={one: StateWord(one) for one in STATE_WORDS},
            account=who.account,
            all=sees_all(by),
            calendar=calendar_warning(self._house),
        )

    def new(self, request: Request, draw: str = "") -> Response:
        """The form, and drafting an entry."""
        form, refused = form_of(request), None
        if request.method == "POST":
            try:
                return go(f"{HOME}/{self._draft(request, form)}?told=drafted")
            except Refusal as refusal:
                refused = refusal
        who, lang = who_of(request), request.state.lang
        parameters = self._office.parameters(self._house.clock.now())
        return self._web.page(
            request,
            "conduct/new.html",
            refusal=refused,
            form=form,
            draws=opened_draws(self._house, who),
            drawn=draw,
            items=[(one, parameters.points(one.number)) for one in ITEMS.values()],
            categories={key: Word(*words) for key, words in CATEGORIES.items()},
            by_number=Role.REGULATOR in who.roles,
            duplicate=refused is not None and refused.code == "duplicate-entry",
            labels=_labels(lang),
        )

    def look(self, request: Request, entry_id: str, told: str = "") -> Response:
        return self._show(request, entry_id, told=told)

    def file(self, request: Request, entry_id: str, file_id: str) -> Response:
        file, data, media = evidence_of(self._house, who_of(request), entry_id, file_id)
        headers = {"content-disposition": f'attachment; filename="{file.id}.{file.kind}"'}
        return Response(data, media_type=media, headers=headers)

    def act(self, request: Request, entry_id: str, act: str) -> Response:
        if act not in self._acts:
            raise NotFound
        look_at_conduct(self._house, who_of(request), entry_id)
        form = form_of(request)
        try:
            self._acts[act](request, entry_id, form)
        except Refusal as refusal:
            if refusal.code == "not-in-this-state":
                return go(f"{HOME}/{entry_id}?told=elsewhere")
            return self._show(request, entry_id, refusal=refusal, form=form)
        return go(f"{HOME}/{entry_id}?told={act}")

    def _show(self, request: Request, entry_id: str, *, told: str = "", **data: Any) -> Response:
        seen = look_at_conduct(self._house, who_of(request), entry_id)
        publication = seen.publication
        return self._web.page(
            request,
            "conduct/one.html",
            seen=seen,
            all=sees_all(person_of(who_of(request))),
            state=StateWord(seen.entry.state),
            category=Word(*CATEGORIES[seen.item.category]),
            told=told,
            next=NEXT.get(told),
            effect=seen.effect.say(request.state.lang) if seen.effect else "",
            texts=can_text(self._house),
            publication_state=StateWord(publication.state) if publication else None,
            objection_states={one.id: StateWord(one.state) for one in seen.objections},
            labels=_labels(request.state.lang),
            **data,
        )

    def _draft(self, request: Request, form: Form) -> str:
        who = who_of(request)
        draws = opened_draws(self._house, who)
        offered = [f"{one.draw_id}/{slot}" for one in draws for slot in one.slots]
        numbered = Role.REGULATOR in who.roles
        place = form.choice("place", offered, needed=not numbered)
        expert = form.code("expert", needed=numbered and not place, longest=20).upper() if numbered else ""
        project = form.text("project", needed=bool(expert) and not place, longest=120) if numbered else ""
        item, at = form.number("item", least=1, most=20), form.moment("at")
        note, again = form.text("note", longest=2000), form.text("again", needed=False, longest=500)
        data = form.file("file")
        form.check()
        assert at is not None
        act = Act(item, at, note, again, (form.upload_name("file"), data) if data else None)
        if place:
            draw_id, _, slot = place.rpartition("/")
            return enter_from_seat(self._house, who, draw_id, int(slot), act)
        return enter_by_number(self._house, who, expert, project, act)

    def _confirm(self, request: Request, entry_id: str, _form: Form) -> None:
        confirm_entry(self._office, entry_id, person_of(who_of(request)))

    def _drop(self, request: Request, entry_id: str, form: Form) -> None:
        reason = form.text("reason")
        form.check()
        drop_entry(self._office, entry_id, person_of(who_of(request)), reason)

    def _notify(self, request: Request, entry_id: str, form: Form) -> None:
        means = form.choice("means", ("sms", "paper", "page"))
        form.check()
        send_notice(self._house, entry_id, means, person_of(who_of(request)))  # type: ignore[arg-type]

    def _reverse(self, request: Request, entry_id: str, form: Form) -> None:
        reason = form.text("reason")
        form.check()
        reverse_entry(self._office, entry_id, person_of(who_of(request)), reason)

    def _evidence(self, request: Request, entry_id: str, form: Form) -> None:
        data = form.file("file")
        if not data:
            form.wrong("file", "请选择文件", "Choose a file")
        form.check()
        name, by = form.upload_name("file"), person_of(who_of(request))
        add_evidence(self._office, entry_id, name, data or b"", by)

    def _review(self, request: Request, entry_id: str, form: Form) -> None:
        seen = look_at_conduct(self._house, who_of(request), entry_id)
        verdict = form.choice("verdict", ("passed", "withheld"))
        reason = form.text("why", needed=verdict == "withheld")
        form.check()
        if seen.publication is None:
            raise NotFound
        withheld = reason if verdict == "withheld" else ""
        review_publication(self._office, seen.publication.id, person_of(who_of(request)), withheld)


def _labels(lang: str) -> dict[str, str]:
    return {name: say(lang, words) for name, words in LABELS.items()}
