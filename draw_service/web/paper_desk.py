"""Previewing, printing and reprinting a paper from any room (印章管理制度 5).

A paper leaves as a file that no browser and no proxy keeps, called by its number alone.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response

from audit.refusal import Refusal
from draw_service.rules.papers import MOST_COPIES
from draw_service.usecases.papers.issue import Sheet
from draw_service.usecases.papers.preview_paper import preview_paper
from draw_service.usecases.papers.print_paper import print_paper
from draw_service.usecases.papers.reprint_paper import LONGEST, reprint_paper
from draw_service.usecases.ports import House, Lang, Way
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go

Shown = Callable[[Request, Refusal, Form], Response]
"""The page again, with what was wrong and what was typed."""


class PaperDesk:
    """The three acts, for the page at ``here``."""

    def __init__(self, house: House) -> None:
        self._house = house

    def act(self, request: Request, act: str, kind: str, subject: str, here: str, shown: Shown) -> Response:
        """``act``: preview, print or reprint. The file itself, or back to the page when it went to the
        printer; a refusal shows the page again."""
        form, by = form_of(request), who_of(request).account
        try:
            if act == "preview":
                pdf = preview_paper(self._house, kind, subject, by, _lang(form))
                return _file("preview", pdf, inline=True)
            way: Way = "printer" if form.choice("way", ("printer", "download")) == "printer" else "download"
            copies = form.number("copies", least=1, most=MOST_COPIES)
            if act == "print":
                form.check()
                sheet = print_paper(self._house, kind, subject, by, way, copies, _lang(form))
            else:
                serial, reason = form.code("serial", longest=40), form.text("reason", longest=LONGEST)
                form.check()
                sheet = reprint_paper(self._house, kind, subject, serial, reason, by, way, copies)
        except Refusal as refusal:
            return shown(request, refusal, form)
        return self._left(sheet, way, here)

    def _left(self, sheet: Sheet, way: Way, here: str) -> Response:
        return go(f"{here}?printed={sheet.serial}") if way == "printer" else _file(sheet.serial, sheet.pdf)


def _file(name: str, pdf: bytes, *, inline: bool = False) -> Response:
    how = "inline" if inline else "attachment"
    headers = {"cache-control": "no-store", "content-disposition": f'{how}; filename="{name}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _lang(form: Form) -> Lang:
    return "en" if form.choice("lang", ("zh", "en"), needed=False) == "en" else "zh"
