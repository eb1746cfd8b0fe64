"""Two people for every act on the register, on a real database: who asks, who reviews, who decides, and what
the register, the history and the log then say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from audit.events import HouseEvent, decode_house
from audit.refusal import Refusal
from draw_service.drill.ports import DrillClock
from draw_service.rules.access import Role, Who
from draw_service.rules.people import Company
from draw_service.rules.pool_keeping import CaseData, Kind
from draw_service.usecases.expert.decide_proposal import decide_proposal
from draw_service.usecases.expert.propose_change import propose_change
from draw_service.usecases.pool.decide_case import decide_case, fingerprint, review_case
from draw_service.usecases.pool.file_case import file_case, withdraw_case
from draw_service.usecases.pool.look_at_expert import look_at_expert
from draw_service.usecases.pool.look_at_pool import (
    count_pool,
    find_entry,
    look_at_case,
    look_at_entry,
    open_case,
    open_entry,
    read_document,
)
from draw_service.usecases.ports import House
from draw_service.wiring import open_drill
from tests.usecases.register import START, record, secrets_of_people

REGULATOR = "91220800MA0000001X"
PDF = b"%PDF-1.7 the regulator's paper"
PAPERS = [("意见.pdf", PDF)]


def who(account: str, role: Role, organisation: str = "") -> Who:
    return Who("s", account, account, frozenset((role,)), organisation, "", True, START, "")


ANN, BEN = who("ann", Role.POOL_KEEPER), who("ben", Role.POOL_KEEPER)
ROSE, OTHER = who("rose", Role.REGULATOR, REGULATOR), who("otto", Role.REGULATOR, "91220800MA0000002X")


@dataclass
class Here:
    house: House
    clock: DrillClock

    def facts(self, event: HouseEvent) -> list[dict[str, object]]:
        self.house.sequence()
        with self.house.books() as books:
            found = [decode_house(leaf) for leaf in books.journal.leaves() if b'"stream"' in leaf]
        return [dict(one.body) for one in found if one.type is event]

    def ask(self, kind: Kind, expert: str = "E000001", **more: object) -> str:
        data = CaseData("理由", "市建〔2026〕1号", **more)  # type: ignore[arg-type]
        return file_case(self.house, ANN, kind, data, expert=expert, authority=REGULATOR, papers=PAPERS)

    def do(self, kind: Kind, expert: str = "E000001", **more: object) -> None:
        case = self.ask(kind, expert, **more)
        by = ROSE if kind != "death" else BEN
        decide_case(self.house, by, case, approve=True)

    def standing(self, expert: str = "E000001") -> str:
        return look_at_entry(self.house, ANN, expert).standing


@pytest.fixture
def here(tmp_path: Path) -> Here:
    house, clock, _printer = open_drill(tmp_path, 1, START)
    with house.books() as books:
        for number in (1, 2, 3):
            books.pool.add(record(number), at=START)
        books.commit()
    return Here(house, clock)


def refused(act: Callable[[], object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code


def test_admission_is_reviewed_by_its_regulator_and_approved_by_another_keeper(here: Here) -> None:
    case = here.ask("admit", "", record=record(4))
    for not_yet in (ANN, BEN):
        refused(lambda by=not_yet: decide_case(here.house, by, case, approve=True), "review-missing")
    refused(lambda: review_case(here.house, OTHER, case, agree=True), "not-found")
    refused(lambda: review_case(here.house, BEN, case, agree=True), "not-your-room")
    review_case(here.house, ROSE, case, agree=True)
    refused(lambda: review_case(here.house, ROSE, case, agree=True), "case-decided")
    refused(lambda: decide_case(here.house, ANN, case, approve=True), "own-act")
    refused(lambda: decide_case(here.house, ROSE, case, approve=True), "not-your-room")
    decide_case(here.house, BEN, case, approve=True)
    refused(lambda: decide_case(here.house, BEN, case, approve=True), "case-decided")
    assert here.standing("E000004") == "member"
    assert look_at_case(here.house, ANN, case).case.expert == "E000004"
    with here.house.books() as books:
        assert books.pool.record("E000004") == record(4)
    kinds = [one["state"] for one in here.facts(HouseEvent.POOL_DECIDED)]
    assert kinds == ["approved"]
    assert len({str(one["by"]) for one in here.facts(HouseEvent.POOL_FILED)}) == 1


def test_who_is_known_is_not_admitted_again_and_the_regulator_may_say_no(here: Here) -> None:
    refused(lambda: here.ask("admit", "", record=record(1)), "known-identity")
    case = here.ask("admit", "", record=record(4))
    refused(lambda: here.ask("admit", "", record=record(4)), "case-open")
    review_case(here.house, ROSE, case, agree=False)
    refused(lambda: decide_case(here.house, BEN, case, approve=True), "case-decided")
    second = here.ask("admit", "", record=record(4))
    review_case(here.house, ROSE, second, agree=True)
    with here.house.books() as books:
        books.pool.add(record(4), at=START)
        books.commit()
    refused(lambda: decide_case(here.house, BEN, second, approve=True), "known-identity")


def test_documents_are_checked_hashed_and_encrypted(here: Here, tmp_path: Path) -> None:
    data = CaseData("理由", record=record(4))
    refused(
        lambda: file_case(here.house, ANN, "admit", data, authority=REGULATOR, papers=PAPERS),
        "papers-missing",
    )
    whole = replace(data, document="1号")
    refused(lambda: file_case(here.house, ANN, "admit", whole, authority=REGULATOR), "papers-missing")
    bad = [("a.exe", b"MZ")]
    refused(
        lambda: file_case(here.house, ANN, "admit", whole, authority=REGULATOR, papers=bad),
        "evidence-refused",
    )
    refused(lambda: file_case(here.house, ANN, "admit", whole, papers=PAPERS), "bad-input")
    case = file_case(here.house, ANN, "admit", whole, authority=REGULATOR, papers=PAPERS)
    (paper,) = look_at_case(here.house, ROSE, case).documents
    assert read_document(here.house, ROSE, case, paper.id)[1] == PDF
    refused(lambda: read_document(here.house, OTHER, case, paper.id), "not-found")
    (kept,) = here.facts(HouseEvent.EVIDENCE_KEPT)
    assert kept["sha256"] == paper.digest
    assert PDF not in b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())


def test_the_life_of_an_entry(here: Here) -> None:
    here.do("suspend", until=date(2026, 6, 20))
    assert here.standing() == "suspended"
    refused(lambda: here.ask("suspend"), "not-in-this-standing")
    with here.house.books() as books:
        found = books.pool.expert("E000001")
        assert found is not None
        assert found.suspended[-1].end is not None
    here.do("resume")
    assert here.standing() == "member"
    here.do("suspend", until=date(2026, 6, 20))
    here.clock.jump(START + timedelta(days=30))
    assert here.standing() == "member"
    here.do("remove")
    assert here.standing() == "removed"
    with here.house.books() as books:
        left = books.pool.expert("E000001")
        assert left is not None
        assert left.left_pool
    refused(lambda: here.ask("amend", record=record(1)), "not-in-this-standing")
    here.do("readmit")
    assert here.standing() == "member"
    here.do("death")
    assert here.standing() == "deceased"
    for kind in ("readmit", "suspend", "remove", "resume", "death"):
        refused(lambda kind=kind: here.ask(kind), "not-in-this-standing")
    assert count_pool(here.house, ANN).standings == {"member": 2, "deceased": 1}


def test_an_open_case_is_not_asked_twice_and_is_taken_back_by_who_asked(here: Here) -> None:
    case = here.ask("suspend")
    refused(lambda: here.ask("suspend"), "case-open")
    refused(lambda: withdraw_case(here.house, BEN, case), "not-found")
    refused(lambda: decide_case(here.house, OTHER, case, approve=True), "not-found")
    refused(lambda: decide_case(here.house, BEN, case, approve=True), "not-your-room")
    withdraw_case(here.house, ANN, case)
    refused(lambda: decide_case(here.house, ROSE, case, approve=True), "case-decided")
    assert here.standing() == "member"


def test_a_change_is_approved_by_another_keeper_and_leaves_its_history(here: Here) -> None:
    new = replace(record(1), professional="教授级高工", employer=Company("鹤测新单位"))
    more = {"was": fingerprint(here.house, record(1))}
    case = here.ask("amend", record=new, more=more)
    refused(lambda: decide_case(here.house, ROSE, case, approve=True), "not-your-room")
    assert [one.field for one in open_case(here.house, BEN, case).changes] == [
        *("PROFESSIONAL", "COMPANY", "COMPANY_CODE")
    ]
    decide_case(here.house, BEN, case, approve=True)
    opened = open_entry(here.house, ANN, "E000001", "change")
    assert opened.record == new
    assert {(one.field, one.by, one.second, one.source) for one in opened.history} == {
        (field, "ann", "ben", case) for field in ("PROFESSIONAL", "COMPANY", "COMPANY_CODE")
    }
    told = [one for one in here.facts(HouseEvent.REGISTER_CHANGED) if "was" in one]
    assert [one["what"] for one in told] == ["professional", "company", "company-code"]
    assert all(one["was"] != one["became"] and one["by"] != one["second"] for one in told)


def test_a_change_of_what_changed_meanwhile_is_refused(here: Here) -> None:
    more = {"was": fingerprint(here.house, record(1))}
    case = here.ask("amend", record=replace(record(1), duty="处长"), more=more)
    with here.house.books() as books:
        books.pool.amend("E000001", replace(record(1), duty="科长"), at=START)
        books.commit()
    refused(lambda: decide_case(here.house, BEN, case, approve=True), "preview-stale")
    taken = replace(record(2), id_card=record(3).id_card)
    second = here.ask("amend", "E000002", record=taken, more={"was": fingerprint(here.house, record(2))})
    refused(lambda: decide_case(here.house, BEN, second, approve=True), "known-identity")


def test_what_an_expert_asked_for_stands_in_the_same_history(here: Here) -> None:
    number = propose_change(here.house, "E000001", "phone", {"phone": "15400009999"})
    decide_proposal(here.house, ANN, number, approve=True)
    (one,) = open_entry(here.house, BEN, "E000001", "asked").history
    assert (one.field, one.by, one.second, one.source) == ("PHONE_NUMBER", "E000001", "ann", number)


def test_every_look_has_a_reason_and_a_line_in_the_log(here: Here) -> None:
    assert look_at_expert(here.house, ROSE, "E000002", "inspection", "C-1") == record(2)
    refused(lambda: look_at_expert(here.house, ANN, "E000002", "curiosity"), "bad-input")
    refused(lambda: look_at_expert(here.house, ANN, "E000009", "asked"), "not-found")
    refused(lambda: look_at_expert(here.house, who("o", Role.OPERATOR), "E000002", "asked"), "not-your-room")
    (fact,) = here.facts(HouseEvent.FILE_SEEN)
    assert (fact["reason"], fact["about"]) == ("inspection", "C-1")
    (look,) = look_at_entry(here.house, ANN, "E000002").looks
    assert (look.account, look.reason) == ("rose", "inspection")


def test_an_entry_is_found_by_its_numbers(here: Here) -> None:
    assert find_entry(here.house, ANN, "e000002") == "E000002"
    assert find_entry(here.house, ANN, record(3).id_card.lower()) == "E000003"
    assert find_entry(here.house, ANN, record(1).phones[0][3:]) == "E000001"
    refused(lambda: find_entry(here.house, ANN, record(1).name), "not-found")


def test_the_log_names_nobody(here: Here) -> None:
    here.do("suspend")
    case = here.ask("admit", "", record=record(4))
    review_case(here.house, ROSE, case, agree=True)
    decide_case(here.house, BEN, case, approve=True)
    open_case(here.house, BEN, case)
    here.house.sequence()
    with here.house.books() as books:
        log = b"".join(books.journal.leaves()).decode()
    assert [secret for secret in secrets_of_people() if secret in log] == []
