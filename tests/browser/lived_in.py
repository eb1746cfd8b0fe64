"""A practice folder in which something stands at every stage, so that a walk meets every page.

Filled by use cases before anything is served; what is added to the practice city is called 演练 as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from draw_service.documents.rosters_in import read_roster
from draw_service.documents.rosters_out import write_roster
from draw_service.drill.city import TODAY
from draw_service.drill.narrator import Narrator
from draw_service.drill.practice import open_practice
from draw_service.drill.story import Act, Story
from draw_service.drill.terminals import register_rooms
from draw_service.rules.access import Role, Who
from draw_service.rules.lottery import Stratum
from draw_service.rules.pack_editions import Change
from draw_service.rules.people import Company
from draw_service.rules.pool_keeping import CaseData
from draw_service.rules.slips import code_of
from draw_service.settings import Settings
from draw_service.usecases.access.enter_practice import enter_practice
from draw_service.usecases.applications.hand_in_letter import hand_in_letter
from draw_service.usecases.applications.start_draft import start_draft
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.usecases.expert.own_tickets import own_tickets
from draw_service.usecases.fees.confirm_sheet import confirm_sheet
from draw_service.usecases.fees.open_sheet import open_sheet
from draw_service.usecases.fees.write_presence import write_presence
from draw_service.usecases.manual.print_kit import print_kit
from draw_service.usecases.pool.bulk import Roster, file_bulk
from draw_service.usecases.pool.file_case import file_case
from draw_service.usecases.rulebook.propose_edition import propose_edition
from draw_service.wiring import open_practice_works
from scoring.rules.working_days import civil_date

EXPERTS = 240
PDF = b"%PDF-1.7 a paper of the practice"
NAMES = (
    "东湖小学改扩建", "西站货场道路", "河堤护坡加固", "老年公寓装修", "污泥处置设备",
    "园区管网普查", "体育馆屋面", "安置区电梯", "特殊结构工程",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LivedIn:
    """``paths``: walk -> paths that only a form, a slip or a screen beside it leads to. ``expert``: number of
    one who was in a draw that has ended; ``draw``, ``code``: where a witness may enter, and by which code."""

    paths: dict[str, list[str]]
    expert: int
    draw: str
    code: str = field(repr=False)


def live_in(folder: Path) -> LivedIn:
    """Fill ``folder``, which is not there yet."""
    settings = Settings(data=folder, drill=True, voice="simulated", sms="simulated")
    start = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=1)
    works, clock, _network = open_practice_works(settings, 1, start)
    practice = open_practice(works.house, clock, folder, 1, EXPERTS)
    house = replace(works.house, lines=None)
    beside = folder.parent / "beside"
    beside.mkdir()
    story = Story(house, clock, practice.city, beside, Narrator(Console(quiet=True), "zh"))
    paths, locked = _draws(story)
    paths["pool-keeper"] = _pool(story, beside)
    paths["tenderer"] = _desks(story)
    paths["administrator"] = ["/rules/change?p=call_minutes"]
    expert = next(n for n in range(1, EXPERTS) if own_tickets(house, f"E{n:06}"))
    works.pool.shutdown()
    return LivedIn(paths, expert, locked.draw_id, locked.slips["tenderer"].entry)


def _draws(story: Story) -> tuple[dict[str, list[str]], Act]:
    """One at the desk, one opened, one ended; later ones in the room, to be selected, locked, ordered, called
    and filed. The paths, and the one that is locked."""
    house = story.house
    seated, opened, ended = (_filed(story, number, 4) for number in (1, 2, 3))
    for act in (seated, opened, ended):
        story.enter(act)
        story.draw(act)
        story.call(act)
        story.seal(act)
    entered, locked, ordered, called, waits = (_filed(story, number, 6) for number in (4, 5, 6, 7, 8))
    chosen = _filed(story, 9, 6, mode="selective", complex=True, strata=(Stratum("a08", "A08", 5),))
    firm, person = story.city.bidders[0].company.name, story.city.records[0]
    letter = ("c" * 64, firm, person.name, person.employer.name, "演练：亲属关系")
    hand_in_letter(house, _who(story, Role.TENDERER), waits.application_id, *letter)
    story.clock.jump(story.at(4, 10, 2))
    for act, came in ((seated, 2), (opened, 5), (ended, 5)):
        for slot, card in sorted(act.phones.card_at.items())[:came]:
            story.sign_in_seat(act, slot, card)
    print_roster(house, opened.draw_id, "ENV-3", opened.codes("center"))
    code = code_of(opened.slips["tenderer"].unseal)
    unseal(house, opened.draw_id, "tenderer", code, "CAM-1", opened.codes("center", "tenderer"))
    print_roster(house, ended.draw_id, "ENV-4", ended.codes("center"))
    story.open(ended)
    rooms = [f"room-{number}" for number in range(2, 7)]
    register_rooms(house, rooms)
    for room, act in zip(rooms, (entered, locked, ordered, called, chosen), strict=True):
        join_queue(house, act.draw_id, room)
        for party, entry in act.all_codes.items():
            enter_room(house, act.draw_id, room, party, entry, phone_deposited=True)
    lock(house, locked.draw_id)
    print_receipt(house, locked.draw_id)
    story.draw(ordered)
    print_kit(house, ordered.draw_id, ordered.all_codes)
    story.draw(called)
    story.call(called)
    slots = [f"/desk/{seated.draw_id}/seat/{slot}" for slot in (1, 5)]
    room = [f"/draw-room/{act.draw_id}" for act in (locked, chosen)]
    paths = {
        "operator": [*slots, *room],
        "desk": slots,
        "regulator": [f"/supervision/{chosen.draw_id}", f"/supervision/{waits.draw_id}"],
        "stranger": [f"/board/{called.draw_id}", "/patterns"],
    }
    return paths, locked


def _filed(story: Story, number: int, day: int, **more: Any) -> Act:
    code = f"DRILL-2026-01{number:02}"
    made = replace(
        story.application(day),
        project_code=code,
        section_code=f"{code}-01",
        project_name=f"演练：{NAMES[number - 1]}",
        **more,
    )
    return story.file(made)


def _desks(story: Story) -> list[str]:
    """A draft, a fee sheet to be paid, an edition of the rules that waits."""
    house, operator, sheet = story.house, _who(story, Role.OPERATOR), "AP-2026-0001.1"
    draft = start_draft(house, _who(story, Role.TENDERER))
    pays = open_sheet(house, operator, sheet).pays
    left = {pay.place: replace(pay.presence, left_at=pay.signed_in_at + timedelta(hours=3)) for pay in pays}
    write_presence(house, operator, sheet, left)
    confirm_sheet(house, replace(operator, account="other"), sheet)
    change = Change("call_minutes", 9, "Art. 8, 14", "演练：试行")
    day = civil_date(story.at(30, 9))
    propose_edition(house, _who(story, Role.ADMINISTRATOR), "city", [change], day, "演练：试行半年")
    return [f"/applications/{draft}/send"]


def _pool(story: Story, beside: Path) -> list[str]:
    """A case of each way of being decided, a roster and its preview."""
    house, keeper = story.house, _who(story, Role.POOL_KEEPER)
    authority = _who(story, Role.REGULATOR).organisation
    data = CaseData("演练：单位来函", "演建〔2026〕1号")
    file_case(house, keeper, "suspend", data, expert="E000011", authority=authority, papers=[("a.pdf", PDF)])
    file = beside / "roster.xlsx"
    with house.views() as books:
        found = list(books.pool.records())[:20]
    write_roster([replace(found[0], duty="演练处长"), *found[1:]], file, replace=True)
    read = read_roster(file)
    case = file_bulk(
        house, keeper, Roster(read.rows, read.sha256), "演练：年度核对", [("r.xlsx", file.read_bytes())]
    )
    return ["/pool/experts/E000007", "/pool/experts/E000011", f"/pool/bulk/{case}"]


def _who(story: Story, role: Role) -> Who:
    """The practice account of a role, as the drill's desk makes it."""
    house, cast = story.house, story.city.cast
    firm = {
        Role.TENDERER: cast.tenderer,
        Role.AGENCY: cast.agency,
        Role.REGULATOR: Company(cast.authority, cast.authority_code),
    }.get(role, Company(""))
    enter_practice(house, role, firm.code, firm.name, "")
    with house.views() as books:
        account = books.access.account_by_login(f"drill-{role}")
    assert account is not None
    soon = house.clock.now() + timedelta(minutes=5)
    return Who("", account.id, account.login, account.roles, firm.code, firm.name, True, soon, "")
