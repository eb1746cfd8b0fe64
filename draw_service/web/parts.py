"""What every page is made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from draw_service.usecases.ports import CallDesk, House
from draw_service.web.gates import Gates, Guard
from draw_service.web.live import Feed
from draw_service.web.pages import Pages, when
from draw_service.web.rooms import rooms_of
from draw_service.web.static_files import ASSETS


@dataclass(frozen=True, slots=True)
class Web:
    """The house and how it is shown. ``practice`` is what a drill offers a newcomer, None in production;
    ``calls`` takes in how calls by hand went, None without the channel ``manual``."""

    house: House
    center: str
    practice: Any = None
    calls: CallDesk | None = None
    gates: Gates = field(init=False)
    pages: Pages = field(init=False)
    feed: Feed = field(init=False)

    def __post_init__(self) -> None:
        shared = {
            "center": self.center,
            "drill": self.house.drill,
            "assets": ASSETS,
            "rooms_of": rooms_of,
        }
        object.__setattr__(self, "gates", Gates(self.house))
        object.__setattr__(self, "pages", Pages(shared))
        object.__setattr__(self, "feed", Feed(partial(how_far, self.house)))

    def room(self, prefix: str, guard: Guard) -> APIRouter:
        """A router all of whose routes stand behind ``guard``."""
        return APIRouter(prefix=prefix, dependencies=[Depends(guard)], include_in_schema=False)

    def page(self, request: Request, template: str, **data: Any) -> HTMLResponse:
        """See ``Pages.page``."""
        return self.pages.page(request, template, **data)

    def clock(self) -> str:
        """数据截至, as the board shows it."""
        return when(self.house.clock.now()) + self.house.clock.now().strftime(":%S")


def together(*rooms: APIRouter) -> APIRouter:
    """One router of several. Where two could answer a path, the first does."""
    whole = APIRouter()
    for room in rooms:
        whole.include_router(room)
    return whole


def how_far(house: House, draw_ids: list[str]) -> Mapping[str, int]:
    """A number for each of these draws that changes when its pages are due anew: with every event, and with
    the lock receipt, which is no event of the draw but lets the shares be shown."""
    with house.views() as books:
        printed = set(books.draws.all_marked(draw_ids, "receipt"))
        return {one: 2 * n + (one in printed) for one, n in books.journal.lengths(draw_ids).items()}
