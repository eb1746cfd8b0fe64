"""The blind print, unsealing by two, rebuilding by three (Art. 8(3), 8(5); protocol sections 3 and 5)."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Literal

import pytest

from audit.canonical import canonical, parse_canonical
from audit.events import DrawEvent
from audit.refusal import Refusal
from draw_service.rules.slips import code_of
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.rebuild_roster import rebuild_roster
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.arrival.withdraw import withdraw
from tests.usecases.register import RECORDS
from tests.usecases.stage import Stage, assert_whatever_came_of_it_verifies, refused, stage

Opener = Literal["tenderer", "regulator"]


def open_it(s: Stage, party: Opener = "tenderer", code: str = "", reason: str = "") -> list[str]:
    codes = s.codes("center", party)
    seats = unseal(s.house, s.draw_id, party, code or s.unseal_code(party), "CAM-1", codes, reason)
    return [seat.id for seat in seats]


def refusals(s: Stage) -> int:
    return len(s.town.state.streams.get("unsealing", ()))


# --- unsealing ----------------------------------------------------------------------------------------------


def test_center_and_tenderer_open_it_together() -> None:
    s = stage("sealed")
    s.morning()
    assert open_it(s) == [s.holder(slot) for slot in range(1, 6)]
    assert s.last().type is DrawEvent.ROSTER_UNSEALED
    assert s.last().body == {"by": ["center", "tenderer"], "camera": "CAM-1", "reason": ""}
    with s.house.books() as books:
        openings = books.draws.openings(s.draw_id)
    assert openings is not None
    assert [o["identity"]["name"] for o in parse_canonical(openings)] == [
        RECORDS[int(s.holder(slot)[1:]) - 1].name for slot in range(1, 6)
    ]


def test_the_regulator_is_the_fallback_and_says_why() -> None:
    s = stage("signed-in")
    refused(s, lambda: open_it(s, "regulator"), "bad-input")
    assert len(open_it(s, "regulator", reason="tenderer-fell-ill")) == 5
    assert s.last().body == {"by": ["center", "regulator"], "camera": "CAM-1", "reason": "tenderer-fell-ill"}
    s.close()
    assert_whatever_came_of_it_verifies(s)


def test_before_its_time_it_is_not_there_and_every_try_is_logged() -> None:
    s = stage("sealed")
    s.town.clock.time = s.application.signin_at - timedelta(seconds=1)
    chain = s.types()
    for tries, act in enumerate(
        (
            lambda: open_it(s),
            lambda: open_it(s, code="garbage"),
            lambda: open_it(s, "regulator", reason="hurry"),
            lambda: rebuild_roster(s.house, s.draw_id, "lost", s.codes()),
            lambda: rebuild_roster(s.house, s.draw_id, "lost", {}),
            lambda: print_roster(s.house, s.draw_id, "ENV-1", s.codes("center")),
        ),
        start=1,
    ):
        with pytest.raises(Refusal) as caught:
            act()  # type: ignore[no-untyped-call]
        assert (caught.value.code, caught.value.status) == ("not-found", 404)
        assert refusals(s) == tries
    assert s.types() == chain
    early = caught.value.say("en")
    with pytest.raises(Refusal) as other:
        unseal(s.house, "nothing.1", "tenderer", "", "CAM-1", {})
    assert other.value.say("en") == early


def test_a_wrong_unseal_code_is_logged_and_opens_nothing() -> None:
    s = stage("signed-in")
    wrong = code_of(s.make_slip("tenderer", salt="wrong").unseal)
    for code in (wrong, s.unseal_code("regulator"), s.share("tenderer")):
        with pytest.raises(Refusal) as caught:
            open_it(s, code=code)
        assert caught.value.code == "unseal-code-does-not-open"
    assert refusals(s) == 3
    refused(s, lambda: open_it(s, code="not a code"), "bad-code")
    assert DrawEvent.ROSTER_UNSEALED not in s.types()
    with s.house.books() as books:
        assert books.draws.openings(s.draw_id) is None


def test_one_alone_opens_nothing() -> None:
    s = stage("signed-in")
    for codes in (s.codes("center"), s.codes("tenderer"), s.codes("center", "regulator")):

        def act(codes: object = codes) -> None:
            unseal(s.house, s.draw_id, "tenderer", s.unseal_code(), "CAM-1", codes)  # type: ignore[arg-type]

        refused(s, act, "parties-missing")
    nobody = s.codes("center", "tenderer")
    refused(s, lambda: unseal(s.house, s.draw_id, "tenderer", s.unseal_code(), "", nobody), "bad-input")


def test_a_roster_exchanged_in_the_store_is_not_opened() -> None:
    s = stage("signed-in")
    with s.house.books() as books:
        found = books.draws.roster(s.draw_id)
        assert found is not None
        books.draws.put_roster(s.draw_id, found[0], found[1].replace(b'"ct"', b'"Ct"'))
        books.commit()
    refused(s, lambda: open_it(s), "not-found")


def test_an_opened_identity_is_checked_against_its_commitment() -> None:
    s = stage("signed-in")
    with s.house.books() as books:
        pool = books.draws.list(s.draw_id, "pool")
        assert pool is not None
        leaves = [{**leaf, "c": "00" * 32} for leaf in parse_canonical(pool)]
        books.draws.put_list(s.draw_id, "pool", canonical(leaves))
        books.commit()
    refused(s, lambda: open_it(s), "not-found")


def test_the_center_key_of_another_roster_does_not_open_this_one() -> None:
    """D1 is bound to the draw and to the number of its seal."""
    s = stage("signed-in")
    with s.house.books() as books:
        found = books.draws.roster(s.draw_id)
    assert found is not None
    wrapped = b64decode(parse_canonical(found[1])["d1"])
    with pytest.raises(ValueError, match="open"):
        s.house.keyring.unwrap(wrapped, b"another roster")


# --- rebuilding ---------------------------------------------------------------------------------------------


def test_three_rebuild_it_when_both_halves_are_lost() -> None:
    s = stage("signed-in")
    two = s.codes("center", "tenderer")
    refused(s, lambda: rebuild_roster(s.house, s.draw_id, "halves-lost", two), "parties-missing")
    refused(s, lambda: rebuild_roster(s.house, s.draw_id, "", s.codes()), "bad-input")
    seats = rebuild_roster(s.house, s.draw_id, "halves-lost", s.codes())
    assert [seat.id for seat in seats] == [s.holder(slot) for slot in range(1, 6)]
    assert s.last().type is DrawEvent.ROSTER_REBUILT
    assert s.last().body == {"by": ["tenderer", "regulator", "center"], "reason": "halves-lost"}
    assert s.close() == "complete"
    assert_whatever_came_of_it_verifies(s)


def test_a_rebuilt_identity_is_checked_against_its_commitment() -> None:
    s = stage("signed-in")
    with s.house.books() as books:
        register = books.draws.list(s.draw_id, "register")
        assert register is not None
        name = RECORDS[int(s.holder(1)[1:]) - 1].name
        books.draws.put_list(s.draw_id, "register", register.replace(name.encode(), "别的人".encode()))
        books.commit()
    refused(s, lambda: rebuild_roster(s.house, s.draw_id, "halves-lost", s.codes()), "not-found")


# --- printing -----------------------------------------------------------------------------------------------


def test_the_center_prints_once_and_three_print_again() -> None:
    s = stage("sealed")
    s.morning()
    center = s.codes("center")
    assert print_roster(s.house, s.draw_id, "ENV-1", center) == "P-000001"
    assert s.last().type is DrawEvent.ROSTER_PRINTED
    assert s.last().body == {"serial": "P-000001", "envelope": "ENV-1", "by": ["center"]}
    [(serial, sheet)] = s.town.printer.sheets
    names = [RECORDS[int(s.holder(slot)[1:]) - 1].name for slot in range(1, 6)]
    assert serial == "P-000001"
    assert all(name in sheet for name in names)
    refused(s, lambda: print_roster(s.house, s.draw_id, "ENV-2", center), "parties-missing")
    assert print_roster(s.house, s.draw_id, "ENV-2", s.codes()) == "P-000002"
    assert s.last().body["by"] == ["tenderer", "regulator", "center"]


def test_a_new_seal_is_printed_anew_by_the_center_alone() -> None:
    s = stage("signed-in")
    print_roster(s.house, s.draw_id, "ENV-1", s.codes("center"))
    withdraw(s.house, s.draw_id, 1, "withdrawn", s.codes())
    refused(s, lambda: print_roster(s.house, s.draw_id, "ENV-2", s.codes()), "not-sealed")
    replace_member(s.house, s.draw_id, 1, "unable", s.codes())
    s.fill()
    s.seal()
    assert print_roster(s.house, s.draw_id, "ENV-2", s.codes("center")) == "P-000002"


def test_without_a_printer_nothing_is_logged() -> None:
    s = stage("signed-in")
    s.town.printer.there = False
    refused(s, lambda: print_roster(s.house, s.draw_id, "ENV-1", s.codes("center")), "printer-missing")


def test_a_print_that_failed_has_spent_its_serial() -> None:
    s = stage("signed-in")
    s.town.printer.works = False
    with pytest.raises(Refusal) as caught:
        print_roster(s.house, s.draw_id, "ENV-1", s.codes("center"))
    assert caught.value.code == "printer-failed"
    assert s.last().body["serial"] == "P-000001"
    s.town.printer.works = True
    refused(s, lambda: print_roster(s.house, s.draw_id, "ENV-1", s.codes("center")), "parties-missing")
    assert print_roster(s.house, s.draw_id, "ENV-1", s.codes()) == "P-000002"
