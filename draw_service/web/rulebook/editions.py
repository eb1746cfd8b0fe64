"""``/rules``: editions of the rule pack from draft to effect (Art. 24, 25)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role, Who
from draw_service.rules.articles import article_said
from draw_service.rules.codes import Word
from draw_service.rules.pack_editions import Change, Difference, earliest, read_value, say_value
from draw_service.rules.packs import LEVELS, Level, Parameter
from draw_service.rules.refusals import BadInput
from draw_service.usecases.rulebook.decide_edition import confirm_edition, withdraw_edition
from draw_service.usecases.rulebook.look_at_rules import READERS, EditionSeen, list_editions, look_at_edition
from draw_service.usecases.rulebook.propose_edition import PROPOSERS, preview_edition, propose_edition
from draw_service.usecases.rulebook.what_if import what_if
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parameter_words import choices_said, value_said
from draw_service.web.parts import Web, together
from scoring.rules.working_days import civil_date

HOME = "/rules"
LEVEL_WORDS = {
    "national": Word("国家", "national"),
    "province": Word("省", "province"),
    "city": Word("市", "city"),
}
STATES = {
    "proposed": Word("待确认", "to be confirmed"),
    "confirmed": Word("已确认", "confirmed"),
    "withdrawn": Word("已撤回", "withdrawn"),
}
MOST = 40
"""Parameters changed in one edition."""
SHOWN: Mapping[str, Callable[[Parameter], bool]] = {
    "readings": lambda one: one.unconfirmed,
    "to-confirm": lambda one: one.to_confirm,
}


def router(web: Web) -> APIRouter:
    reading = web.room(HOME, web.gates.staff(*READERS))
    # Proved anew before anything is typed, so that nothing typed is lost on the way.
    writing = web.room(HOME, web.gates.staff(*PROPOSERS, fresh=True))
    pages = Editions(web)
    reading.add_api_route("", pages.home, methods=["GET"])
    reading.add_api_route("/editions/{number}", pages.look, methods=["GET"])
    writing.add_api_route("/change", pages.write, methods=["GET"])
    writing.add_api_route("/change", pages.check, methods=["POST"])
    writing.add_api_route("/propose", pages.propose, methods=["POST"])
    writing.add_api_route("/editions/{number}/confirm", pages.confirm, methods=["POST"])
    writing.add_api_route("/editions/{number}/withdraw", pages.withdraw, methods=["POST"])
    return together(reading, writing)


class Editions:
    """The pages of the editions."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def home(self, request: Request, show: str = "") -> Response:
        """The parameters in force, and every edition. ``show``: readings or to-confirm alone."""
        who, lang = who_of(request), request.state.lang
        pack = self._house.pack(self._house.clock.now())
        rows = [
            (one, value_said(one, lang), article_said(one.article, lang))
            for one in pack.parameters.values()
            if SHOWN.get(show, _all)(one)
        ]
        return self._web.page(
            request,
            "rulebook/home.html",
            pack=pack,
            rows=rows,
            levels=LEVEL_WORDS,
            states=STATES,
            editions=list_editions(self._house, who),
            writes=writes(who),
            show=show if show in SHOWN else "",
        )

    def write(self, request: Request) -> Response:
        """The form for the parameters ticked."""
        return self._form(request, request.query_params.getlist("p")[:MOST])

    def check(self, request: Request) -> Response:
        """What the draft changes and would do, before it is kept."""
        form, who = form_of(request), who_of(request)
        names = self._names(form)
        try:
            level, changes, day, _reason = self._read(form, names)
            edition, found = preview_edition(self._house, who, level, changes, day)
        except Refusal as refusal:
            return self._form(request, names, refusal)
        return self._web.page(
            request,
            "rulebook/check.html",
            form=form,
            names=names,
            edition=edition,
            level=LEVEL_WORDS[edition.level],
            differences=said_differences(found, request.state.lang),
            seen=what_if(self._house, who, edition),
        )

    def propose(self, request: Request) -> Response:
        form, who = form_of(request), who_of(request)
        names = self._names(form)
        try:
            number = propose_edition(self._house, who, *self._read(form, names))
        except Refusal as refusal:
            return self._form(request, names, refusal)
        return go(f"{HOME}/editions/{number}?told=proposed")

    def look(self, request: Request, number: int, told: str = "") -> Response:
        return self._look(request, number, told)

    def _look(
        self, request: Request, number: int, told: str = "", refusal: Refusal | None = None
    ) -> Response:
        who, lang = who_of(request), request.state.lang
        seen = look_at_edition(self._house, who, number)
        open_ = seen.drafted.state == "proposed"
        return self._web.page(
            request,
            "rulebook/edition.html",
            refusal=refusal,
            told=told,
            seen=seen,
            level=LEVEL_WORDS[seen.drafted.edition.level],
            state=STATES[seen.drafted.state],
            differences=said_differences(seen.differences, lang),
            what_if=what_if(self._house, who, seen.drafted.edition) if open_ and writes(who) else None,
            confirms=open_ and may_confirm(who, seen),
            withdraws=open_ and writes(who),
        )

    def confirm(self, request: Request, number: int) -> Response:
        try:
            confirm_edition(self._house, who_of(request), number)
        except Refusal as refusal:
            return self._look(request, number, refusal=refusal)
        return go(f"{HOME}/editions/{number}?told=confirmed")

    def withdraw(self, request: Request, number: int) -> Response:
        try:
            withdraw_edition(self._house, who_of(request), number)
        except Refusal as refusal:
            return self._look(request, number, refusal=refusal)
        return go(f"{HOME}/editions/{number}?told=withdrawn")

    def _names(self, form: Form) -> list[str]:
        known = self._house.pack(self._house.clock.now()).parameters
        return form.choices("p", known)[:MOST]

    def _form(self, request: Request, names: list[str], refusal: Refusal | None = None) -> Response:
        now, lang = self._house.clock.now(), request.state.lang
        pack = self._house.pack(now)
        if not names:
            return go(HOME + "?told=none")
        wanted = [pack.parameter(name) for name in names]
        confirmed = [
            one.drafted.edition
            for one in list_editions(self._house, who_of(request))
            if one.drafted.state == "confirmed"
        ]
        return self._web.page(
            request,
            "rulebook/change.html",
            refusal=refusal,
            form=form_of(request),
            wanted=[(one, say_value(one.value, lang), choices_said(one, lang)) for one in wanted],
            levels=[(level, LEVEL_WORDS[level].say(lang)) for level in reversed(LEVELS)],
            earliest=earliest(confirmed, civil_date(now)),
        )

    def _read(self, form: Form, names: list[str]) -> tuple[Level, list[Change], date, str]:
        """Raises ``FormRefused``, ``ParameterMissing``, ``BadInput``."""
        if not names:
            raise BadInput(what="p")
        pack = self._house.pack(self._house.clock.now())
        level = form.choice("level", LEVELS)
        day = form.day("valid_from")
        reason = form.text("reason")
        changes = [_change(form, pack.parameter(name)) for name in names]
        form.check()
        if day is None:
            raise BadInput(what="valid_from")
        return next(one for one in LEVELS if one == level), changes, day, reason


def said_differences(found: tuple[Difference, ...], lang: str) -> list[tuple[Difference, str, str, str]]:
    """Each with its values before and after and its source, as people read them."""
    return [
        (
            one,
            value_said(one.before, lang) if one.before is not None else "–",
            value_said(one.after, lang),
            article_said(one.after.article, lang),
        )
        for one in found
    ]


def writes(who: Who) -> bool:
    """Whether the account may draft editions."""
    return bool(who.roles & frozenset(PROPOSERS))


def may_confirm(who: Who, seen: EditionSeen) -> bool:
    """Whether it is this account's to confirm; the act itself decides."""
    office = seen.drafted.proposer_role == Role.OFFICE
    return not seen.mine and (Role.OFFICE in who.roles or (office and Role.ADMINISTRATOR in who.roles))


def _change(form: Form, known: Parameter) -> Change:
    """The fields of one parameter; an empty new value keeps the old one, for a confirmation alone."""
    typed = form.text(f"value.{known.name}", needed=False, longest=400)
    value = known.value
    try:
        value = read_value(typed, known.value) if typed else known.value
    except ValueError:
        form.wrong(f"value.{known.name}", "与现值的类型不同", "another kind of value than now")
    return Change(
        known.name,
        value,
        form.text(f"article.{known.name}", longest=120),
        form.text(f"source.{known.name}", needed=False, longest=400),
        form.text(f"confirmation.{known.name}", needed=False, longest=120),
    )


def _all(_one: Parameter) -> bool:
    return True
