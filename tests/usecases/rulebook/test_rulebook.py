"""Editions from draft to effect on the real store, what they would do, and draws judged by their own pack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from audit.refusal import Refusal
from draw_service.rules.access import Role, Who
from draw_service.rules.pack_editions import Change
from draw_service.rules.people import Engagement
from draw_service.store.books import SqlBooks
from draw_service.store.keyring import Keyring
from draw_service.store.rulebook import confirmed_editions
from draw_service.usecases.ports import House
from draw_service.usecases.rulebook.decide_edition import confirm_edition, withdraw_edition
from draw_service.usecases.rulebook.look_at_rules import list_editions, look_at_edition
from draw_service.usecases.rulebook.propose_edition import preview_edition, propose_edition
from draw_service.usecases.rulebook.replay_draw import replay_draw
from draw_service.usecases.rulebook.what_if import what_if
from draw_service.wiring import _layers, pack_by_id, pack_on
from scoring.rules.working_days import civil_date
from tests.store.fakes import SeededEntropy
from tests.usecases.fakes import Town
from tests.usecases.register import START, application
from tests.usecases.settled import on_the_store, with_register
from tests.usecases.stage import Stage

WORD = "白管办〔2026〕3号，2026-03-01"
TODAY = civil_date(START)


def who(account: str, *roles: Role, fresh: bool = True) -> Who:
    until = START + timedelta(days=400 if fresh else -1)
    return Who("s", account, account, frozenset(roles), "", "", True, until, "")


ADMIN, SECOND = who("A1", Role.ADMINISTRATOR), who("A2", Role.ADMINISTRATOR)
OFFICE, COLLEAGUE = who("O1", Role.OFFICE), who("O2", Role.OFFICE)


@pytest.fixture
def house(
    engine: Engine, keyring: Keyring, entropy: SeededEntropy, books_factory: Callable[[], SqlBooks]
) -> House:
    made = on_the_store(
        Town(START),
        engine,
        keyring,
        entropy,
        books_factory,
        layers=_layers(),
        pack=lambda at: pack_on(at, confirmed_editions(engine)),
        pack_by_id=lambda pack_id, at: pack_by_id(pack_id, at, confirmed_editions(engine)),
    )
    return with_register(made)


def minutes(value: int = 45) -> list[Change]:
    return [Change("call_minutes", value, "Art. 8, 14", "试行")]


def propose(house: House, by: Who = ADMIN, days: int = 1, changes: list[Change] | None = None) -> int:
    return propose_edition(house, by, "city", changes or minutes(), TODAY + timedelta(days=days), "试行半年")


def refused(act: Callable[[], object], code: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def test_it_holds_from_its_day_once_a_second_person_confirmed_it(house: House) -> None:
    number = propose(house)
    before, tomorrow = house.pack(START), START + timedelta(days=1)
    assert house.pack(tomorrow) == before

    confirm_edition(house, OFFICE, number)

    assert (house.pack(START), house.pack(tomorrow).id) == (before, "baicheng/2")
    assert house.pack(tomorrow).int("call_minutes") == 45
    assert house.pack_by_id("baicheng/1", tomorrow).int("call_minutes") == before.int("call_minutes")
    refused(lambda: house.pack_by_id("baicheng/2", START), "not-found")
    house.sequence()
    with house.books() as books:
        said = [leaf for leaf in map(bytes.decode, books.journal.leaves()) if '"rules' in leaf]
    assert [name for name in ("rules.proposed", "rules.confirmed") if any(name in line for line in said)] == [
        "rules.proposed",
        "rules.confirmed",
    ]
    assert not any("A1" in line or "试行" in line for line in said)


@pytest.mark.parametrize(
    ("by", "confirmer", "code"),
    [
        (ADMIN, ADMIN, "own-act"),
        (ADMIN, SECOND, "not-your-room"),
        (OFFICE, OFFICE, "own-act"),
        (ADMIN, who("K", Role.POOL_KEEPER), "not-your-room"),
        (ADMIN, who("O", Role.OFFICE, fresh=False), "not-fresh"),
    ],
)
def test_who_may_not_confirm(house: House, by: Who, confirmer: Who, code: str) -> None:
    number = propose(house, by)
    refused(lambda: confirm_edition(house, confirmer, number), code)
    assert look_at_edition(house, ADMIN, number).drafted.state == "proposed"


@pytest.mark.parametrize("confirmer", [ADMIN, COLLEAGUE])
def test_what_the_office_drafts_another_confirms(house: House, confirmer: Who) -> None:
    number = propose(house, OFFICE)
    confirm_edition(house, confirmer, number)
    seen = look_at_edition(house, who("R", Role.REGULATOR), number)
    assert (seen.drafted.state, seen.drafted.reason, seen.mine) == ("confirmed", "试行半年", False)
    assert [one.name for one in seen.differences] == ["call_minutes"]


def test_it_is_decided_once_and_in_order(house: House) -> None:
    first, second = propose(house), propose(house, days=2, changes=minutes(50))
    confirm_edition(house, OFFICE, second)
    refused(lambda: confirm_edition(house, OFFICE, second), "pack-edition-decided")
    refused(lambda: withdraw_edition(house, ADMIN, second), "pack-edition-decided")
    refused(lambda: confirm_edition(house, OFFICE, first), "pack-edition-stale")
    withdraw_edition(house, ADMIN, first)
    refused(lambda: confirm_edition(house, OFFICE, 99), "not-found")
    assert [(one.drafted.edition.number, one.drafted.state) for one in list_editions(house, ADMIN)] == [
        (second, "confirmed"),
        (first, "withdrawn"),
    ]


def test_a_draft_whose_day_has_come_is_not_confirmed(house: House) -> None:
    number = propose(house)
    house.clock.jump(START + timedelta(days=1))  # type: ignore[attr-defined]
    refused(lambda: confirm_edition(house, OFFICE, number), "pack-edition-too-early")


def test_a_confirmed_reading_is_no_default_any_more(house: House) -> None:
    name = house.pack(START).unconfirmed()[0].name
    old = house.pack(START).parameter(name)
    number = propose(house, changes=[Change(name, old.value, old.article, confirmation=WORD)])
    confirm_edition(house, OFFICE, number)

    left = house.pack(START + timedelta(days=1)).unconfirmed()
    assert name not in {one.name for one in left}
    assert len(left) == len(house.pack(START).unconfirmed()) - 1


def test_what_loosens_the_law_is_refused_with_its_article(house: House) -> None:
    change = [Change("panel_min_tendering", 3, "Art. 6")]
    said = refused(lambda: propose(house, changes=change), "pack-override")
    assert "招标投标法第三十七条" in said.say("zh")
    assert list_editions(house, ADMIN) == []


def test_what_if_counts_before_and_after_and_names_what_would_be_refused(house: House) -> None:
    stage = Stage(house, house.clock, application())  # type: ignore[arg-type]
    stage.go("filed")
    change = [Change("application_lead_working_days", 5, "Art. 8(1)", "提前五个工作日")]
    edition, found = preview_edition(house, ADMIN, "city", change, TODAY + timedelta(days=1))

    seen = what_if(house, OFFICE, edition)

    assert [one.name for one in found] == ["application_lead_working_days"]
    assert [(one.application_id, one.after) for one in seen.turned] == [(stage.application_id, True)]
    assert seen.turned[0].refusal.code == "filed-too-late"
    assert (len(seen.counts), seen.looked) == (1, 1)
    assert seen.counts[0].before == seen.counts[0].after > 0


def test_a_draft_that_told_of_engagements_does_not_show_them_by_the_difference(house: House) -> None:
    stage = Stage(house, house.clock, application())  # type: ignore[arg-type]
    stage.go("filed")
    tells_all = [Change("engagements_told", "all", "Art. 9")]
    edition, _found = preview_edition(house, ADMIN, "city", tells_all, TODAY + timedelta(days=1))
    (free,) = what_if(house, OFFICE, edition).counts
    with house.books() as books:
        books.pool.engage(Engagement("E000015", "AP-2026-0099.1", stage.application.period))
        books.commit()
    (engaged,) = what_if(house, OFFICE, edition).counts
    assert free.before == free.after
    assert engaged == free


def test_a_draw_of_last_year_is_replayed_beside_the_rules_of_then(house: House) -> None:
    stage = Stage(house, house.clock, application())  # type: ignore[arg-type]
    stage.go("closed")
    propose_on = civil_date(house.clock.now()) + timedelta(days=1)
    number = propose_edition(house, ADMIN, "city", minutes(), propose_on, "试行")
    confirm_edition(house, OFFICE, number)
    house.clock.jump(START + timedelta(days=300))  # type: ignore[attr-defined]

    seen = replay_draw(house, ADMIN, stage.draw_id)

    assert (seen.rule_pack, seen.today) == ("baicheng/1", f"baicheng/{number}")
    assert [one.name for one in seen.since] == ["call_minutes"]
    assert seen.report.exit_code == 0
    refused(lambda: replay_draw(house, who("R", Role.REGULATOR), "AP-2026-9999.1"), "not-found")
    refused(lambda: replay_draw(house, who("K", Role.POOL_KEEPER), stage.draw_id), "not-your-room")


def test_a_running_draw_is_not_replayed(house: House) -> None:
    stage = Stage(house, house.clock, application())  # type: ignore[arg-type]
    stage.go("filed")
    refused(lambda: replay_draw(house, ADMIN, stage.draw_id), "out-of-order")


def test_only_proposers_look_at_what_if(house: House) -> None:
    edition, _found = preview_edition(house, ADMIN, "city", minutes(), date(2030, 1, 1))
    refused(lambda: what_if(house, who("R", Role.REGULATOR), edition), "not-your-room")
