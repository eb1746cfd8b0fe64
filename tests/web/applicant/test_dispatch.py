"""An application for the dispatch service from its form to the draw room (Art. 5(2), 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfWriter
from starlette.testclient import TestClient

from draw_service.documents import draw_papers as papers
from draw_service.documents.money_papers import fee_sheet
from draw_service.rules.access import Role
from draw_service.rules.applications import Dispatch
from draw_service.rules.dispatch import DispatchPaper
from draw_service.rules.refusals import DispatchByPerson, DispatchUnapproved, InHouseFirst
from draw_service.usecases.access.sessions import open_session
from draw_service.usecases.applications.change_application import change_application
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.draws.call_next import call_next
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.fees.look_at_sheets import list_sheets
from draw_service.usecases.fees.paper import fee_paper
from draw_service.usecases.manual.destroy_kit import destroy_kit
from draw_service.usecases.manual.look_at_cards import look_at_cards
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.print_kit import print_kit
from draw_service.usecases.papers.of_draws import draw_notice, draw_record, evaluation_notice
from draw_service.usecases.ports import CallCard, House, PaperKit, Papers, RosterSheet
from draw_service.usecases.room.look_at_rooms import look_at_rooms
from draw_service.web.cookies import SESSION
from tests.usecases.fees.office import ANN, FeeOffice
from tests.usecases.register import START, TENDERER, application
from tests.usecases.stage import ROOM, Stage
from tests.web.applicant.conftest import PROJECT, Desk
from tests.web.conftest import csrf_of, post
from tests.web.draw_room.room import DrawnRoom, open_room
from tests.web.expert.test_answer import fields_of

OUTSIDE: dict[str, Any] = {
    **{"dispatch_host": "乙县医院会议室", "booked_at": "2026-02-20T09:00"},
    **{"notice_at": "2026-02-24T09:00", "approval": "管函〔2026〕3号", "host_place": "1", "host_staff": "1"},
}
ASKED = Dispatch("乙县医院", START - timedelta(days=9), START - timedelta(days=8), "函1号", True, True)


def a_pdf() -> bytes:
    paper, written = PdfWriter(), BytesIO()
    paper.add_blank_page(200, 200)
    paper.write(written)
    return written.getvalue()


def with_papers(house: House) -> None:
    """Consent for whatever application comes."""
    with house.books() as books:
        for n in range(1, 9):
            books.oversight.put(DispatchPaper(f"AP-2026-000{n}", "00" * 32, "00" * 16, 1, START, "JVBERg=="))
        books.commit()


def send(desk: Desk, number: str, file: bytes | None, **fields: Any) -> Any:
    """The dispatch step as a browser sends it."""
    path = f"/applications/{number}/draft/dispatch"
    files = {"approval_file": ("a.pdf", file, "application/pdf")} if file is not None else {}
    return desk.tenderer.post(
        path, data={"csrf": csrf_of(desk.tenderer, path), **OUTSIDE, **fields}, files=files or None
    )


def test_from_the_form_to_the_chain(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    base = f"/applications/{number}"
    desk.write(desk.tenderer, number)
    assert "外派服务" not in desk.tenderer.get(f"{base}/draft").text
    answer = post(desk.tenderer, f"{base}/draft/project", **PROJECT, kind="dispatch")
    assert answer.headers["location"] == f"{base}/draft/dispatch"

    odd = send(desk, number, b"%PDF-1.7 broken")
    assert odd.status_code == 422
    assert "approval_file-error" in odd.text
    assert send(desk, number, None).status_code == 303
    assert "第十五条（二）" in desk.tenderer.get(f"{base}/check").text
    assert desk.send(number, desk.slip(number)).status_code == 422
    assert send(desk, number, a_pdf(), notice_at="2026-02-20T08:00").status_code == 303
    assert "第十五条（一）" in desk.tenderer.get(f"{base}/check").text
    assert send(desk, number, None, host_staff="").status_code == 303
    assert "有场所、有专业力量" in desk.tenderer.get(f"{base}/check").text
    assert send(desk, number, None).status_code == 303
    english = desk.tenderer.get(f"{base}/draft/dispatch?lang=en").text
    assert "Paper of consent" in english
    desk.tenderer.get(f"{base}/draft?lang=zh")

    assert desk.send(number, desk.slip(number)).status_code == 303
    assert "外派" in desk.tenderer.get("/applications").text
    assert "乙县医院会议室" in desk.tenderer.get(base).text
    operator = desk.town.enter(Role.OPERATOR)
    draw_id = f"{number}.1"
    assert operator.get(f"/draw-room/{draw_id}/approval.pdf").content == a_pdf()
    assert desk.tenderer.get(f"/draw-room/{draw_id}/approval.pdf").status_code == 403
    assert "外派" in operator.get("/draw-room").text
    assert "外派" in operator.get(f"/draw-room/{draw_id}").text
    with desk.town.house.books() as books:
        bodies = [event.body for event in books.journal.events(draw_id)]
        leaves = [leaf for leaf in books.journal.leaves() if b'"dispatch.approved"' in leaf]
    assert {"what": "channel", "by": ["tenderer"], "reason": "dispatch"} in bodies
    assert len(leaves) == 1
    assert "医院".encode() not in leaves[0]


def test_a_project_of_the_house_goes_first_and_a_person_phones(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    inside, house = room.stage, room.stage.house
    with pytest.raises(DispatchUnapproved):
        Stage(house, room.clock, application(dispatch=ASKED)).go("filed")
    outside = Stage(house, room.clock, application(dispatch=ASKED))
    with_papers(house)
    outside.go("appointed")
    assert join_queue(house, outside.draw_id, ROOM) == 1
    assert join_queue(house, inside.draw_id, ROOM) == 1
    assert join_queue(house, outside.draw_id, ROOM) == 2
    (now,) = look_at_rooms(house).rooms
    assert [one.dispatch for one in now.waiting] == [False, True]
    code = outside.slips["tenderer"].entry
    with pytest.raises(InHouseFirst) as refused:
        enter_room(house, outside.draw_id, ROOM, "tenderer", code, phone_deposited=True)
    assert refused.value.article == "Art. 15"
    enter_room(house, inside.draw_id, ROOM, "tenderer", inside.slips["tenderer"].entry, phone_deposited=True)


def test_no_machine_phones_for_the_dispatch_service(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    house = room.stage.house
    with_papers(house)
    outside = Stage(house, room.clock, application(dispatch=ASKED)).go("filed")
    moved = replace(outside.application, signin_place="四楼", dispatch=None)
    change_application(house, outside.draw_id, moved, "place", {})
    with house.books() as books:
        assert application_of(books, load(books, outside.draw_id)).dispatch == ASKED
    outside.go("ordered")
    for act in (start_calling, call_next):
        with pytest.raises(DispatchByPerson):
            act(house, outside.draw_id)
    assert next_card(house, outside.draw_id)


class Kept:
    """Papers that remember what they were asked to set."""

    def __init__(self, papers: Papers) -> None:
        self._papers = papers
        self.seen: list[CallCard | PaperKit | RosterSheet] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._papers, name)

    def call_card(self, card: CallCard) -> bytes:
        self.seen.append(card)
        return self._papers.call_card(card)

    def kit(self, kit: PaperKit) -> bytes:
        self.seen.append(kit)
        return self._papers.kit(kit)

    def roster(self, sheet: RosterSheet) -> bytes:
        self.seen.append(sheet)
        return self._papers.roster(sheet)


def own_phone(room: DrawnRoom, expert: str) -> TestClient:
    """The browser of somebody who is signed in as this expert."""
    with room.town.house.books() as books:
        token = open_session(room.town.house, books, "expert", expert, "testclient")
        books.commit()
    phone = room.town.stranger()
    phone.cookies.set(SESSION, token, domain="panel.test")
    return phone


def test_cards_kit_roster_fees_and_the_expert_are_told(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    with_papers(room.stage.house)
    kept = Kept(room.stage.house.papers)
    house = replace(room.stage.house, papers=cast("Papers", kept))
    outside = Stage(house, room.clock, application(dispatch=ASKED)).go("ordered")
    kit = print_kit(house, outside.draw_id, outside.codes())
    out = look_at_cards(house, outside.draw_id).unused
    destroy_kit(house, outside.draw_id, kit, out, "tenderer", outside.codes("center", "tenderer"))
    while (seating := outside.draw().seating) is not None and seating.queue:
        outside.by_card()
    for paper in kept.seen:
        assert paper.dispatch
        if isinstance(paper, (CallCard, PaperKit)):
            told = [sentence for sentence in paper.script if "外派" in sentence]
            assert told == [one for one in paper.script if one.startswith("（参加）地点是")], "with the place"
    outside.seal()

    expert = outside.holder(1)
    phone = own_phone(room, expert)
    page = phone.get("/expert").text
    assert '您已答应参加 <span class="tag warm">外派</span>' in page
    key = fields_of(page, "/expert/cannot")["key"]
    assert "外派" in post(phone, "/expert/cannot", "/expert", key=key).text

    outside.morning()
    outside.sign_in()
    print_roster(house, outside.draw_id, "ENV-1", outside.codes("center"))
    assert isinstance(kept.seen[-1], RosterSheet)
    assert kept.seen[-1].dispatch
    outside.unseal()
    outside.close()
    office = FeeOffice(house, room.clock, outside.draw_id, tmp_path)
    clerk = room.town.enter(Role.OPERATOR)
    assert [one.dispatch for one in list_sheets(house, ANN)] == [True], "before there is a sheet"
    assert clerk.get("/fees").text.count('class="tag warm">外派<') == 1
    office.confirmed()
    payer = room.town.enter(Role.TENDERER, TENDERER.code, TENDERER.name)
    clerk, phone = room.town.enter(Role.OPERATOR), own_phone(room, expert)
    for browser, path in (
        *((clerk, "/fees"), (payer, "/payments"), (payer, f"/payments/{outside.draw_id}")),
        (phone, "/expert/pay"),
    ):
        for lang, word in (("zh", "外派"), ("en", "dispatch")):
            assert f'class="tag warm">{word}<' in browser.get(f"{path}?lang={lang}").text
    with house.books() as books:
        fees, _application = fee_paper(house, books, outside.draw_id)
    assert fee_sheet(fees, "zh", "中心").title == "发放明细（外派）"


def test_wherever_it_is_shown_it_is_marked(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    house, inside = room.stage.house, room.stage.draw_id
    with_papers(house)
    outside = Stage(house, room.clock, application(dispatch=ASKED)).go("ordered")
    wall = room.town.stranger()
    marked = [wall.get(f"/board/{one}").text.count("外派") for one in (inside, outside.draw_id)]
    assert marked == [0, 1]
    while (seating := outside.draw().seating) is not None and seating.queue:
        outside.by_card()
    outside.seal()
    desk = room.town.enter(Role.OPERATOR)
    assert "外派" in desk.get("/desk").text
    assert "外派" in desk.get(f"/desk/{outside.draw_id}").text
    with house.books() as books:
        notice, _application = draw_notice(house, books, outside.draw_id)
        meeting, _application = evaluation_notice(house, books, outside.draw_id)
        record, _application = draw_record(house, books, outside.draw_id)
    layouts = (
        papers.draw_notice(notice, "zh", "中心"),
        papers.evaluation_notice(meeting, "zh", "中心"),
        papers.draw_record(record, "zh", "中心"),
    )
    for layout in layouts:
        assert layout.title.endswith("（外派）")
        assert "专家到乙县医院（第十五条）" in repr(layout.blocks)
    assert "外派服务，专家由人工通知" in repr(layouts[2].blocks)
    at_home = papers.draw_record(replace(record, project=replace(record.project, host="")), "en", "")
    assert at_home.title == "Record of the draw"
