"""A case of the register on a page, for the keeper and for the industry regulator alike (Art. 2)."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from audit.refusal import Refusal
from draw_service.rules.pool_changes import label_of
from draw_service.rules.pool_keeping import ACTS, STATES
from draw_service.usecases.pool.look_at_pool import list_cases, look_at_case, open_case, read_document
from draw_service.usecases.pool.unprintable import shown_as
from draw_service.web.gates import who_of
from draw_service.web.parts import Web
from draw_service.web.pool_form import LABELS
from draw_service.web.words import say

_MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "mp4": "video/mp4",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class CasePages:
    """``home``: where the list of cases is."""

    def __init__(self, web: Web, home: str) -> None:
        self._web, self._house, self._home = web, web.house, home

    def all(self, request: Request) -> Response:
        waiting, done = list_cases(self._house, who_of(request))
        return self._web.page(
            request, "pool/cases.html", waiting=waiting, done=done, acts=ACTS, states=STATES, home=self._home
        )

    def one(self, request: Request, case_id: str, told: str = "") -> Response:
        return self.show(request, case_id, told=told)

    def open(self, request: Request, case_id: str) -> Response:
        """Names and words of the case, a logged look."""
        try:
            opened = open_case(self._house, who_of(request), case_id)
        except Refusal as refusal:
            return self.show(request, case_id, refusal=refusal)
        return self.show(request, case_id, opened=opened)

    def file(self, request: Request, case_id: str, file_id: str) -> Response:
        document, data = read_document(self._house, who_of(request), case_id, file_id)
        name = f'attachment; filename="{document.id}.{document.kind}"'
        return Response(data, media_type=_MEDIA[document.kind], headers={"content-disposition": name})

    def show(
        self, request: Request, case_id: str, *, told: str = "", opened: Any = None, **data: Any
    ) -> Response:
        who = who_of(request)
        seen = look_at_case(self._house, who, case_id)
        mine = told == "filed" and seen.case.filed_by == who.account
        record = seen.case.data.record if opened is not None or mine else None
        return self._web.page(
            request,
            "pool/case.html",
            seen=seen,
            act=ACTS[seen.case.kind],
            state=STATES[seen.case.state],
            opened=opened,
            unprintable=shown_as(self._house.papers.missing(record.name)) if record is not None else "",
            heads={one.field: label_of(one.field) for one in opened.changes} if opened else {},
            home=self._home,
            told=told,
            labels={name: say(request.state.lang, words) for name, words in LABELS.items()},
            **data,
        )
