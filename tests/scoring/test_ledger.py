"""Entries from draft to effect and back, in memory (Art. 20, 21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from audit.events import HouseEvent
from audit.refusal import Refusal
from scoring.rules.entries import Entry, Facts
from scoring.rules.objections import Objection
from scoring.rules.people import Person
from scoring.rules.refusals import (
    ActInFuture,
    DuplicateEntry,
    EvidenceRefused,
    ItemUnknown,
    NotInThisState,
    ReasonNeeded,
    RoleNotAllowed,
    SecondPersonNeeded,
)
from scoring.rules.stops import Stop
from scoring.rules.working_days import CalendarNotLoaded
from scoring.usecases.accept_objection import accept_objection
from scoring.usecases.add_evidence import add_evidence
from scoring.usecases.answer_objection import answer_objection
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.draft_entry import draft_entry
from scoring.usecases.drop_entry import drop_entry
from scoring.usecases.file_objection import file_objection
from scoring.usecases.look_scores import below_mark, own_score
from scoring.usecases.notify_entry import notify_entry
from scoring.usecases.reverse_entry import reverse_entry
from tests.scoring.fakes import ANN, BEN, EVE, LEA, PARAMETERS, ROSE, TOM, Bureau

MARCH = datetime(2026, 3, 2, 4, tzinfo=UTC)


def facts(bureau: Bureau, item: int = 5, **changes: object) -> Facts:
    made = Facts("E000001", item, bureau.now - timedelta(hours=1), "P-1", "他在门口说明了情况")
    return replace(made, **changes)  # type: ignore[arg-type]


def in_effect(bureau: Bureau, item: int = 5, **changes: object) -> str:
    id = draft_entry(bureau.office, facts(bureau, item, **changes), ANN)
    confirm_entry(bureau.office, id, BEN)
    notify_entry(bureau.office, id, "page", BEN)
    return id


def points(bureau: Bureau, year: int = 2026) -> int:
    return own_score(bureau.office, "E000001", year).result.score


def test_nothing_counts_before_the_expert_was_told() -> None:
    here = Bureau(MARCH)
    id = draft_entry(here.office, facts(here), TOM)
    assert points(here) == 100
    with pytest.raises(SecondPersonNeeded):
        confirm_entry(here.office, draft_entry(here.office, facts(here, 6), ANN), ANN)
    with pytest.raises(RoleNotAllowed):
        confirm_entry(here.office, id, TOM)
    with pytest.raises(NotInThisState) as refused:
        notify_entry(here.office, id, "page", BEN)
    assert "草拟" in refused.value.say("zh")
    confirm_entry(here.office, id, ANN)
    assert points(here) == 100
    notify_entry(here.office, id, "page", ANN)
    assert points(here) == 90
    entry = here.record(Entry, id)
    assert entry.window is not None
    assert entry.window.date.isoformat() == "2026-03-16"
    with pytest.raises(NotInThisState):
        drop_entry(here.office, id, BEN, "x")


def test_the_log_names_nobody_and_no_item() -> None:
    here = Bureau(MARCH)
    in_effect(here)
    said = b"".join(fact.bytes for fact in here.shelf.facts)
    for secret in ("E000001", "P-1", "center-1", "门口", '"item"'):
        assert secret.encode() not in said
    assert [fact.type for fact in here.shelf.facts] == [
        HouseEvent.CONDUCT_DRAFTED,
        HouseEvent.CONDUCT_CONFIRMED,
        HouseEvent.LEDGER_LINE,
        HouseEvent.CONDUCT_NOTIFIED,
    ]


def test_the_same_again_asks_for_a_reason() -> None:
    here = Bureau(MARCH)
    first = draft_entry(here.office, facts(here), ANN)
    with pytest.raises(DuplicateEntry):
        draft_entry(here.office, facts(here), TOM)
    draft_entry(here.office, facts(here, project="P-2"), ANN)
    draft_entry(here.office, facts(here, 6), ANN)
    draft_entry(here.office, facts(here, expert="E000002"), ANN)
    draft_entry(here.office, facts(here, again="another act, after the break"), ANN)
    fresh = Bureau(MARCH)
    first = draft_entry(fresh.office, facts(fresh), ANN)
    drop_entry(fresh.office, first, BEN, "a mistake")
    draft_entry(fresh.office, facts(fresh), ANN)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"item": 0}, ItemUnknown), ({"item": 21}, ItemUnknown), ({"at": MARCH + timedelta(1)}, ActInFuture)],
)
def test_what_cannot_be_is_no_draft(changes: dict[str, object], refusal: type[Refusal]) -> None:
    here = Bureau(MARCH)
    with pytest.raises(refusal):
        draft_entry(here.office, replace(facts(here), **changes), ANN)  # type: ignore[arg-type]
    assert here.shelf.facts == ()
    with pytest.raises(RoleNotAllowed):
        draft_entry(here.office, facts(here), EVE)


def test_a_correction_is_a_line_of_its_own() -> None:
    here = Bureau(MARCH)
    id = in_effect(here)
    with pytest.raises(ReasonNeeded):
        reverse_entry(here.office, id, ROSE, "")
    with pytest.raises(RoleNotAllowed):
        reverse_entry(here.office, id, ANN, "wrong person")
    here.wait(days=400)
    reverse_entry(here.office, id, ROSE, "wrong person")
    assert points(here) == 100
    assert points(here, 2027) == 100
    kinds = [(line.kind, line.year, line.points) for line in here.shelf.score_lines]
    assert kinds == [("deduction", 2026, 10), ("reversal", 2026, -10)]
    with pytest.raises(NotInThisState):
        reverse_entry(here.office, id, ROSE, "again")


def test_a_score_may_fall_below_zero() -> None:
    here = Bureau(MARCH)
    for number in range(11):
        in_effect(here, 18, project=f"P-{number}")
    assert points(here) == -10
    assert [result.expert for result in below_mark(here.office, 2026)] == ["E000001"]
    assert not own_score(here.office, "E000001", 2026).result.stopped


def test_the_fourth_late_event_of_a_year_stops_and_a_reversal_lifts() -> None:
    here = Bureau(MARCH)
    ids = [in_effect(here, 1, project=f"P-{number}") for number in range(3)]
    assert here.facts(HouseEvent.DRAWING_STOPPED) == []
    in_effect(here, 1, project="P-9")
    (stop,) = (record for (kind, _id), record in here.shelf.score_records.items() if kind == "stop")
    assert (stop.kind, stop.until.isoformat(), stop.state) == ("late", "2026-12-31", "standing")
    in_effect(here, 1, project="P-10")
    reverse_entry(here.office, ids[0], ROSE, "excused")
    assert here.record(Stop, stop.id).state == "standing"
    reverse_entry(here.office, ids[1], ROSE, "excused")
    assert here.record(Stop, stop.id).state == "lifted"


def test_late_events_of_two_years_do_not_add_up() -> None:
    here = Bureau(datetime(2026, 1, 8, 4, tzinfo=UTC))
    for number in range(4):
        at = datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC) + timedelta(seconds=number // 2)
        in_effect(here, 1, project=f"P-{number}", at=at)
    assert (points(here, 2025), points(here, 2026)) == (90, 90)
    assert here.facts(HouseEvent.DRAWING_STOPPED) == []


def test_no_calendar_no_notice() -> None:
    here = Bureau(datetime(2026, 12, 28, 4, tzinfo=UTC))
    id = draft_entry(here.office, facts(here), ANN)
    confirm_entry(here.office, id, BEN)
    with pytest.raises(CalendarNotLoaded, match="2027"):
        notify_entry(here.office, id, "page", BEN)
    assert points(here) == 100
    assert here.record(Entry, id).state == "confirmed"


PDF = b"%PDF-1.7 proof"


def test_evidence_is_kept_by_its_hash() -> None:
    here = Bureau(MARCH)
    id = draft_entry(here.office, facts(here), ANN)
    digest = add_evidence(here.office, id, "照片.pdf", PDF, TOM)
    (body,) = here.facts(HouseEvent.EVIDENCE_KEPT)
    assert (body["sha256"], body["kind"], body["size"]) == (digest, "pdf", len(PDF))
    (file,) = (file for file, _data in here.shelf.score_files.values())
    assert (file.name, file.entry) == ("照片.pdf", id)


@pytest.mark.parametrize(
    "data",
    [b"", b"MZ\x90\0", b"<html>", b"PK\x03\x04word/document.xml", b"%PDF-" + bytes(20 << 20)],
    ids=["empty", "program", "page", "word", "huge"],
)
def test_other_files_are_not_taken(data: bytes) -> None:
    here = Bureau(MARCH)
    id = draft_entry(here.office, facts(here), ANN)
    with pytest.raises(EvidenceRefused):
        add_evidence(here.office, id, "x.pdf", data, ANN)


class AnyOrder(RuleBasedStateMachine):
    """Draft, confirm, tell, drop, reverse, object, answer, in any order that is allowed: the score is always
    100 less what is in effect."""

    def __init__(self) -> None:
        super().__init__()
        self.here = Bureau(MARCH)
        self.number = 0

    def _entries(self, *states: str) -> list[Entry]:
        held = (each for (kind, _id), each in self.here.shelf.score_records.items() if kind == "entry")
        return [each for each in held if each.state in states]

    def _pick(self, data: st.DataObject, *states: str) -> Entry | None:
        found = self._entries(*states)
        return data.draw(st.sampled_from(found)) if found else None

    @rule(item=st.integers(1, 20), days=st.integers(0, 70))
    def draft(self, item: int, days: int) -> None:
        self.number += 1
        at = self.here.now - timedelta(days=days)
        draft_entry(self.here.office, facts(self.here, item, project=f"P-{self.number}", at=at), ANN)

    @rule(data=st.data())
    @precondition(lambda self: self._entries("draft"))
    def confirm(self, data: st.DataObject) -> None:
        entry = self._pick(data, "draft")
        assert entry is not None
        confirm_entry(self.here.office, entry.id, BEN)

    @rule(data=st.data())
    @precondition(lambda self: self._entries("confirmed"))
    def tell(self, data: st.DataObject) -> None:
        entry = self._pick(data, "confirmed")
        assert entry is not None
        notify_entry(self.here.office, entry.id, "page", BEN)

    @rule(data=st.data())
    @precondition(lambda self: self._entries("draft", "confirmed"))
    def drop(self, data: st.DataObject) -> None:
        entry = self._pick(data, "draft", "confirmed")
        assert entry is not None
        drop_entry(self.here.office, entry.id, BEN, "empty")

    @rule(data=st.data())
    @precondition(lambda self: self._entries("effective"))
    def reverse(self, data: st.DataObject) -> None:
        entry = self._pick(data, "effective")
        assert entry is not None
        reverse_entry(self.here.office, entry.id, ROSE, "wrong")

    @rule(data=st.data(), found=st.sampled_from(["upheld", "changed", "revoked"]), item=st.integers(1, 20))
    @precondition(lambda self: self._entries("effective"))
    def object(self, data: st.DataObject, found: str, item: int) -> None:
        entry = self._pick(data, "effective")
        assert entry is not None
        office = self.here.office
        id = file_objection(office, "entry", entry.id, entry.expert, "不是我", EVE)
        accept_objection(office, id, LEA)
        answer_objection(office, id, found, "核实", LEA, item if found == "changed" else 0)  # type: ignore[arg-type]
        assert self.here.record(Objection, id).state == "answered"

    @invariant()
    def the_score_is_what_is_in_effect(self) -> None:
        taken: dict[int, int] = {2025: 0, 2026: 0}
        for entry in self._entries("effective"):
            taken[(entry.at + timedelta(hours=8)).year] += PARAMETERS.points(entry.item)
        assert {year: 100 - points(self.here, year) for year in taken} == taken


AnyOrder.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestAnyOrder = AnyOrder.TestCase


@given(st.sampled_from(["system", "tenderer", "agency", "lead", "office", "expert"]))
def test_only_center_and_regulator_confirm(role: str) -> None:
    here = Bureau(MARCH)
    id = draft_entry(here.office, facts(here), ANN)
    with pytest.raises(RoleNotAllowed):
        confirm_entry(here.office, id, Person("x", role))  # type: ignore[arg-type]
