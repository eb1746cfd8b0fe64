"""An application for the dispatch service from its form to the draw room (Art. 5(2), 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

from draw_service.rules.access import Role
from draw_service.rules.applications import Dispatch
from draw_service.rules.dispatch import DispatchPaper
from draw_service.rules.refusals import DispatchByPerson, DispatchUnapproved, InHouseFirst
from draw_service.usecases.applications.change_application import change_application
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.draws.call_next import call_next
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.ports import House
from draw_service.usecases.room.look_at_rooms import look_at_rooms
from tests.usecases.register import START, application
from tests.usecases.stage import ROOM, Stage
from tests.web.applicant.conftest import PROJECT, Desk
from tests.web.conftest import csrf_of, post
from tests.web.draw_room.room import open_room

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
    with house.books() as books:
        for n in range(1, 9):
            books.oversight.put(DispatchPaper(f"AP-2026-000{n}", "00" * 32, "00" * 16, 1, START, "JVBERg=="))
        books.commit()
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
    with house.books() as books:
        for n in range(1, 9):
            books.oversight.put(DispatchPaper(f"AP-2026-000{n}", "00" * 32, "00" * 16, 1, START, "JVBERg=="))
        books.commit()
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
