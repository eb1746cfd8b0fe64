"""An entry that an answer puts in place of another, and the words for states (Art. 20, 21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scoring.rules.entries import OTHER_STATES, STATE_WORDS, Entry, StateWord, replacing
from scoring.rules.people import Person
from scoring.rules.refusals import ItemUnknown

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
