"""Calls by hand in the story: a card from the printer, the phone, a result typed back by two (Art. 5(2))."""

from __future__ import annotations

from draw_service.drill.story import Act, Story
from draw_service.rules.codes import OUTCOME_WORDS
from draw_service.usecases.draws.look import look
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.type_back import Witness, type_back
from draw_service.usecases.ports import CallCard
from notifications.channels.manual import Tried

WITNESS: Witness = "tenderer"


def call_by_hand(story: Story, act: Act) -> None:
    """One card after the other until every seat is accepted or its choices are exhausted."""
    tell, house = story.tell, story.house
    tell.chapter("Art. 5(2), 13", "逐席通知（人工拨打）", "Call seat by seat (by a person)")
    tell.say(
        "每次只打印一张通知卡，卡上只有号码和照读的话，没有姓名；结果由拨打人录入，见证人确认。",
        "One call card at a time: numbers and the words to read out, no name; the caller types the result"
        " back, a witness countersigns.",
    )
    shown = False
    while look(house, act.draw_id).head is not None:
        serial = next_card(house, act.draw_id)
        card = story.papers.card
        if not serial or card is None:
            tell.say("该席位的人选已用尽。", "Nobody is left for this seat.")
            continue
        if not shown:
            shown = True
            tell.say(
                "上一张卡还没有结果，就要下一张：", "Asking for the next card before the result of this one:"
            )
            story.refuse(lambda: next_card(house, act.draw_id))
        tried = _phone(story, act, card)
        outcome = type_back(house, act.draw_id, serial, tried, WITNESS, act.codes("center", WITNESS))
        word = OUTCOME_WORDS[outcome]
        tell.say(
            f"{serial}：第 {card.slot} 席，第 {card.ordinal + 1} 位：{word.zh}（拨打 {len(tried)} 次）",
            f"{serial}: seat {card.slot}, candidate {card.ordinal + 1}: {word.en} (calls: {len(tried)})",
        )


def _phone(story: Story, act: Act, card: CallCard) -> list[Tried]:
    """The numbers from top to bottom, as many rounds as the card says, until somebody has decided."""
    tried: list[Tried] = []
    for round_ in range(card.tries):
        if round_:
            story.clock.wait(minutes=card.gap_minutes)
        for place, number in enumerate(card.numbers):
            at = story.clock.now()
            heard = act.phones.ring(card.slot, number)
            tried.append(Tried(place, heard.outcome, at))
            if heard.outcome in ("accepted", "declined"):
                return tried
    return tried
