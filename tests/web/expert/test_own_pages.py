"""Entry, leave, duties, score and tickets of the expert who is in, and the pool keeper's list."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from draw_service.rules.access import Role
from draw_service.usecases.expert.own_file import own_file
from scoring.rules.entries import Entry
from scoring.rules.objections import Objection
from scoring.rules.working_days import Due, civil_date
from tests.usecases.register import record
from tests.web.conftest import Town, post

ME, OTHER = "E000001", "E000002"


@pytest.fixture
def pool(town: Town) -> Town:
    with town.house.books() as books:
        for number in (1, 2):
            books.pool.add(record(number), at=town.clock.now())
        books.pool.put_specialties("2026", {"A080101": "道路工程"})
        books.commit()
    return town


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["", "/leave", "/profile", "/duties", "/tickets", "/score"])
def test_every_room_in_both_languages(pool: Town, path: str, lang: str) -> None:
    answer = pool.enter_expert(ME).get(f"/expert{path}?lang={lang}")
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert record(2).name not in answer.text


def test_the_own_entry_alone(pool: Town) -> None:
    page = pool.enter_expert(ME).get("/expert/profile").text
    me = record(1)
    assert me.name in page
    assert me.phones[0] in page
    assert "道路工程" in page
    assert me.id_card not in page


def test_without_a_table_the_specialty_above_is_named(town: Town) -> None:
    with town.house.books() as books:
        books.pool.add(record(1), at=town.clock.now())
        books.commit()
    assert own_file(town.house, ME).specialties == {"A080101": "工程施工"}


@pytest.mark.parametrize(
    "kind",
    ["employer", "phone", "tie", "tie-ended", "authority", "specialty", "specialty-dropped", "other"],
)
def test_every_kind_of_change_has_a_form_that_keeps_what_was_typed(pool: Town, kind: str) -> None:
    expert = pool.enter_expert(ME)
    path = f"/expert/profile/change/{kind}"
    answer = post(expert, path, company="", phone="12 34", specialty="乱", words="", code="123", until="x")
    assert answer.status_code == 422
    empty = kind in ("employer", "tie", "tie-ended", "authority", "other")
    assert ("请填写" if empty else "请检查这一项") in answer.text
    for field, typed in (("phone", "12 34"), ("specialty", "乱"), ("code", "123")):
        if f'id="{field}"' in answer.text:
            assert f'value="{typed}"' in answer.text
    assert own_file(pool.house, ME).proposals == []


def test_an_unknown_kind_is_not_there(pool: Town) -> None:
    assert pool.enter_expert(ME).get("/expert/profile/change/salary").status_code == 404


def test_a_change_goes_through_the_pool_keeper(pool: Town) -> None:
    expert, keeper = pool.enter_expert(ME), pool.enter(Role.POOL_KEEPER)
    sent = post(expert, "/expert/profile/change/phone", phone="１５４ ００００ ８８８８")
    assert sent.status_code == 303
    (proposal,) = own_file(pool.house, ME).proposals
    assert proposal.id in expert.get(sent.headers["location"]).text
    assert "等待审核" in expert.get("/expert/profile").text

    waiting = keeper.get("/pool/proposals").text
    assert record(1).name in waiting
    assert "+8615400008888" in waiting
    done = post(keeper, f"/pool/proposals/{proposal.id}", "/pool/proposals", to="approve")
    assert "名册已更正" in keeper.get(done.headers["location"]).text

    assert own_file(pool.house, ME).record.phones == ("+8615400008888",)
    assert "已生效" in expert.get("/expert/profile").text
    twice = keeper.post(
        f"/pool/proposals/{proposal.id}", data={"csrf": _csrf(keeper, "/account"), "to": "refuse"}
    )
    assert twice.status_code in (303, 409, 403)
    assert own_file(pool.house, ME).record.phones == ("+8615400008888",)


def _csrf(browser: object, path: str) -> str:
    return browser.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]  # type: ignore[attr-defined,no-any-return]


def test_nobody_else_sees_the_proposals(pool: Town) -> None:
    for role in (Role.OPERATOR, Role.ADMINISTRATOR, Role.TENDERER):
        assert pool.enter(role).get("/pool/proposals").status_code == 403
    assert pool.enter_expert(ME).get("/pool/proposals").status_code == 403
    keeper = pool.enter(Role.POOL_KEEPER)
    assert "/pool/proposals" in keeper.get("/pool").text
    assert "没有等待审核" in keeper.get("/pool/proposals").text


def test_a_leave_is_entered_and_a_wrong_one_keeps_the_dates(pool: Town) -> None:
    expert, today = pool.enter_expert(ME), civil_date(pool.clock.now())
    wrong = post(expert, "/expert/leave", first=today.isoformat(), last=today.isoformat())
    assert wrong.status_code == 422
    assert f'value="{today}"' in wrong.text
    first, last = today + timedelta(days=10), today + timedelta(days=12)
    right = post(expert, "/expert/leave", first=first.isoformat(), last=last.isoformat())
    page = expert.get(right.headers["location"]).text
    assert f"{first} — {last}" in page
    assert "请假已登记" in page
    assert own_file(pool.house, OTHER).leave == []


def test_a_leave_asked_by_phone_is_shown(pool: Town) -> None:
    with pool.house.books() as books:
        books.pool.ask_leave(ME, pool.clock.now())
        books.commit()
    assert "电话里申请过请假" in pool.enter_expert(ME).get("/expert/leave").text


def test_duties_are_signed_with_tick_and_name(pool: Town) -> None:
    expert = pool.enter_expert(ME)
    assert "签署义务声明" in expert.get("/expert").text
    assert "请勾选后再签名" in post(expert, "/expert/duties", name=record(1).name).text
    wrong = post(expert, "/expert/duties", name="别人", accept="1")
    assert wrong.status_code == 422
    assert 'value="别人"' in wrong.text
    right = post(expert, "/expert/duties", name=record(1).name, accept="1")
    assert "义务声明已签署" in expert.get(right.headers["location"]).text
    assert "签署义务声明" not in expert.get("/expert").text


def test_the_year_is_confirmed(pool: Town) -> None:
    expert = pool.enter_expert(ME)
    assert "核对本人资料" in expert.get("/expert").text
    done = post(expert, "/expert/profile/unchanged", "/expert/profile")
    assert "已确认本人资料无变化" in expert.get(done.headers["location"]).text
    assert "核对本人资料" not in expert.get("/expert").text


def test_no_ticket_of_a_draw_that_is_not_there(pool: Town) -> None:
    expert = pool.enter_expert(ME)
    assert expert.get("/expert/tickets/AP-2026-0001.1").status_code == 404
    assert expert.get("/expert/tickets/AP-2026-0001.1/ticket.json").status_code == 404


def test_the_score_of_a_year_without_entries(pool: Town) -> None:
    page = pool.enter_expert(ME).get("/expert/score").text
    assert "100 分" in page
    assert "今年没有扣分" in page
    assert json.dumps(record(1).name) not in page


def test_what_another_year_lost_is_not_shown_as_this_years(pool: Town) -> None:
    now = pool.clock.now()
    before = now - timedelta(days=365)
    entry = Entry("EN0", ME, 7, before, "AP-2025-0009", "center", "A-1", before, state="effective")
    with pool.house.books() as books:
        books.scores.put(entry)
        books.scores.put(replace(entry, id="EN9", at=now, item=1, state="reversed"))
        books.commit()
    page = pool.enter_expert(ME).get("/expert/score").text
    this_year, _, year_before = page.partition(f"{before.year} 年")
    assert "100 分" in this_year
    assert "已冲正，不再扣分" in this_year
    assert "−5" not in this_year
    assert f"不计入 {now.year} 年的得分" in year_before
    assert "−5" in year_before


def test_an_entry_in_effect_is_shown_with_its_deadline_and_objected_to(pool: Town) -> None:
    now = pool.clock.now()
    day = civil_date(now) + timedelta(days=14)
    entry = Entry(
        "EN1", ME, 1, now, "AP-2026-0001", "center", "A-1", now, state="effective", note="迟到 40 分钟",
        window=Due(day, now + timedelta(days=14), False),
    )  # fmt: skip
    with pool.house.books() as books:
        books.scores.put(entry)
        books.scores.put(replace(entry, id="EN2", expert=OTHER, note="别人的"))
        books.scores.put(replace(entry, id="EN3", state="draft", note="草稿"))
        books.commit()
    expert = pool.enter_expert(ME)
    page = expert.get("/expert/score").text
    assert "迟到 40 分钟" in page
    assert "−5" in page
    assert f"可在 {day} 24 时前提出异议" in page
    assert "别人的" not in page
    assert "草稿" not in page

    empty = post(expert, "/expert/score/EN1", "/expert/score", words="")
    assert empty.status_code == 422
    assert post(expert, "/expert/score/EN2", "/expert/score", words="x").status_code == 404
    filed = post(expert, "/expert/score/EN1", "/expert/score", words="当日高速封闭，有证明")
    after = expert.get(filed.headers["location"]).text
    assert "异议已提交" in after
    assert "已提异议" in after
    assert "当日高速封闭，有证明" in after
    with pool.house.views() as books:
        (objection,) = books.scores.find(Objection, expert=ME)
    assert f'编号 <strong class="number">{objection.id}<' in after
    elsewhere = expert.get("/expert/score?said=objected&number=AP-0000").text
    assert "AP-0000" not in elsewhere.partition("<main")[2]
    assert 'action="/expert/score/EN1"' not in after
