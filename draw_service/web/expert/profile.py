"""``/expert/profile``: the own entry, a change asked for, the year's confirmation (Art. 12, 20(4))."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.identifiers import mask
from draw_service.rules.proposals import FIELDS, KINDS, LABELS, TIES, WORDS
from draw_service.rules.refusals import NotFound, ProposalWrong
from draw_service.rules.rights import UNCHANGED
from draw_service.usecases.expert.own_file import own_file
from draw_service.usecases.expert.propose_change import propose_change
from draw_service.usecases.expert.sign_statement import confirm_unchanged
from draw_service.web.expert.home import points_of
from draw_service.web.forms import MISSING, Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from scoring.rules.working_days import civil_date

SOON = timedelta(days=60)
"""A relation that ends within this time is pointed out."""


def router(web: Web) -> APIRouter:
    room = web.room("/expert/profile", web.gates.expert())
    house = web.house

    def show(request: Request) -> Response:
        own, today = own_file(house, who_of(request).expert), civil_date(house.clock.now())
        ties = [
            (tie, "ended" if tie.until and tie.until < today else "ends" if _soon(tie.until, today) else "")
            for tie in own.record.ties
        ]
        said = request.query_params.get("said", "")
        return web.page(
            request,
            "expert/profile.html",
            own=own,
            card=mask(own.record.id_card),
            ties=ties,
            kinds=KINDS,
            tie_words=TIES,
            labels_of=LABELS,
            unchanged=UNCHANGED,
            stale_points=points_of(web, 4),
            number=said if len(said) == 10 and said.isalnum() else "",
            confirmed=said == "confirmed",
        )

    def ask(request: Request, kind: str) -> Response:
        return _ask(request, kind)

    def propose(request: Request, kind: str) -> Response:
        form = form_of(request)
        typed = {field: form.text(field, needed=False, longest=WORDS) for field in FIELDS.get(kind, ())}
        try:
            form.check()
            number = propose_change(house, who_of(request).expert, kind, typed)
        except Refusal as refusal:
            if isinstance(refusal, ProposalWrong):
                field = str(refusal.fields["field"])
                form.wrong(field, *(("请检查这一项", "Check this entry") if typed.get(field) else MISSING))
            return _ask(request, kind, refusal, form)
        return go(f"/expert/profile?said={number}")

    def confirm(request: Request) -> Response:
        confirm_unchanged(house, who_of(request).expert)
        return go("/expert/profile?said=confirmed")

    def _ask(
        request: Request, kind: str, refusal: Refusal | None = None, form: Form | None = None
    ) -> Response:
        if kind not in FIELDS:
            raise NotFound
        record = own_file(house, who_of(request).expert).record
        return web.page(
            request,
            "expert/change.html",
            refusal=refusal,
            form=form,
            kind=kind,
            word=KINDS[kind],
            fields=FIELDS[kind],
            labels_of=LABELS,
            ties=[(tie, word_.say(request.state.lang)) for tie, word_ in TIES.items()],
            lasting=[(tie.company.name, tie.company.name) for tie in record.ties if tie.until is None],
        )

    def back() -> Response:
        return go("/expert/profile")

    room.add_api_route("", show, methods=["GET"])
    room.add_api_route("/change/{kind}", ask, methods=["GET"])
    room.add_api_route("/change/{kind}", propose, methods=["POST"])
    room.add_api_route("/unchanged", confirm, methods=["POST"])
    room.add_api_route("/unchanged", back, methods=["GET"])
    return room


def _soon(until: date | None, today: date) -> bool:
    return until is not None and today <= until <= today + SOON
