"""A practice house to walk through: the demo's city, one project finished, others waiting for hands."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from draw_service.documents.private_file import write_private
from draw_service.drill.city import City, make_city
from draw_service.drill.conduct import fill_ledger
from draw_service.drill.day import arrive
from draw_service.drill.narrator import Narrator
from draw_service.drill.practice_clock import PracticeClock
from draw_service.drill.story import ROOM, Act, Story
from draw_service.drill.terminals import register_rooms
from draw_service.rules.applications import Application, Party
from draw_service.rules.eligibility import qualifies
from draw_service.rules.refusals import PracticeUnfinished
from draw_service.rules.slips import code_of
from draw_service.usecases.arrival.list_days import days_at_desk
from draw_service.usecases.chain import application_of, keys_and_roll, load
from draw_service.usecases.pool.export_roster import export_roster
from draw_service.usecases.ports import Books, House
from draw_service.usecases.standing import standing_of
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice

SLIPS = "practice-slips.json"
FILLING = "practice-filling"
"""Stands in the folder from the first to the last step of filling it."""
WAITING = (
    ("DRILL-2026-0002", "演练：城南污水厂扩建工程"),
    ("DRILL-2026-0003", "演练：市图书馆空调采购"),
    ("DRILL-2026-0004", "演练：北湖路排水管网工程"),
)
"""Projects that are filed and wait for a newcomer to draw."""
TO_CHOOSE = 8
"""Experts of each specialty that a selective draw may be tried with."""
STEPS = 5 + len(WAITING)
"""Of filling."""


@dataclass(frozen=True, slots=True)
class PracticeSlip:
    """A witness slip whose codes the drill shows: on paper they belong to the witness alone."""

    draw_id: str
    party: Party
    entry: str
    share: str
    unseal: str


@dataclass(frozen=True, slots=True)
class Comer:
    """Who comes to the desk for a seat of a sealed draw, and the identity card shown there. ``expert``:
    number to enter with at the drill desk."""

    draw_id: str
    slot: int
    expert: int
    card: str


@dataclass(frozen=True, slots=True)
class Practice:
    """What a drill offers a newcomer. ``clock`` may be moved on; ``folder`` holds the finished project's
    papers and the slips of those that wait."""

    clock: PracticeClock
    city: City
    folder: Path

    def slips(self) -> list[PracticeSlip]:
        path = self.folder / SLIPS
        found = json.loads(path.read_text("utf-8")) if path.exists() else []
        return [PracticeSlip(**row) for row in found]

    def comers(self, house: House) -> list[Comer]:
        """Who is still to sign in: the drill alone can tell, as it plays these people too."""
        return [one for day in days_at_desk(house) for one in _comers(house, day.draw_id)]

    def to_choose(self, house: House) -> dict[str, list[str]]:
        """Numbers that three parties may choose in a selective draw like the first of the projects that wait,
        by specialty, each of another employer. A real house has no such list (Art. 9)."""
        with house.views() as books:
            return {} if not self.slips() else _to_choose(house, books, self.slips()[0].draw_id)


def open_practice(
    house: House,
    clock: PracticeClock,
    folder: Path,
    seed: int,
    experts: int,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Practice:
    """Fill a new house, or find the one filled before. Raises ``PracticeUnfinished`` for a house that
    somebody else is filling, that was left half filled, or that holds something else."""
    practice = Practice(clock, make_city(seed, experts), folder)
    if not (folder / SLIPS).exists():
        _begin(house, folder)
        steps = _filling(replace(house, lines=None), practice)
        for done, _step in enumerate(steps):
            progress(done, STEPS)
        (folder / FILLING).unlink()
    elif (folder / FILLING).exists():
        (folder / FILLING).unlink()  # stopped between the last file and this
    return practice


def _begin(house: House, folder: Path) -> None:
    try:
        os.close(os.open(folder / FILLING, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise PracticeUnfinished(folder=folder) from None
    if next(export_roster(house), None) is not None:
        (folder / FILLING).unlink()
        raise PracticeUnfinished(folder=folder)


def _filling(house: House, practice: Practice) -> Iterator[None]:
    """Everything a newcomer finds; pauses between its ``STEPS``."""
    clock, city, folder = practice.clock, practice.city, practice.folder
    story = Story(house, clock, city, folder, Narrator(Console(quiet=True), "zh"))
    yield
    register_rooms(house, ("1", ROOM))
    story.import_pool()
    yield
    act = story.file(story.application(2))
    clock.jump(story.at(2, 8))
    story.enter(act)
    story.draw(act)
    yield
    story.call(act)
    story.seal(act)
    yield
    arrive(story, act, 2)
    story.open(act)
    yield
    bundle = export_bundle(house, act.draw_id, "auditor")
    hand_over(house, act.draw_id, bundle, act.codes("center", "regulator"))
    record_notice(house, act.application_id, "NOTICE-1")
    yield
    waiting = []
    for code, name in WAITING:
        waiting.append(story.file(_project(story, code, name)))
        yield
    clock.jump(story.at(3, 8, 30))
    fill_ledger(house, act.draw_id)
    write_private(folder / SLIPS, json.dumps(_rows(waiting), indent=1).encode(), replace=True)


def _project(story: Story, code: str, name: str) -> Application:
    """Opened a day later than the clock stands at the end."""
    opening = story.at(4, 9, 30)
    return replace(
        story.application(4),
        project_code=code,
        section_code=f"{code}-01",
        project_name=name,
        bid_opening=opening,
        latest_start=_hours(opening, 2.5),
        signin_at=_hours(opening, 0.5),
    )


def _hours(at: datetime, hours: float) -> datetime:
    return at + timedelta(hours=hours)


def _comers(house: House, draw_id: str) -> Iterator[Comer]:
    with house.books() as books:
        seating = load(books, draw_id).seating
        if seating is None:
            return
        roll = keys_and_roll(books, draw_id)[1]
        for slot in sorted(seating.accepted):
            row = roll[seating.holders[slot].handle]
            record = books.pool.record(row.id)
            if record is not None and slot not in seating.arrived:
                yield Comer(draw_id, slot, int(row.id[1:]), record.id_card)


def _to_choose(house: House, books: Books, draw_id: str) -> dict[str, list[str]]:
    draw = load(books, draw_id)
    application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
    standing = standing_of(books, draw.application_id, application, pack, house.clock.now())
    found: dict[str, list[str]] = {stratum.code: [] for stratum in application.strata}
    units = set()
    for expert in standing.experts:
        if expert.id in standing.excluded or expert.id in standing.recused or expert.unit in units:
            continue
        for stratum in application.strata:
            if len(found[stratum.code]) < TO_CHOOSE and qualifies(expert.codes, [stratum]):
                found[stratum.code].append(expert.id)
                units.add(expert.unit)
                break
    return found


def _rows(acts: list[Act]) -> list[dict[str, str]]:
    return [
        {
            "draw_id": act.draw_id,
            "party": party,
            "entry": slip.entry,
            "share": code_of(slip.share),
            "unseal": code_of(slip.unseal),
        }
        for act in acts
        for party, slip in act.slips.items()
    ]
