"""The sign-in desk hears "yes, seat n" or "no" (Art. 8(4), 13, 14, 20)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.events import DrawEvent, HouseEvent
from draw_service.rules.access import Role
from tests.usecases.register import SIGN_IN, secrets_of_people
from tests.web.conftest import csrf_of, post
from tests.web.desk.conftest import Day

LIMIT = timedelta(minutes=30, seconds=1)


def facts(day: Day, event: HouseEvent) -> int:
    day.house.sequence()
    with day.house.books() as books:
        return sum(f'"type":"{event}"'.encode() in leaf for leaf in books.journal.leaves())


@pytest.mark.parametrize("path", ["", "/sign-in", "/seat/1", "/leak", "/phone", "/finger"])
def test_only_desk_and_operator_come_in(day: Day, path: str) -> None:
    here = day.desk + path
    assert day.stranger().get(day.desk).headers["location"].startswith("/enter?next=")
    assert day.enter(Role.COUNTER).get(here).status_code in (403, 405)
    assert day.enter(Role.REGULATOR, "X", "X").get(day.desk).status_code == 403


@pytest.mark.parametrize(("lang", "word"), [("zh", "签到台"), ("en", "Sign-in desk")])
def test_the_list_names_projects_and_the_desk_counts_seats(day: Day, lang: str, word: str) -> None:
    day.morning()
    desk = day.enter(Role.DESK)
    listed = desk.get(f"/desk?lang={lang}").text
    assert word in listed
    assert f'href="{day.desk}"' in listed
    shown = desk.get(f"{day.desk}?lang={lang}").text
    assert shown.count('class="count"') == 5
    assert [text for text in secrets_of_people() if text in shown + listed] == []


def test_before_it_opens_the_desk_answers_nobody(day: Day) -> None:
    day.clock.jump(SIGN_IN - timedelta(minutes=121))
    desk = day.enter(Role.DESK)
    assert 'name="card"' not in desk.get(day.desk).text
    answer = post(desk, day.desk + "/sign-in", day.desk + "/phone", phone="1", card=day.card(1))
    assert answer.status_code == 409
    assert "desk-closed" in answer.text


def test_yes_with_the_seat_however_the_card_is_typed(day: Day) -> None:
    day.morning()
    desk, shown = day.enter(Role.DESK), day.card(3)
    typed = "".join(chr(ord(c) + 0xFEE0) for c in shown[:6]) + " " + shown[6:].lower() + "\n"
    answer = post(desk, day.desk + "/sign-in", day.desk, phone="1", card=typed)
    assert answer.headers["location"] == f"{day.desk}?seat=3"
    page = desk.get(answer.headers["location"]).text
    assert "是，第 3 席" in page
    assert "Yes, seat 3" in desk.get(answer.headers["location"] + "&lang=en").text
    assert day.stage.last().body == {"slot": 3, "method": "id-card"}


def test_an_address_alone_says_no_yes(day: Day) -> None:
    day.morning()
    assert "是，第 3 席" not in day.enter(Role.DESK).get(f"{day.desk}?seat=3").text


def test_no_is_on_record_and_says_nothing_else(day: Day) -> None:
    day.morning()
    desk = day.enter(Role.DESK)
    seated = {day.stage.holder(slot) for slot in range(1, 6)}
    other = next(n for n in range(1, 40) if f"E{n:06}" not in seated)
    for card in (day.stage.card_of(f"E{other:06}"), "110101199001011237"):
        answer = post(desk, day.desk + "/sign-in", day.desk, phone="1", card=card)
        assert answer.headers["location"] == f"{day.desk}?said=no"
        assert "否" in desk.get(answer.headers["location"]).text
    assert facts(day, HouseEvent.ENTRY_LOGGED) == 2


def test_a_number_that_no_card_has_is_a_slip_of_the_hand_and_no_miss(day: Day) -> None:
    day.morning()
    desk, shown = day.enter(Role.DESK), day.card(1)
    other = "0" if shown[-1] != "0" else "1"
    for card in (shown[:-1], shown[:-1] + other, shown + "1", "110101199001011230"):
        for place in ("/sign-in", "/phone"):
            answer = post(desk, day.desk + place, day.desk, phone="1", card=card)
            assert answer.status_code == 422, card
            assert "card-mistyped" in answer.text
            assert f'value="{card}"' in answer.text
    assert facts(day, HouseEvent.ENTRY_LOGGED) == facts(day, HouseEvent.PHONE_KEPT) == 0
    passport = post(desk, day.desk + "/sign-in", day.desk, phone="1", card="E1234 5678")
    assert passport.headers["location"] == f"{day.desk}?said=no"
    assert facts(day, HouseEvent.ENTRY_LOGGED) == 1


def test_a_phone_that_is_not_deposited_is_refused_before_anybody_is_looked_up(day: Day) -> None:
    day.morning()
    desk, shown = day.enter(Role.DESK), day.card(1)
    for card in (shown, "110101199001011237"):
        answer = post(desk, day.desk + "/sign-in", day.desk, card=card)
        assert answer.status_code == 409
        assert "phone-not-deposited" in answer.text
        assert f'value="{card}"' in answer.text
    missing = post(desk, day.desk + "/sign-in", day.desk, phone="1", card="")
    assert missing.status_code == 422
    assert 'href="#card"' in missing.text


def test_who_keeps_the_phone_is_recorded_and_the_desk_learns_nothing(day: Day) -> None:
    day.morning()
    desk = day.enter(Role.DESK)
    answers = [post(desk, day.desk + "/phone", card=card) for card in (day.card(1), "110101199001011237")]
    assert {answer.headers["location"] for answer in answers} == {f"{day.desk}?said=noted"}
    assert facts(day, HouseEvent.PHONE_KEPT) == 2
    assert "已登记" in desk.get(f"{day.desk}?said=noted").text


def test_a_finger_signs_in_only_after_consent_and_until_it_is_withdrawn(day: Day) -> None:
    day.morning()
    desk, shown = day.enter(Role.DESK), day.card(2)
    finger = day.desk + "/finger"
    assert "reader-silent" in post(desk, day.desk + "/sign-in", day.desk, phone="1", by="finger").text
    post(desk, day.desk + "/lay", finger, finger="left thumb")
    assert post(desk, finger, card=shown, consent="1").headers["location"].endswith("said=no")
    post(desk, day.desk + "/sign-in", day.desk, phone="1", card=shown)
    refused = post(desk, finger, card=shown)
    assert refused.status_code == 409 or refused.status_code == 422
    assert "consent-missing" in refused.text
    assert facts(day, HouseEvent.CONSENT_GIVEN) == 0
    assert post(desk, finger, card=shown, consent="1").headers["location"].endswith("said=enrolled")
    assert facts(day, HouseEvent.CONSENT_GIVEN) == 1
    by_finger = post(desk, day.desk + "/sign-in", day.desk, phone="1", by="finger")
    assert by_finger.headers["location"] == f"{day.desk}?seat=2"
    for card in (shown, "110101199001011237"):
        gone = post(desk, day.desk + "/forget", finger, forget=card)
        assert gone.headers["location"].endswith("said=forgotten")
    assert facts(day, HouseEvent.CONSENT_WITHDRAWN) == 1
    assert (
        post(desk, day.desk + "/sign-in", day.desk, phone="1", by="finger")
        .headers["location"]
        .endswith("said=no")
    )


def test_late_past_the_limit_and_replaced_by_three(day: Day) -> None:
    day.morning()
    desk = day.enter(Role.DESK)
    seat = day.desk + "/seat/4"
    early = post(desk, seat + "/late", seat, n=len(day.stage.events()))
    assert early.status_code == 409
    assert "still-expected" in early.text
    assert "按未到办理" not in desk.get(seat).text
    day.clock.jump(SIGN_IN + LIMIT)
    desk, operator = day.enter(Role.DESK), day.enter(Role.OPERATOR)
    n = len(day.stage.events())
    assert post(desk, seat + "/late", seat, n=n).headers["location"] == seat
    assert day.stage.last().body["outcome"] == "absent"
    assert post(desk, seat + "/late", seat, n=n).headers["location"] == f"{seat}?moved=1"
    assert "已由另一窗口办理" in desk.get(f"{seat}?moved=1").text
    entry = {f"code_{p}": day.stage.slips[p].entry for p in ("tenderer", "regulator")}
    fields = {"n": n + 1, "ground": "unable", **entry}
    assert desk.post(seat + "/replace", data={"csrf": csrf_of(desk, seat), **fields}).status_code == 403
    missing = post(operator, seat + "/replace", seat, **{**fields, "code_regulator": ""})
    assert missing.status_code == 422
    assert post(operator, seat + "/replace", seat, **fields).headers["location"] == seat
    assert day.stage.last().body["by"] == ["tenderer", "regulator", "center"]


def test_a_good_reason_takes_the_parties(day: Day) -> None:
    day.clock.jump(SIGN_IN + LIMIT)
    operator, seat = day.enter(Role.OPERATOR), day.desk + "/seat/1"
    n = len(day.stage.events())
    wrong = post(operator, seat + "/cause", seat, n=n, cause="weather", code_tenderer="A", code_regulator="B")
    assert "entry-code-wrong" in wrong.text
    entry = {f"code_{p}": day.stage.slips[p].entry for p in ("tenderer", "regulator")}
    assert post(operator, seat + "/cause", seat, n=n, cause="weather", **entry).status_code == 303
    confirmed, answered = day.stage.events()[-2:]
    assert confirmed.body == {
        "what": "late-cause",
        "by": ["tenderer", "regulator", "center"],
        "reason": "seat-1-weather",
    }
    assert answered.body["outcome"] == "absent"


def test_who_cannot_come_leaves_the_seat_by_three(day: Day) -> None:
    day.morning()
    operator, seat = day.enter(Role.OPERATOR), day.desk + "/seat/2"
    own = {f"own_{p}": day.stage.slips[p].entry for p in ("tenderer", "regulator")}
    n = len(day.stage.events())
    assert post(operator, seat + "/withdraw", seat, n=n, outcome="recused", **own).headers["location"] == seat
    assert day.stage.last().body["outcome"] == "recused"
    assert "确认更换" in operator.get(seat).text
    assert "评审意见作废" not in operator.get(seat).text


def test_findings_of_who_left_after_signing_in_are_void(day: Day) -> None:
    day.morning()
    day.stage.sign_in(2)
    operator, seat = day.enter(Role.OPERATOR), day.desk + "/seat/2"
    own = {f"own_{p}": day.stage.slips[p].entry for p in ("tenderer", "regulator")}
    post(operator, seat + "/withdraw", seat, n=len(day.stage.events()), outcome="withdrawn", **own)
    ordinal = operator.get(seat).text.partition('name="ordinal" value="')[2].partition('"')[0]
    n = len(day.stage.events())
    assert "seat-not-called" in post(operator, seat + "/void", seat, n=n, ordinal="99").text
    voided = post(operator, seat + "/void", seat, n=n, ordinal=ordinal)
    assert "评审意见已作废" in operator.get(voided.headers["location"]).text
    assert facts(day, HouseEvent.FINDINGS_VOIDED) == 1


def test_a_leak_ends_the_draw_and_starts_the_clock(day: Day) -> None:
    day.morning()
    operator, leak = day.enter(Role.OPERATOR), day.desk + "/leak"
    entry = {f"code_{p}": day.stage.slips[p].entry for p in ("tenderer", "regulator")}
    assert post(operator, leak, **entry).status_code == 422
    assert post(operator, leak, reason="contacted", **entry).headers["location"] == leak
    assert day.stage.last().type is DrawEvent.DRAW_ABORTED
    due = (day.clock.now() + timedelta(hours=32)).strftime("%Y-%m-%d %H:%M")
    assert due in operator.get(leak).text
    assert "不再办理签到" in operator.get(day.desk).text


def test_no_name_is_in_anything_the_desk_sees(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    post(operator, day.desk + "/sign-in", day.desk, phone="1", card=day.card(1))
    pages = ["", "/seat/1", "/seat/2", "/leak", "/phone", "/finger"]
    for lang in ("zh", "en"):
        seen = "".join(operator.get(f"{day.desk}{page}", params={"lang": lang}).text for page in pages)
        assert [text for text in secrets_of_people() if text in seen] == []
