"""``/supervision/scores``: the annual board: distribution, trend, grades, alerts (Art. 19, 22)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.documents.score_sheet import score_sheet
from draw_service.rules.access import Role
from draw_service.rules.codes import Word
from draw_service.usecases.conduct.acting import person_of
from draw_service.usecases.conduct.compare_run import runs_listed
from draw_service.usecases.conduct.office import office_of
from draw_service.web.conduct.said import GRADES, calendar_warning
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.words import say
from scoring.rules.annual import Run
from scoring.rules.entries import StateWord
from scoring.rules.items import CATEGORIES
from scoring.rules.working_days import civil_date
from scoring.usecases.look_scores import Board, annual_board, below_mark
from scoring.usecases.prepare_annual import prepare_annual

HOME = "/supervision/scores"
LISTED = 100
"""Experts of a table; the workbook holds all."""
STEP = 10
"""Points of one bar of the distribution."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(Role.REGULATOR))
    pages = Scores(web)
    room.add_api_route("", pages.board, methods=["GET", "POST"])
    room.add_api_route("/runs/{run_id}.xlsx", pages.sheet, methods=["GET"])
    return room


class Scores:
    """The pages of the board."""

    def __init__(self, web: Web) -> None:
        self._web, self._house, self._office = web, web.house, office_of(web.house)

    def board(self, request: Request, run: str = "", grade: str = "", told: str = "") -> Response:
        """``run``: one of those listed, the newest when none is named; ``grade``: experts of that grade."""
        form, refused = form_of(request), None
        this_year = civil_date(self._house.clock.now()).year
        if request.method == "POST":
            try:
                year = form.number("year", least=2000, most=this_year)
                form.check()
                made = prepare_annual(self._office, year, person_of(who_of(request)))
                return go(f"{HOME}?run={made.id}&told=prepared")
            except Refusal as refusal:
                refused = refusal
        runs = runs_listed(self._house)
        chosen = next((one for one in runs if one.id == run), runs[0] if runs else None)
        board = annual_board(self._office, chosen.id) if chosen is not None else None
        found = [one for one in board.results if grade in ("", one.grade)] if board else []
        return self._web.page(
            request,
            "conduct/board.html",
            refusal=refused,
            form=form,
            runs=runs,
            trend=_trend(runs),
            board=board,
            state=StateWord(chosen.state) if chosen else None,
            bars=_distribution(board) if board else [],
            categories={key: Word(*words) for key, words in CATEGORIES.items()},
            grades=GRADES,
            grade=grade,
            results=found[:LISTED],
            total=len(found),
            alerts=below_mark(self._office, this_year)[:LISTED],
            this_year=this_year,
            told=told,
            calendar=calendar_warning(self._house),
            labels={"year": say(request.state.lang, "年度")},
        )

    def sheet(self, request: Request, run_id: str) -> Response:
        board = annual_board(self._office, run_id)
        data = score_sheet(board.run, board.results, board.scores, board.categories, request.state.lang)
        name = f'attachment; filename="scores-{board.run.year}-{board.run.revision}.xlsx"'
        return Response(data, media_type=XLSX, headers={"content-disposition": name})


def _distribution(board: Board) -> list[tuple[str, int, bool]]:
    """Scores by tens, the best first; those under the pass mark stand out. 100 is a bar of its own."""
    bars: dict[int, int] = {}
    for score, n in board.scores.items():
        low = max(score // STEP * STEP, 0) if score >= 0 else -STEP
        bars[low] = bars.get(low, 0) + n
    lowest, highest = min(bars, default=0), max(bars, default=0)
    return [(_named(low), bars.get(low, 0), low < 60) for low in range(highest, lowest - STEP, -STEP)]


def _named(low: int) -> str:
    if low < 0:
        return "< 0"
    return "100" if low >= 100 else f"{low}–{low + STEP - 1}"


def _trend(runs: list[Run]) -> list[Run]:
    """One run for each year, ascending: the confirmed one where there is one, else the newest."""
    years: dict[int, Run] = {}
    for run in sorted(runs, key=lambda one: (one.year, one.state == "confirmed", one.revision)):
        years[run.year] = run
    return list(years.values())
