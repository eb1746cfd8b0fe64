"""The slip: what it gives goes in here, its codes stay on paper (Art. 8(2), 8(5); protocol section 1)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.refusals import NotFound, TendererSends
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.applications.look_at_application import Seen, look_at_application
from draw_service.usecases.applications.mandate import keep_unseal_half
from draw_service.usecases.applications.next_attempt import next_attempt
from draw_service.usecases.applications.replace_slip import SLIP_REASONS, replace_slip
from draw_service.usecases.applications.send_application import send_application
from draw_service.usecases.applications.slip_proof import SlipProof
from draw_service.web.applicant.writing import labels
from draw_service.web.application_form import form_from, read
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.slip_form import read_slip
from draw_service.web.static_files import FILES

BEFORE_LOCK = ("filed", "appointed", "entered")


def router(web: Web) -> APIRouter:
    """Send with a slip, replace one, open the next attempt with one; the agency's half."""
    house = web.house
    room = web.room("/applications/{application_id}", web.gates.staff(Role.TENDERER, Role.AGENCY))

    @room.get("/send")
    def ask_send(request: Request, application_id: str) -> Response:
        seen = look_at_application(house, who_of(request), application_id)
        if seen.application is not None:
            return go(f"/applications/{application_id}?told=elsewhere")
        return _show(web, request, seen, "send")

    @room.post("/send")
    def send(request: Request, application_id: str) -> Response:
        who, form = who_of(request), form_of(request)
        seen = look_at_application(house, who, application_id)
        if seen.application is not None or seen.draft is None:
            return go(f"/applications/{application_id}?told=elsewhere")
        slip, mandate = _slip(form, seen)
        n = form.number("n")
        try:
            form.check()
            checked = form_from(seen.draft.typed)
            application = read(checked, seen.draft, list_specialties(house))
            checked.check()
            send_application(house, who, application_id, application, slip, n=n, mandate=mandate)
        except Refusal as refusal:
            return _show(web, request, seen, "send", form, refusal)
        return go(f"/applications/{application_id}?told=sent")

    @room.get("/slip")
    def ask_slip(request: Request, application_id: str) -> Response:
        seen = look_at_application(house, who_of(request), application_id)
        return _show(web, request, seen, _purpose(seen))

    @room.post("/slip")
    def give_slip(request: Request, application_id: str) -> Response:
        who, form = who_of(request), form_of(request)
        seen = look_at_application(house, who, application_id)
        purpose = _purpose(seen)
        slip, mandate = _slip(form, seen)
        reason = form.choice("reason", SLIP_REASONS) if purpose == "replace" else ""
        try:
            form.check()
            if purpose == "next":
                next_attempt(house, who, application_id, slip, mandate)
            else:
                replace_slip(house, who, application_id, slip, reason, mandate)
        except Refusal as refusal:
            return _show(web, request, seen, purpose, form, refusal)
        return go(f"/applications/{application_id}?told={'sent' if purpose == 'next' else 'slip'}")

    @room.get("/half")
    def ask_half(request: Request, application_id: str) -> Response:
        return _half(web, request, application_id)

    @room.post("/half")
    def give_half(request: Request, application_id: str) -> Response:
        who, form = who_of(request), form_of(request)
        seen = look_at_application(house, who, application_id)
        key = form.code("unseal_pk").lower()
        try:
            form.check()
            keep_unseal_half(house, who, application_id, seen.next_draw_id, key)
        except Refusal as refusal:
            return _half(web, request, application_id, form, refusal)
        return go(f"/applications/{application_id}" + ("?told=half" if seen.application else "/draft"))

    return room


def _purpose(seen: Seen) -> str:
    """``next`` after an abort, ``replace`` before the lock. Raises ``NotFound`` at any other time."""
    phase = seen.attempts[-1].course.phase if seen.attempts else ""
    if phase == "aborted":
        return "next"
    if phase in BEFORE_LOCK:
        return "replace"
    raise NotFound


def _slip(form: Form, seen: Seen) -> tuple[SlipProof, str]:
    """The slip's public half, and the hash of the mandate when the agency holds the unseal half."""
    if seen.unseal_half and form.choice("holder", ("self", "agency")) == "agency":
        return read_slip(form, seen.unseal_half), _mandate(form)
    return read_slip(form), ""


def _mandate(form: Form) -> str:
    data = form.file("mandate_file")
    if data is not None:
        return sha256(data).hexdigest()
    typed = form.code("mandate", needed=False).lower()
    if len(typed) != 64 or set(typed) - set("0123456789abcdef"):
        form.wrong(
            "mandate_file", "请选择委托书文件，或填写其 SHA-256", "Choose the file or give its SHA-256"
        )
    return typed


def _show(
    web: Web,
    request: Request,
    seen: Seen,
    purpose: str,
    form: Form | None = None,
    refusal: Refusal | None = None,
) -> Response:
    if seen.side != "tenderer":
        refusal = refusal or TendererSends()
    return web.page(
        request,
        "applicant/slip.html",
        refusal=refusal,
        form=form,
        seen=seen,
        purpose=purpose,
        reasons=SLIP_REASONS,
        **_about(request),
    )


def _half(
    web: Web, request: Request, application_id: str, form: Form | None = None, refusal: Refusal | None = None
) -> Response:
    seen = look_at_application(web.house, who_of(request), application_id)
    if seen.side != "agency":
        raise NotFound
    return web.page(request, "applicant/half.html", refusal=refusal, form=form, seen=seen, **_about(request))


def _about(request: Request) -> dict[str, Any]:
    page = FILES.get("slip.html", b"")
    return {"labels": labels(request), "slip_hash": sha256(page).hexdigest()}
