"""The bidder list and suppliers' requests for recusal: handed in, sealed, shown by hash alone (Art. 12)."""

from __future__ import annotations

from hashlib import sha256

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.documents.bidders_in import read_pasted, read_sheet
from draw_service.rules.access import Role
from draw_service.rules.bidder_list import parse_bidders
from draw_service.usecases.applications.hand_in_bidders import hand_in_bidders
from draw_service.usecases.applications.hand_in_letter import hand_in_letter
from draw_service.usecases.applications.look_at_application import look_at_application
from draw_service.web.applicant.writing import labels
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    house = web.house
    room = web.room("/applications/{application_id}", web.gates.staff(Role.TENDERER, Role.AGENCY))

    @room.get("/bidders")
    def ask(request: Request, application_id: str) -> Response:
        return show(request, application_id)

    @room.post("/bidders")
    def hand_in(request: Request, application_id: str) -> Response:
        form = form_of(request)
        sheet = form.file("bidders_file")
        pasted = form.lines("bidders", needed=False, longest=400_000)
        if sheet is None and not pasted:
            form.wrong("bidders", "请选择表格文件，或粘贴名单", "Choose a file, or paste the list")
        try:
            form.check()
            bidders = parse_bidders(read_sheet(sheet) if sheet is not None else read_pasted(pasted))
            hand_in_bidders(house, who_of(request), application_id, bidders)
        except Refusal as refusal:
            return show(request, application_id, form, refusal)
        return go(f"/applications/{application_id}?told=bidders")

    @room.get("/letters")
    def ask_letter(request: Request, application_id: str) -> Response:
        return show_letters(request, application_id)

    @room.post("/letters")
    def hand_in_paper(request: Request, application_id: str) -> Response:
        form = form_of(request)
        paper = form.file("letter_file")
        if paper is None:
            form.wrong("letter_file", "请选择申请书的扫描件", "Choose the scanned paper")
        supplier, person = form.text("supplier", longest=200), form.text("person", longest=200)
        employer, grounds = form.text("employer", needed=False, longest=200), form.text("grounds")
        try:
            form.check()
            digest = sha256(paper or b"").hexdigest()
            who = who_of(request)
            hand_in_letter(house, who, application_id, digest, supplier, person, employer, grounds)
        except Refusal as refusal:
            return show_letters(request, application_id, form, refusal)
        return go(f"/applications/{application_id}?told=letter")

    def show_letters(
        request: Request, application_id: str, form: Form | None = None, refusal: Refusal | None = None
    ) -> Response:
        seen = look_at_application(house, who_of(request), application_id)
        words = labels(request)
        return web.page(
            request, "applicant/letters.html", refusal=refusal, form=form, seen=seen, labels=words
        )

    def show(
        request: Request, application_id: str, form: Form | None = None, refusal: Refusal | None = None
    ) -> Response:
        seen = look_at_application(house, who_of(request), application_id)
        return web.page(
            request,
            "applicant/bidders.html",
            refusal=refusal,
            form=form,
            seen=seen,
            labels=labels(request),
        )

    return room
