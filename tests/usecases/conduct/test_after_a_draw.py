"""What a draw leaves in the ledger, and when: never before its names are open (Art. 20, 22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.events import HouseEvent
from draw_service.rules.applications import Bidder
from draw_service.rules.people import Company, Tie
from draw_service.rules.refusals import NotSealed, NotUnsealed
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.arrival.accept_cause import accept_cause
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.conduct.draft_from_seat import draft_from_seat
from draw_service.usecases.conduct.find_missed import find_missed
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.conduct.preview_entry import preview_entry
from draw_service.usecases.conduct.public_notices import public_notices
from draw_service.usecases.conduct.report_phone_kept import report_phone_kept
from draw_service.usecases.supervision.record_notice import record_notice
from scoring.rules.entries import Entry
from scoring.rules.people import Person
from scoring.rules.publication import Publication
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.look_scores import own_score
from scoring.usecases.notify_entry import notify_entry
from scoring.usecases.review_publication import review_publication
from scoring.usecases.tick_due import tick_due
from tests.usecases.stage import Stage, refused, stage

ANN, BEN, ROSE = (
    Person("center-1", "center"),
    Person("center-2", "center"),
    Person("regulator-1", "regulator"),
)


def entries(here: Stage) -> list[Entry]:
    return [each for (kind, _id), each in here.town.state.score_records.items() if kind == "entry"]


def close_with(here: Stage) -> None:
    """Everybody who holds a seat signs in; unsealed and closed."""
    here.seal()
    here.sign_in(*(s for s in here.draw().seating.accepted if s not in here.draw().seating.arrived))  # type: ignore[union-attr]
    here.unseal()
    here.close()


def test_every_accepted_invitation_is_a_response_once_the_draw_is_closed() -> None:
    s = stage("unsealed")
    assert s.town.state.score_lines == ()
    seated = {s.holder(slot) for slot in s.draw().seating.accepted}  # type: ignore[union-attr]
    s.close()
    lines = s.town.state.score_lines
    assert {line.expert for line in lines} == seated
    assert {(line.kind, line.project) for line in lines} == {("response", project(s))}
    assert all(line.at < s.clock.now() for line in lines)
    assert entries(s) == []
    facts = s.town.state.streams["ledger"]
    assert [fact.n for fact in facts] == list(range(len(seated)))
    assert not any(expert.encode() in fact.bytes for fact in facts for expert in seated)


def project(here: Stage) -> str:
    application = here.application
    return f"{application.project_code}/{application.section_code}"


def test_a_late_expert_has_answered_and_is_drafted() -> None:
    s = stage("sealed")
    late = s.holder(2)
    record_receipt(s.house, s.draw_id, 2, s.clock.now())
    s.morning()
    s.clock.wait(31)  # type: ignore[attr-defined]
    assert mark_late(s.house, s.draw_id, 2) == "late"
    marked = s.clock.now()
    assert entries(s) == []  # nobody may know yet who that was
    replace_member(s.house, s.draw_id, 2, "unable", s.codes())
    s.fill()
    close_with(s)
    (entry,) = entries(s)
    assert (entry.expert, entry.item, entry.at, entry.state) == (late, 1, marked, "draft")
    assert (entry.source, entry.origin) == ("system", f"{s.draw_id}/2/0")
    answered = [e.body["record"] for e in s.events() if e.body.get("outcome") == "late"]
    assert [entry.note] == answered  # the record the log holds by its hash
    responses = own_score(office_of(s.house), late, marked.year).result.responses
    assert responses == 1
    assert len(s.town.state.score_lines) == len(s.draw().seating.stratum_of) + 1  # type: ignore[union-attr]


@pytest.mark.parametrize("cause", [True, False])
def test_no_proof_or_an_accepted_cause_drafts_nothing(cause: bool) -> None:
    s = stage("sealed")
    if cause:
        record_receipt(s.house, s.draw_id, 1, s.clock.now())
    s.morning()
    s.clock.wait(31)  # type: ignore[attr-defined]
    if cause:
        assert accept_cause(s.house, s.draw_id, 1, "illness", s.codes()) == "absent"
    else:
        assert mark_late(s.house, s.draw_id, 1) == "absent"
    replace_member(s.house, s.draw_id, 1, "unable", s.codes())
    s.fill()
    close_with(s)
    assert entries(s) == []


def test_attended_alone_counts_where_the_parameter_says_so() -> None:
    s = stage("sealed")
    late = s.holder(1)
    pack = s.house.pack(s.clock.now())
    changed = {**pack.parameters, "response": replace(pack.parameters["response"], value="attended")}
    s.house = replace(s.house, pack=lambda _at: replace(pack, parameters=changed))
    s.morning()
    withdraw(s.house, s.draw_id, 1, "withdrawn", s.codes())
    replace_member(s.house, s.draw_id, 1, "unable", s.codes())
    s.fill()
    close_with(s)
    assert late not in {line.expert for line in s.town.state.score_lines}
    assert len(s.town.state.score_lines) == len(s.draw().seating.stratum_of)  # type: ignore[union-attr]


def test_an_attempt_nobody_opened_counts_for_nobody() -> None:
    s = stage("aborted")
    assert s.town.state.score_lines == ()
    assert "ledger" not in s.town.state.streams


def test_an_opened_attempt_that_is_aborted_counts() -> None:
    s = stage("unsealed")
    s.abort()
    assert len(s.town.state.score_lines) == len(s.draw().seating.stratum_of)  # type: ignore[union-attr]


def test_stepping_back_over_what_the_register_does_not_hold_is_a_stale_profile() -> None:
    s = stage("sealed")
    silent = s.holder(1)
    withdraw(s.house, s.draw_id, 1, "recused", s.codes())
    replace_member(s.house, s.draw_id, 1, "recused", s.codes())
    s.fill()
    s.morning()
    close_with(s)
    (entry,) = entries(s)
    assert (entry.expert, entry.item, entry.source) == (silent, 4, "system")


def tie_to(here: Stage, expert: str, firm: Company) -> None:
    person = here.town.state.people[expert]
    here.town.state.people[expert] = replace(person, ties=(*person.ties, Tie("controls", firm)))


def test_stepping_back_over_what_the_register_holds_is_no_fault() -> None:
    s = stage("sealed")
    open_ = s.holder(1)
    tie_to(s, open_, s.application.tenderer)
    withdraw(s.house, s.draw_id, 1, "recused", s.codes())
    replace_member(s.house, s.draw_id, 1, "recused", s.codes())
    s.fill()
    s.morning()
    close_with(s)
    assert entries(s) == []


def test_who_should_have_stepped_back_is_found_later_and_once() -> None:
    s = stage("unsealed")
    guilty = s.holder(3)
    refused(s, lambda: find_missed(s.house, s.draw_id), "attempt-open")
    s.close()
    assert find_missed(s.house, s.draw_id) == 0
    tie_to(s, guilty, s.application.tenderer)
    assert find_missed(s.house, s.draw_id) == 1
    assert find_missed(s.house, s.draw_id) == 0
    (entry,) = entries(s)
    assert (entry.expert, entry.item, entry.origin) == (guilty, 5, f"{s.draw_id}/3")


def test_the_result_notice_looks_for_them() -> None:
    s = stage("closed")
    tie_to(s, s.holder(3), s.application.tenderer)
    record_notice(s.house, s.application_id, "NOTICE-1")
    assert [entry.item for entry in entries(s)] == [5]


def test_a_phone_not_deposited_is_drafted_after_the_draw_and_tells_the_desk_nothing() -> None:
    s = stage("sealed")
    who = s.holder(4)
    early = stage("accepted")
    with pytest.raises(NotSealed):
        report_phone_kept(early.house, early.draw_id, early.card_of(early.holder(4)), "center-3")
    s.morning()
    assert report_phone_kept(s.house, s.draw_id, s.card_of(who), "center-3") is None  # type: ignore[func-returns-value]
    assert report_phone_kept(s.house, s.draw_id, "110101199001011237", "center-3") is None  # type: ignore[func-returns-value]
    kept = [fact for fact in s.town.state.streams["desk"] if fact.type is HouseEvent.PHONE_KEPT]
    assert [dict(fact.body) for fact in kept] == [{"draw": s.draw_id}] * 2
    assert entries(s) == []
    s.sign_in()
    s.unseal()
    s.close()
    (entry,) = entries(s)
    assert (entry.expert, entry.item, entry.drafted_by) == (who, 2, "center-3")


def test_a_seat_is_named_not_a_person() -> None:
    s = stage("signed-in")
    at = s.clock.now()
    with pytest.raises(NotUnsealed):
        draft_from_seat(s.house, s.draw_id, 1, 7, at, "left", Person("t", "tenderer"))
    s.unseal()
    draft_from_seat(s.house, s.draw_id, 1, 7, at, "left", Person("t", "tenderer"))
    (entry,) = entries(s)
    assert (entry.expert, entry.project) == (s.holder(1), project(s))
    refused(s, lambda: draft_from_seat(s.house, s.draw_id, 99, 7, at, "", ANN), "seat-not-called")


def in_effect(here: Stage, slot: int, item: int, again: str = "") -> str:
    id = draft_from_seat(here.house, here.draw_id, slot, item, here.clock.now(), "", ANN, again)
    office = office_of(here.house)
    confirm_entry(office, id, BEN)
    notify_entry(office, id, "paper", BEN)
    return id


def test_the_effect_is_said_before_it_is_confirmed() -> None:
    s = stage("closed")
    for number in range(3):
        in_effect(s, 1, 1, f"again {number}")
    id = draft_from_seat(s.house, s.draw_id, 1, 1, s.clock.now(), "", ANN, "a fourth time")
    effect = preview_entry(s.house, id)
    assert (effect.before.score, effect.after.score, effect.stops) == (85, 80, True)
    with s.house.books() as books:
        expert = books.pool.expert(s.holder(1))
    assert expert is not None
    assert {each.code for each in effect.scarce} == set(expert.codes)
    first = effect.scarce[0]
    assert first.left == first.total - 1
    assert effect.say("en").startswith(f"falls to 80; takes 1 of {first.total} {first.code} experts of the c")
    assert effect.say().startswith("降至 80 分；本地区")
    harmless = draft_from_seat(s.house, s.draw_id, 2, 9, s.clock.now(), "", ANN)
    assert preview_entry(s.house, harmless).say("en") == "falls to 95"


def test_the_public_page_shows_name_item_date_project_and_ends_by_the_clock() -> None:
    s = stage("closed")
    office = office_of(s.house)
    in_effect(s, 1, 12)
    in_effect(s, 2, 7)  # not one of the five
    (waiting,) = (each for each in s.town.state.score_records.values() if isinstance(each, Publication))
    review_publication(office, waiting.id, ROSE)
    assert public_notices(s.house).lines == ()
    s.clock.jump(s.clock.now() + timedelta(days=21))
    assert tick_due(office) == 1
    shown = public_notices(s.house)
    (line,) = shown.lines
    with s.house.books() as books:
        contact = books.pool.contact(s.holder(1))
    assert contact is not None
    assert (line.name, line.item.number, line.project) == (contact.name, 12, project(s))
    assert shown.fresh_until is not None
    s.clock.jump(shown.fresh_until)
    assert public_notices(s.house) == replace(shown, lines=(), fresh_until=None)


def test_bidders_known_later_are_looked_at_too() -> None:
    s = stage("closed")
    firm = Company("迟来的投标人", "91220800MA0000077X")
    seated = s.holder(2)
    tie_to(s, seated, firm)
    assert find_missed(s.house, s.draw_id) == 0
    file_bidders(s.house, s.application_id, (Bidder(firm),))
    assert find_missed(s.house, s.draw_id) == 1
    assert [(entry.expert, entry.item) for entry in entries(s)] == [(seated, 5)]
