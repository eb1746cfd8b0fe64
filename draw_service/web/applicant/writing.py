"""Writing an application or a change: steps in any order, the check page, the hand-over (Art. 8(1))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role, Who
from draw_service.rules.applications import Application
from draw_service.rules.people import Company
from draw_service.rules.refusals import ChangedUnderYou, DispatchUnapproved, FormRefused, NotFound
from draw_service.usecases.applications.drop_draft import drop_draft
from draw_service.usecases.applications.hand_over_draft import hand_over_draft
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.applications.look_at_application import Seen, look_at_application
from draw_service.usecases.applications.preview_application import Preview, preview_application
from draw_service.usecases.applications.save_draft import save_draft
from draw_service.usecases.applications.send_change import CHANGE_REASONS, send_change
from draw_service.usecases.applications.waiting_change import waits
from draw_service.usecases.catalogue.judge_listing import lines_in_force
from draw_service.usecases.oversight.dispatch import keep_dispatch_paper, paper_digest
from draw_service.usecases.ports import Draft, House
from draw_service.web.application_form import (
    LABELS,
    MODES,
    MOST_ROWS,
    NO_LINE,
    PROCUREMENTS,
    ROWS,
    STEPS,
    company,
    form_from,
    in_page_order,
    is_dispatch,
    read,
    step_of,
)
from draw_service.web.cookies import lang_of
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.words import say

_LONGEST = 5000
"""Characters of one field that are kept; every field is told to be too long well before."""
_MOST_OFFERED = 700
"""Specialties offered while typing; a longer table is offered down to its third level."""


def router(web: Web) -> APIRouter:
    """The draft of an application, its steps, its check page."""
    house = web.house
    room = web.room("/applications/{application_id}", web.gates.staff(Role.TENDERER, Role.AGENCY))

    @room.get("/draft")
    def tasks(request: Request, application_id: str) -> Response:
        seen, draft = _writing(house, who_of(request), application_id)
        form = form_from(draft.typed)
        read(form, draft, list_specialties(house))
        open_steps = {step_of(name) for name in form.errors}
        steps = [(step, step not in open_steps) for step in _steps(seen)]
        return web.page(
            request, "applicant/draft.html", seen=seen, draft=draft, steps=steps, waiting=waits(draft)
        )

    @room.get("/draft/{step}")
    def ask(request: Request, application_id: str, step: str) -> Response:
        seen, draft = _writing(house, who_of(request), application_id)
        return _step(web, request, seen, draft, step, form_from(draft.typed))

    @room.post("/draft/{step}")
    def answer(request: Request, application_id: str, step: str) -> Response:
        who, form = who_of(request), form_of(request)
        seen, draft = _writing(house, who, application_id)
        if step not in _steps(seen):
            raise NotFound
        typed = {name: form.typed.get(name, "")[:_LONGEST] for name in STEPS[step]}
        if form.ticked("more"):
            typed["rows"] = str(min(_rows(typed) + ROWS, MOST_ROWS))
        # Kept before it is looked at: what was typed is never lost, complete or not.
        draft = _keep(house, who, application_id, typed, _other(form, step))
        checked = form_from(draft.typed)
        read(checked, draft, list_specialties(house))
        checked.errors = {name: why for name, why in checked.errors.items() if name in STEPS[step]}
        if step == "dispatch":
            _keep_paper(house, who, application_id, form, checked)
        if form.ticked("more"):
            return go(f"/applications/{application_id}/draft/{step}#code_{_rows(typed) - ROWS + 1}")
        if form.ticked("later"):
            return go(f"/applications/{application_id}/draft")
        if checked.errors:
            refusal = FormRefused(total=len(checked.errors))
            return _step(web, request, seen, draft, step, checked, refusal)
        following = [*_steps(replace(seen, draft=draft)), ""]
        after = following[following.index(step) + 1]
        return go(f"/applications/{application_id}/" + (f"draft/{after}" if after else "check"))

    @room.get("/check")
    def check(request: Request, application_id: str) -> Response:
        return _check(web, request, application_id)

    @room.post("/hand-over")
    def hand_over(request: Request, application_id: str) -> Response:
        try:
            hand_over_draft(house, who_of(request), application_id)
        except Refusal as refusal:
            return _check(web, request, application_id, refusal)
        return go(f"/applications/{application_id}/draft")

    @room.post("/drop")
    def drop(request: Request, application_id: str) -> Response:
        drop_draft(house, who_of(request), application_id)
        return go("/applications")

    @room.post("/change/send")
    def send(request: Request, application_id: str) -> Response:
        who, form = who_of(request), form_of(request)
        seen = look_at_application(house, who, application_id)
        if seen.draft is None:
            return go(f"/applications/{application_id}?told=elsewhere")
        reason, n = form.choice("reason", CHANGE_REASONS), form.number("n")
        try:
            form.check()
            checked = form_from(seen.draft.typed)
            application = read(checked, seen.draft, list_specialties(house))
            checked.check()
            version = send_change(house, who, application_id, application, reason, n=n)
        except Refusal as refusal:
            return _check(web, request, application_id, refusal, form)
        return go(f"/applications/{application_id}?told={'changed' if version else 'waiting'}")

    return room


def _writing(house: House, who: Who, application_id: str) -> tuple[Seen, Draft]:
    seen = look_at_application(house, who, application_id)
    if seen.draft is None:
        raise NotFound
    return seen, seen.draft


def _keep(
    house: House, who: Who, application_id: str, typed: Mapping[str, str], other: Company | None
) -> Draft:
    """Saved over whatever the other organisation saved in the same moment: fields are kept one by one."""
    try:
        return save_draft(house, who, application_id, typed, other)
    except ChangedUnderYou:
        return save_draft(house, who, application_id, typed, other)


def _steps(seen: Seen) -> list[str]:
    """Who the parties are is written by whoever began, and stays once the application was sent; so does what
    the dispatch service asks (Art. 15)."""
    own = seen.application is None and seen.draft is not None and seen.draft.filed_by == seen.side
    fresh = seen.application is None and seen.draft is not None
    outside = fresh and seen.draft is not None and is_dispatch(form_from(seen.draft.typed))
    return [one for one in STEPS if (own or one != "parties") and (outside or one != "dispatch")]


def _other(form: Form, step: str) -> Company | None:
    """The firm across the table, which sees the draft from now on; None where nothing can be said of it."""
    if step != "parties":
        return None
    typed = form_from(form.typed)
    found = company(typed, needed=False)
    return found if found is not None or typed.errors else Company("")


def _keep_paper(house: House, who: Who, application_id: str, form: Form, checked: Form) -> None:
    """The paper of consent, when one was sent; what is wrong with it is noted on ``checked``."""
    data = form.file("approval_file")
    if data is None:
        return
    try:
        keep_dispatch_paper(house, who, application_id, data)
    except DispatchUnapproved:
        checked.wrong("approval_file", "请上传不超过 5 MB 的 PDF 文件", "Send a PDF of at most 5 MB")


def _rows(typed: Mapping[str, str]) -> int:
    text = typed.get("rows", "")
    shown = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else ROWS
    return max(ROWS, min(shown, MOST_ROWS))


def _step(
    web: Web,
    request: Request,
    seen: Seen,
    draft: Draft,
    step: str,
    form: Form,
    refusal: Refusal | None = None,
) -> Response:
    steps = _steps(seen)
    if step not in steps:
        raise NotFound
    names = list_specialties(web.house)
    deepest = 7 if len(names) <= _MOST_OFFERED else 5
    return web.page(
        request,
        f"applicant/step_{step}.html",
        refusal=refusal,
        form=form,
        seen=seen,
        draft=draft,
        step=steps.index(step) + 1,
        steps=steps,
        labels=labels(request),
        rows=_rows(draft.typed),
        most=MOST_ROWS,
        names={code: name for code, name in names.items() if len(code) <= deepest},
        procurements=PROCUREMENTS,
        modes=MODES,
        catalogue=lines_in_force(web.house) if step == "project" else {},
        no_line=NO_LINE,
        paper=paper_digest(web.house, seen.application_id) if step == "dispatch" else "",
    )


def _check(
    web: Web, request: Request, application_id: str, refusal: Refusal | None = None, form: Form | None = None
) -> Response:
    """Everything typed, and what the register says to it."""
    house, who = web.house, who_of(request)
    seen, draft = _writing(house, who, application_id)
    names = list_specialties(house)
    typed = form_from(draft.typed)
    application = read(typed, draft, names)
    preview, stands_against = (None, None) if typed.errors else _preview(house, application_id, application)
    return web.page(
        request,
        "applicant/check.html",
        refusal=refusal,
        form=form,
        seen=seen,
        draft=draft,
        waiting=waits(draft),
        application=application,
        missing={name: typed.errors[name][lang_of(request) == "en"] for name in in_page_order(typed.errors)},
        step_of=step_of,
        steps=_steps(seen),
        preview=preview,
        stands_against=stands_against,
        reasons=CHANGE_REASONS,
        names=names,
        labels=labels(request),
        procurements=PROCUREMENTS,
        modes=MODES,
    )


def _preview(
    house: House, application_id: str, application: Application
) -> tuple[Preview | None, Refusal | None]:
    try:
        return preview_application(house, application_id, application), None
    except Refusal as refusal:
        return None, refusal


def labels(request: Request) -> dict[str, Any]:
    """Field -> label, in the language of the page."""
    return {name: say(lang_of(request), label) for name, label in LABELS.items()}
