"""``/pool/bulk``, ``/pool/specialties``: files in, previewed, approved by another keeper (Art. 2)."""

from __future__ import annotations

import csv
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.documents.roster_choices import problem_said
from draw_service.documents.rosters_in import read_roster
from draw_service.documents.specialty_files import read_specialty_bytes
from draw_service.rules.access import Role
from draw_service.rules.identifiers import mask
from draw_service.rules.pool_changes import label_of
from draw_service.rules.refusals import NotFound
from draw_service.usecases.pool.bulk import Roster, decide_bulk, file_bulk, preview_bulk
from draw_service.usecases.pool.editions import decide_edition, file_edition, list_editions
from draw_service.usecases.pool.look_at_pool import look_at_case, read_document
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.shield import LARGEST
from draw_service.web.words import say

SHOWN = 200
LABELS = {
    "file": "文件",
    "reason": "理由",
    "edition": "版本名称",
    "valid_from": "启用日期",
    "mapping": "新旧编号对照",
}


def router(web: Web) -> APIRouter:
    room = web.room("/pool", web.gates.staff(Role.POOL_KEEPER))
    pages = Files(web)
    room.add_api_route("/bulk", pages.bulk, methods=["GET", "POST"])
    room.add_api_route("/bulk/{case_id}", pages.preview, methods=["GET"])
    room.add_api_route("/bulk/{case_id}/approve", pages.approve, methods=["POST"])
    room.add_api_route("/specialties", pages.specialties, methods=["GET", "POST"])
    room.add_api_route("/specialties/{case_id}/approve", pages.approve_edition, methods=["POST"])
    return room


class Files:
    """The keeper's pages for rosters and editions."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def bulk(self, request: Request) -> Response:
        form, refused = form_of(request), None
        if request.method == "POST":
            data, name = form.file("file"), form.upload_name("file")
            reason, whole = form.text("reason", longest=200), form.ticked("whole")
            if not data:
                form.wrong("file", "请选择文件", "Choose a file")
            try:
                form.check()
                assert data is not None
                found = read_roster(data)
                roster = Roster(found.rows, found.sha256, whole)
                case = file_bulk(self._house, who_of(request), roster, reason, [(name, data)])
                return go(f"/pool/bulk/{case}?told=filed")
            except Refusal as refusal:
                refused = refusal
        labels = self._labels(request)
        most = LARGEST // 2**20
        return self._web.page(request, "pool/bulk.html", refusal=refused, form=form, labels=labels, most=most)

    def preview(self, request: Request, case_id: str, told: str = "") -> Response:
        return self._preview(request, case_id, told=told)

    def approve(self, request: Request, case_id: str) -> Response:
        try:
            decide_bulk(self._house, who_of(request), case_id, self._roster(request, case_id))
        except Refusal as refusal:
            return self._preview(request, case_id, refusal=refusal)
        return go(f"/pool/cases/{case_id}?told=approved")

    def specialties(self, request: Request) -> Response:
        form, refused, who = form_of(request), None, who_of(request)
        if request.method == "POST":
            data, name = form.file("file"), form.upload_name("file")
            edition, day = form.text("edition", longest=60), form.day("valid_from")
            reason, lines = form.text("reason", longest=200), form.lines("mapping", needed=False)
            if not data:
                form.wrong("file", "请选择文件", "Choose a file")
            try:
                form.check()
                assert data is not None
                assert day is not None
                table = read_specialty_bytes(data, xlsx=name.lower().endswith(".xlsx"))
                pairs = csv.reader(line.replace("\t", ",").replace("，", ",") for line in lines)
                case, _seen = file_edition(
                    self._house, who, edition, day, table.rows, list(pairs), table.sha256, reason
                )
                return go(f"/pool/cases/{case}?told=filed")
            except Refusal as refusal:
                refused = refusal
        editions, codes = list_editions(self._house, who)
        return self._web.page(
            request,
            "pool/specialties.html",
            refusal=refused,
            form=form,
            editions=editions,
            codes=codes,
            labels=self._labels(request),
        )

    def approve_edition(self, request: Request, case_id: str) -> Response:
        decide_edition(self._house, who_of(request), case_id)
        return go(f"/pool/cases/{case_id}?told=approved")

    def _roster(self, request: Request, case_id: str) -> Roster:
        who = who_of(request)
        seen = look_at_case(self._house, who, case_id)
        if seen.case.kind != "bulk" or not seen.documents:
            raise NotFound
        _about, data = read_document(self._house, who, case_id, seen.documents[0].id)
        found = read_roster(data)
        return Roster(found.rows, found.sha256, (seen.case.data.more or {}).get("whole") == "1")

    def _preview(self, request: Request, case_id: str, *, told: str = "", **data: Any) -> Response:
        """Rows and fields, values masked: who has the file sees the rest there."""
        case = look_at_case(self._house, who_of(request), case_id)
        seen = preview_bulk(self._house, self._roster(request, case_id))
        lang = request.state.lang
        changed = [
            (one, [(label_of(c.field).say(lang), mask(c.was), mask(c.became)) for c in one.changes])
            for one in seen.diff.changed[:SHOWN]
        ]
        return self._web.page(
            request,
            "pool/bulk_preview.html",
            case=case,
            diff=seen.diff,
            fresh=seen.ticket == case.case.data.ticket,
            ticket=case.case.data.ticket,
            changed=changed,
            problems=[problem_said(one, lang) for one in seen.diff.problems[:SHOWN]],
            # Who typed a name hears of it; the other keeper sees rows and fields alone.
            unprintable=[one.say(lang) for one in seen.unprintable[:SHOWN]]
            if case.case.filed_by == who_of(request).account
            else [],
            shown=SHOWN,
            told=told,
            **data,
        )

    def _labels(self, request: Request) -> dict[str, str]:
        return {name: say(request.state.lang, words) for name, words in LABELS.items()}
