"""Tenderer and agency in their rooms: drafts, the mandate, sending, changing, the next attempt (Art. 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.events import DrawEvent
from draw_service.rules.access import Role, Who
from draw_service.rules.applications import Party
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company
from draw_service.usecases.applications.decide_letter import decide_letter, open_letters
from draw_service.usecases.applications.drop_draft import drop_draft
from draw_service.usecases.applications.hand_in_bidders import hand_in_bidders
from draw_service.usecases.applications.hand_in_letter import hand_in_letter
from draw_service.usecases.applications.hand_over_draft import hand_over_draft
from draw_service.usecases.applications.list_applications import list_applications
from draw_service.usecases.applications.look_at_application import look_at_application
from draw_service.usecases.applications.mandate import keep_unseal_half
from draw_service.usecases.applications.next_attempt import next_attempt
from draw_service.usecases.applications.replace_slip import replace_slip
from draw_service.usecases.applications.save_draft import save_draft
from draw_service.usecases.applications.send_application import send_application
from draw_service.usecases.applications.send_change import send_change, start_change
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.applications.start_draft import start_draft
from draw_service.usecases.applications.waiting_change import (
    confirm_waiting_change,
    send_back_change,
    waiting_change,
)
from draw_service.usecases.draws.lock import lock
from tests.usecases.register import AGENCY, BIDDERS, START, TENDERER
from tests.usecases.stage import Stage, new_stage, refused, stage

MANDATE = "5e" * 32


def who(role: Role, firm: Company = Company("")) -> Who:  # noqa: B008 - a frozen value
    later = START + timedelta(days=9)
    return Who("s", f"A-{role}", role, frozenset((role,)), firm.code, firm.name, True, later, "00")


T, A = who(Role.TENDERER, TENDERER), who(Role.AGENCY, AGENCY)
STRANGERS = (
    who(Role.TENDERER, AGENCY),
    who(Role.AGENCY, TENDERER),
    who(Role.TENDERER, Company("另一家", BIDDERS[0].company.code)),
    who(Role.OPERATOR),
    who(Role.TENDERER),
)


def states(s: Stage, one: Who) -> list[tuple[str, str]]:
    return [(found.application_id, found.state) for found in list_applications(s.house, one)[0]]


def drafted(s: Stage) -> str:
    """The agency writes an application for the tenderer and hands it over."""
    number = start_draft(s.house, A)
    save_draft(s.house, A, number, {"project_name": "鹤测桥", "project_code": "P"}, TENDERER)
    hand_over_draft(s.house, A, number)
    return number


def test_the_agency_drafts_and_the_tenderer_sends() -> None:
    s = new_stage()
    number = start_draft(s.house, A)
    assert (states(s, A), states(s, T)) == ([(number, "draft")], [])
    refused(s, lambda: hand_over_draft(s.house, A, number), "bad-input")
    save_draft(s.house, A, number, {"project_name": "鹤测"}, TENDERER)
    assert states(s, T) == [(number, "draft")]
    hand_over_draft(s.house, A, number)
    assert states(s, T) == [(number, "handed-over")]
    refused(s, lambda: hand_over_draft(s.house, T, number), "bad-input")
    save_draft(s.house, T, number, {"project_name": "鹤测桥"})
    seen = look_at_application(s.house, A, number)
    assert seen.draft is not None
    assert (seen.draft.typed, seen.draft.handed_over) == ({"project_name": "鹤测桥"}, False)
    assert (seen.next_draw_id, seen.application, seen.attempts) == (f"{number}.1", None, ())
    n, sent = seen.draft.n, replace(s.application, filed_by="agency")
    slip = proof_of(s.make_slip("tenderer", seen.next_draw_id))
    refused(s, lambda: send_application(s.house, A, number, sent, slip, n=n), "tenderer-sends")
    refused(s, lambda: send_application(s.house, T, number, sent, slip, n=n - 1), "changed-under-you")
    other = replace(sent, tenderer=Company("别家", "91220800MA00000099"))
    refused(s, lambda: send_application(s.house, T, number, other, slip, n=n), "not-found")
    assert send_application(s.house, T, number, sent, slip, n=n) == f"{number}.1"
    assert (states(s, A), states(s, T)) == ([(number, "filed")], [(number, "filed")])
    assert look_at_application(s.house, A, number).draft is None


@pytest.mark.parametrize("stranger", STRANGERS)
def test_it_is_nobody_elses(stranger: Who) -> None:
    s = new_stage()
    number = drafted(s)
    filed = s.sibling("filed")
    assert states(s, stranger) == []
    for act in (
        lambda: look_at_application(s.house, stranger, number),
        lambda: look_at_application(s.house, stranger, filed.application_id),
        lambda: save_draft(s.house, stranger, number, {}),
        lambda: hand_over_draft(s.house, stranger, number),
        lambda: drop_draft(s.house, stranger, number),
        lambda: hand_in_bidders(s.house, stranger, filed.application_id, BIDDERS),
        lambda: start_change(s.house, stranger, filed.application_id, {}),
        lambda: keep_unseal_half(s.house, stranger, number, f"{number}.1", "ab" * 32),
        lambda: replace_slip(
            s.house, stranger, filed.application_id, proof_of(filed.slips["tenderer"]), "lost"
        ),
    ):
        refused(s, act, "not-found")


def test_only_tenderers_and_agencies_begin_one() -> None:
    s = new_stage()
    refused(s, lambda: start_draft(s.house, who(Role.OPERATOR)), "not-your-room")


def test_a_draft_can_be_dropped_and_what_was_sent_stays() -> None:
    s = new_stage()
    number = drafted(s)
    drop_draft(s.house, T, number)
    assert (states(s, A), states(s, T)) == ([], [])
    refused(s, lambda: drop_draft(s.house, T, number), "not-found")
    filed = s.sibling("filed")
    start_change(s.house, A, filed.application_id, {"place": "四楼"})
    assert list_applications(s.house, T)[0][0].changing
    drop_draft(s.house, A, filed.application_id)
    assert states(s, T) == [(filed.application_id, "filed")]


def test_the_agency_holds_the_unseal_half_on_a_recorded_mandate() -> None:
    s = new_stage()
    number = drafted(s)
    whole, half = s.make_slip("tenderer", f"{number}.1"), s.make_slip("tenderer", f"{number}.1", "agency")
    refused(s, lambda: keep_unseal_half(s.house, T, number, f"{number}.1", half.public_key), "not-found")
    refused(s, lambda: keep_unseal_half(s.house, A, number, f"{number}.2", half.public_key), "not-found")
    for bad in ("AB" * 32, "ab" * 31, "00" * 32):
        refused(s, lambda bad=bad: keep_unseal_half(s.house, A, number, f"{number}.1", bad), "bad-input")  # type: ignore[misc]
    keep_unseal_half(s.house, A, number, f"{number}.1", half.public_key)
    seen = look_at_application(s.house, T, number)
    assert seen.draft is not None
    assert seen.unseal_half == half.public_key
    n, proof = seen.draft.n, proof_of(whole)
    mixed = replace(proof, unseal_pk=half.public_key)
    refused(
        s,
        lambda: send_application(s.house, T, number, s.application, mixed, n=n, mandate="no hash"),
        "bad-input",
    )
    refused(
        s,
        lambda: send_application(s.house, T, number, s.application, proof, n=n, mandate=MANDATE),
        "bad-input",
    )
    draw_id = send_application(s.house, T, number, s.application, mixed, n=n, mandate=MANDATE)
    [fact] = [fact for fact in s.facts() if b"mandate.recorded" in fact]
    assert MANDATE.encode() in fact
    assert draw_id.encode() in fact
    assert AGENCY.code.encode() not in fact


def test_a_lost_slip_is_replaced_with_its_reason_before_the_lock() -> None:
    s = stage("appointed")
    fresh = proof_of(s.make_slip("tenderer", salt="2"))
    refused(s, lambda: replace_slip(s.house, A, s.application_id, fresh, "lost"), "tenderer-sends")
    refused(s, lambda: replace_slip(s.house, T, s.application_id, fresh, "whim"), "bad-input")
    half = s.make_slip("tenderer", salt="3").public_key
    keep_unseal_half(s.house, A, s.application_id, s.draw_id, half)
    mixed = replace(fresh, unseal_pk=half)
    replace_slip(s.house, T, s.application_id, mixed, "lost", MANDATE)
    assert s.last().body["reason"] == "lost"
    assert s.draw().unseal_pks["tenderer"] == half
    locked = stage("locked")
    refused(
        locked,
        lambda: keep_unseal_half(locked.house, A, locked.application_id, locked.draw_id, half),
        "already-locked",
    )


def test_a_used_half_is_refused() -> None:
    s = stage("filed")
    number = drafted(s)
    used = s.slips["tenderer"].public_key
    refused(s, lambda: keep_unseal_half(s.house, A, number, f"{number}.1", used), "slip-used")


def test_a_change_is_a_new_version_with_its_reason() -> None:
    s = stage("filed")
    start_change(s.house, A, s.application_id, {"place": "四楼"})
    start_change(s.house, A, s.application_id, {"place": "五楼"})
    seen = look_at_application(s.house, T, s.application_id)
    assert seen.draft is not None
    assert seen.draft.typed == {"place": "四楼"}
    n = seen.draft.n
    moved = replace(s.application, signin_place="四楼", tenderer=Company("x", "y"), filed_by="agency")
    refused(s, lambda: send_change(s.house, A, s.application_id, moved, "place", n=n), "tenderer-sends")
    refused(s, lambda: send_change(s.house, T, s.application_id, moved, "place", n=9), "changed-under-you")
    refused(s, lambda: send_change(s.house, T, s.application_id, moved, "因为", n=n), "bad-input")
    assert send_change(s.house, T, s.application_id, moved, "place", n=n) == 2
    seen = look_at_application(s.house, T, s.application_id)
    assert (seen.version, seen.draft) == (2, None)
    assert seen.application == replace(s.application, signin_place="四楼")
    assert s.last().type is DrawEvent.APPLICATION_CHANGED


def test_whom_can_be_drawn_changes_only_before_three_parties() -> None:
    s = stage("appointed")
    operator = who(Role.OPERATOR)
    start_change(s.house, T, s.application_id, {"place": "四楼"})
    assert waiting_change(s.house, operator, s.draw_id) is None  # it is being written
    wider = replace(s.application, strata=(Stratum("a", "A", 3), Stratum("b", "B", 2)))
    assert send_change(s.house, T, s.application_id, wider, "specialties", n=1) is None
    refused(s, lambda: waiting_change(s.house, T, s.draw_id), "not-your-room")
    waiting = waiting_change(s.house, operator, s.draw_id)
    assert waiting is not None
    assert (waiting.draft.n, waiting.reason, waiting.stands) == (2, "specialties", s.application)

    def confirm(n: int, *parties: Party) -> int:
        other = replace(wider, tenderer=Company("x", "y"), filed_by="agency")
        return confirm_waiting_change(s.house, operator, s.draw_id, other, s.codes(*parties), n=n)

    refused(s, lambda: confirm(2, "tenderer", "center"), "parties-missing")
    refused(s, lambda: confirm(1), "changed-under-you")
    save_draft(s.house, T, s.application_id, {"place": "五楼"})  # written in again: nothing waits
    refused(s, lambda: confirm(3), "changed-under-you")
    refused(s, lambda: hand_over_draft(s.house, A, s.application_id), "bad-input")
    assert send_change(s.house, T, s.application_id, wider, "specialties", n=3) is None
    assert confirm(4) == 2
    assert waiting_change(s.house, operator, s.draw_id) is None
    seen = look_at_application(s.house, T, s.application_id)
    assert (seen.application, seen.draft) == (wider, None)
    told = seen.attempts[-1].course.milestones[-1]
    assert (told.detail, told.by) == ("2", ("tenderer", "regulator", "center"))


def test_a_change_the_parties_do_not_agree_to_goes_back() -> None:
    s = stage("entered")
    operator = who(Role.OPERATOR)
    start_change(s.house, T, s.application_id, {})
    wider = replace(s.application, strata=(Stratum("a", "A", 5),))
    assert send_change(s.house, T, s.application_id, wider, "specialties", n=1) is None
    refused(s, lambda: send_back_change(s.house, operator, s.draw_id, n=1), "changed-under-you")
    send_back_change(s.house, operator, s.draw_id, n=2)
    assert waiting_change(s.house, operator, s.draw_id) is None
    seen = look_at_application(s.house, T, s.application_id)
    assert seen.application == s.application
    assert seen.draft is not None
    assert seen.draft.typed["sent_back"]
    assert send_change(s.house, T, s.application_id, wider, "specialties", n=3) is None
    waiting = waiting_change(s.house, operator, s.draw_id)
    assert waiting is not None
    assert "sent_back" not in waiting.draft.typed
    lock(s.house, s.draw_id)
    assert waiting_change(s.house, operator, s.draw_id) is None


def test_the_next_attempt_after_an_abort() -> None:
    s = stage("aborted")
    seen = look_at_application(s.house, T, s.application_id)
    assert seen.next_draw_id == f"{s.application_id}.2"
    fresh = proof_of(s.make_slip("tenderer", seen.next_draw_id))
    refused(s, lambda: next_attempt(s.house, A, s.application_id, fresh), "tenderer-sends")
    assert next_attempt(s.house, T, s.application_id, fresh) == f"{s.application_id}.2"
    listed = list_applications(s.house, A)[0][0]
    assert (listed.state, listed.attempt) == ("filed", 2)


def test_the_bidder_list_is_shown_by_count_and_hash() -> None:
    s = stage("filed")
    refused(s, lambda: hand_in_bidders(s.house, A, s.application_id, ()), "bad-input")
    assert hand_in_bidders(s.house, A, s.application_id, BIDDERS) == 2
    seen = look_at_application(s.house, T, s.application_id)
    assert seen.bidders is not None
    firms, digest = seen.bidders
    assert firms == 2
    assert digest.encode() in b"".join(s.facts())


def test_papers_and_public_bundles_are_listed_when_they_exist() -> None:
    assert look_at_application(stage("filed").house, T, "AP-2026-0001").papers == ()
    s = stage("closed")
    [attempt] = look_at_application(s.house, T, s.application_id).attempts
    assert (attempt.course.phase, attempt.notice_at) == ("closed", None)
    assert attempt.commitments == ("tenderer", "regulator")
    papers = look_at_application(s.house, T, s.application_id).papers
    assert [paper.kind for paper in papers] == ["lock-receipt"]


def test_a_long_list_comes_in_pages() -> None:
    s = new_stage()
    numbers = [start_draft(s.house, T) for _ in range(21)]
    first, more = list_applications(s.house, T)
    assert ([one.application_id for one in first], more) == (numbers[:0:-1], True)
    rest, more = list_applications(s.house, T, 2)
    assert ([one.application_id for one in rest], more) == (numbers[:1], False)


LETTER = "1e" * 32


def test_a_suppliers_letter_is_handed_in_and_decided_by_the_regulator() -> None:
    s = stage("entered")
    words = LETTER, "鹤测一建", "鹤测甲15", "鹤测单位15", "曾任其顾问"
    refused(s, lambda: hand_in_letter(s.house, STRANGERS[0], s.application_id, *words), "not-found")
    refused(s, lambda: hand_in_letter(s.house, A, s.application_id, "no hash", *words[1:]), "bad-input")
    hand_in_letter(s.house, A, s.application_id, *words)
    before = s.town.state.settled()
    hand_in_letter(s.house, T, s.application_id, *words)
    assert s.town.state.settled() == before
    assert [one[2] for one in look_at_application(s.house, T, s.application_id).letters] == [None]
    regulator = who(Role.REGULATOR)
    [held] = open_letters(s.house, regulator)
    assert (held.person, held.letter) == ("鹤测甲15", LETTER)
    key = s.application_id, LETTER
    refused(s, lambda: open_letters(s.house, A), "not-your-room")
    refused(s, lambda: decide_letter(s.house, A, *key, ["E000015"], justified=True), "not-your-room")
    refused(s, lambda: decide_letter(s.house, regulator, *key, [], justified=True), "bad-input")
    refused(s, lambda: decide_letter(s.house, regulator, *key, ["E9"], justified=True), "not-found")
    refused(
        s, lambda: decide_letter(s.house, regulator, key[0], "00", ["E000015"], justified=True), "not-found"
    )
    decide_letter(s.house, regulator, *key, ["E000015"], justified=True)
    refused(s, lambda: decide_letter(s.house, regulator, *key, [], justified=False), "bad-input")
    assert open_letters(s.house, regulator) == []
    assert [one[2] for one in look_at_application(s.house, T, s.application_id).letters] == [True]
    assert lock(s.house, s.draw_id).recused["declared"] == 1
    log = b"".join(s.facts()).decode()
    assert LETTER in log
    assert not any(word in log for word in words[1:])


def test_an_unfounded_letter_recuses_nobody() -> None:
    s = stage("entered")
    hand_in_letter(s.house, T, s.application_id, LETTER, "鹤测一建", "鹤测甲15", "", "无")
    decide_letter(s.house, who(Role.REGULATOR), s.application_id, LETTER, ["E000015"], justified=False)
    assert "declared" not in lock(s.house, s.draw_id).recused
