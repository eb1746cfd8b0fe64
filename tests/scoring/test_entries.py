"""What each step of an entry's life keeps and adds, and the words for states (Art. 20, 21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scoring.calendar_source import published_calendar
from scoring.rules.entries import (
    OTHER_STATES,
    STATE_WORDS,
    Entry,
    Facts,
    State,
    StateWord,
    confirm,
    draft,
    drop,
    notify,
    replacing,
)
from scoring.rules.people import Person
from scoring.rules.refusals import DuplicateEntry, ItemUnknown
from tests.scoring.fakes import PARAMETERS

MARCH = datetime(2026, 3, 2, 4, tzinfo=UTC)
HELD = Entry(
    *("e1", "E000001", 5, MARCH, "P-1", "center", "ann", MARCH),
    state="reversed",
    note="他在门口说明了情况",
    again="另一次",
    origin="draw 1/2",
    pack="old",
    confirmed_by="ben",
    confirmed_at=MARCH,
    means="sms",
    notified_at=MARCH,
    line="l1",
)


SAID = Facts("E000001", 5, MARCH, "P-1", note="事实", again="另一次", origin="draw 1/2")
CENTER = Person("ann", "center")


def test_a_draft_holds_what_was_said_by_whom_and_when() -> None:
    noon = MARCH + timedelta(hours=2)
    assert draft("e9", SAID, CENTER, [], noon) == Entry(
        *("e9", "E000001", 5, MARCH, "P-1", "center", "ann", noon),
        note="事实",
        again="另一次",
        origin="draw 1/2",
    )


@pytest.mark.parametrize("state", list(STATE_WORDS))
def test_only_what_still_counts_makes_the_next_one_a_duplicate(state: State) -> None:
    earlier = replace(HELD, state=state)
    again = replace(SAID, again="")
    if state in ("dropped", "reversed"):
        assert draft("e9", again, CENTER, [earlier], MARCH).again == ""
        return
    with pytest.raises(DuplicateEntry):
        draft("e9", again, CENTER, [earlier], MARCH)


def test_each_step_adds_who_and_when_and_changes_nothing_else() -> None:
    made, rose = draft("e9", SAID, CENTER, [], MARCH), Person("rose", "regulator")
    confirmed = confirm(made, rose, MARCH + timedelta(hours=1))
    assert confirmed == replace(
        made, state="confirmed", confirmed_by="rose", confirmed_at=MARCH + timedelta(hours=1)
    )
    told = notify(confirmed, "paper", MARCH + timedelta(hours=2), "l9", published_calendar(), PARAMETERS)
    assert told.window is not None
    assert told == replace(
        confirmed,
        state="effective",
        means="paper",
        notified_at=MARCH + timedelta(hours=2),
        window=told.window,
        line="l9",
        pack=PARAMETERS.pack,
    )
    for before in (made, confirmed):
        assert drop(before, rose, "查无实据") == replace(
            before, state="dropped", dropped_by="rose", note="事实\n查无实据"
        )
    assert drop(replace(made, note=""), rose, "查无实据").note == "查无实据"


def test_the_entry_of_an_answer_is_in_effect_at_once_and_keeps_the_facts() -> None:
    later = MARCH + timedelta(days=3)
    made = replacing(HELD, "e2", 7, "l2", Person("lea", "lead"), later, "new")
    assert made == replace(
        HELD,
        id="e2",
        item=7,
        source="lead",
        drafted_by="lea",
        drafted_at=later,
        state="effective",
        origin="e1",
        pack="new",
        confirmed_by="lea",
        confirmed_at=later,
        notified_at=later,
        line="l2",
    )
    with pytest.raises(ItemUnknown):
        replacing(HELD, "e2", 21, "l2", Person("lea", "lead"), later, "new")


def test_a_state_is_said_in_both_languages_and_an_unknown_one_as_it_is() -> None:
    for state, (zh, en) in {**STATE_WORDS, **OTHER_STATES}.items():
        assert (StateWord(state).say("zh"), StateWord(state).say("en")) == (zh, en)
    assert StateWord("elsewhere").say("zh") == "elsewhere"
