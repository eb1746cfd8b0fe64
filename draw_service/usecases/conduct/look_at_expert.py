"""One expert's conduct on one page, for the regulator (Art. 17(7), 20-22): score, lines, stops, training,
orders."""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.rules.refusals import NotFound
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.rules.publication import HistoryRequest
from scoring.rules.stops import Missing, Rectification, Stop, Training, missing
from scoring.usecases.look_scores import Sheet, own_score


@dataclass(frozen=True, slots=True, repr=False)
class Conduct:
    """``year`` as it stands; ``lacking``: id of a stop -> what is not on record for a restoration."""

    expert: str
    year: int
    sheet: Sheet
    stops: tuple[Stop, ...]
    lacking: dict[str, Missing]
    training: tuple[Training, ...]
    orders: tuple[Rectification, ...]


def look_at_expert(house: House, expert: str, year: int) -> Conduct:
    """Raises ``NotFound`` for no expert of the register."""
    must_be_known(house, expert)
    office = office_of(house)
    parameters = office.parameters(house.clock.now())
    with house.books() as books:
        stops = tuple(reversed(books.scores.find(Stop, expert=expert)))
        training = tuple(reversed(books.scores.find(Training, expert=expert)))
        orders = tuple(reversed(books.scores.find(Rectification, expert=expert)))
    lacking = {one.id: missing(one, training, parameters) for one in stops if one.kind == "unqualified"}
    return Conduct(expert, year, own_score(office, expert, year), stops, lacking, training, orders)


def must_be_known(house: House, expert: str) -> None:
    """Raises ``NotFound``."""
    with house.books() as books:
        if books.pool.expert(expert) is None:
            raise NotFound


def standing_stops(house: House) -> list[tuple[Stop, Missing]]:
    """Everybody kept out of draws, the newest first, with what a restoration lacks."""
    office = office_of(house)
    parameters = office.parameters(house.clock.now())
    with house.books() as books:
        stops = list(reversed(books.scores.find(Stop, states=("standing",))))
        held = {one.expert: books.scores.find(Training, expert=one.expert) for one in stops}
    return [
        (one, missing(one, held[one.expert], parameters) if one.kind == "unqualified" else Missing())
        for one in stops
    ]


def open_orders(house: House) -> list[Rectification]:
    """Orders that wait for an answer or a decision, the next date first."""
    with house.books() as books:
        found = books.scores.find(Rectification, states=("ordered", "answered"))
    return sorted(found, key=lambda one: one.until)


def history_requests(house: House, account: str = "") -> list[HistoryRequest]:
    """Those of one account, the newest first; without one, all that wait for a decision."""
    with house.books() as books:
        found = books.scores.find(HistoryRequest, states=() if account else ("asked",))
    return [one for one in reversed(found) if not account or one.asked_by == account]
