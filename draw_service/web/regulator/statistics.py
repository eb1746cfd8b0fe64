"""``/supervision/statistics``: the year's sums, patterns, tickets and how easily panels are guessed, for one
regulator (Art. 4(1), 23). Every number links to its lines (``statistics_lines``)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from draw_service.documents.statistics_sheet import statistics_sheet
from draw_service.rules.access import Role
from draw_service.rules.codes import PARTY_WORDS, Word
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.statistics.look_at_patterns import look_at_patterns
from draw_service.usecases.statistics.look_at_statistics import look_at_statistics
from draw_service.usecases.statistics.look_at_tickets import look_at_predictability, look_at_tickets
from draw_service.web.gates import who_of
from draw_service.web.parts import Web
from draw_service.web.regulator.statistics_words import ENDS, GROUNDS, LEVELS, SIGNS, parties_said

HOME = "/supervision/statistics"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def router(web: Web) -> APIRouter:
    """The four pages of sums, and the workbook."""
    room = web.room(HOME, web.gates.staff(Role.REGULATOR))
    pages = Statistics(web)
    room.add_api_route("", pages.sums, methods=["GET"])
    room.add_api_route("/patterns", pages.patterns, methods=["GET"])
    room.add_api_route("/tickets", pages.tickets, methods=["GET"])
    room.add_api_route("/predictability", pages.predictability, methods=["GET"])
    room.add_api_route("/{year}.xlsx", pages.sheet, methods=["GET"])
    return room


class Statistics:
    """The pages of sums."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def sums(self, request: Request, year: int = 0) -> Response:
        seen = look_at_statistics(self._house, who_of(request), year)
        return self._page(
            request,
            "statistics",
            seen,
            ends=ENDS,
            grounds=GROUNDS,
            by={parties: parties_said(parties) for parties in seen.ended.by},
        )

    def patterns(self, request: Request, year: int = 0) -> Response:
        return self._page(request, "patterns", look_at_patterns(self._house, who_of(request), year))

    def tickets(self, request: Request, year: int = 0) -> Response:
        return self._page(request, "tickets", look_at_tickets(self._house, who_of(request), year))

    def predictability(self, request: Request, year: int = 0) -> Response:
        seen = look_at_predictability(self._house, who_of(request), year)
        return self._page(
            request, "predictability", seen, codes=list_specialties(self._house), levels=LEVELS, signs=SIGNS
        )

    def sheet(self, request: Request, year: int) -> Response:
        """The sums and the patterns of one year as a workbook."""
        who = who_of(request)
        data = statistics_sheet(
            look_at_statistics(self._house, who, year),
            look_at_patterns(self._house, who, year),
            look_at_predictability(self._house, who, year).meters,
            request.state.lang,
        )
        name = f'attachment; filename="statistics-{year}.xlsx"'
        return Response(data, media_type=XLSX, headers={"content-disposition": name})

    def _page(self, request: Request, name: str, seen: Any, **given: Any) -> Response:
        return self._web.page(
            request, f"regulator/statistics/{name}.html", seen=seen, parties=_PARTIES, **given
        )


_PARTIES: dict[str, Word] = dict(PARTY_WORDS)
