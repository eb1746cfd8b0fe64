"""The day of sign-in in the story: four arrive, the fifth is late and replaced (Art. 8(4), 13, 14)."""

from __future__ import annotations

from draw_service.drill.story import Act, Story
from draw_service.rules.codes import OUTCOME_WORDS
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.draws.call_next import call_next
from draw_service.usecases.draws.close import close
from draw_service.usecases.draws.seal import seal


def arrive(story: Story, act: Act, day: int) -> None:
    """Four of five sign in; the fifth is past the limit and replaced by three parties."""
    tell, house = story.tell, story.house
    story.clock.jump(story.at(day, 10))
    tell.chapter("Art. 8(4), 14", "签到", "Sign in")
    serial = print_roster(house, act.draw_id, "ENV-1", act.codes("center"))
    tell.say(
        f"签到时间已到，名单盲打装入保密信封（{serial}），不能预览，不能下载。",
        f"Sign-in time: printed blind into the envelope ({serial}); no preview, no download.",
    )
    _stranger(story, act)
    late = max(act.phones.card_at)
    for slot, card in sorted(act.phones.card_at.items()):
        if slot != late:
            story.sign_in_seat(act, slot, card)
    tell.say(f"第 {late} 席未到，马上按迟到办理：", f"Seat {late} is not there; calling it late at once:")
    story.refuse(lambda: mark_late(house, act.draw_id, late))
    tell.say("人未到齐就结束：", "Closing without it:")
    story.refuse(lambda: close(house, act.draw_id))
    story.clock.jump(story.at(day, 10, 31))
    _replace(story, act, late)


def _replace(story: Story, act: Act, late: int) -> None:
    """The seat's holder is late; three parties replace, the same order names the next."""
    tell, house = story.tell, story.house
    tell.chapter("Art. 13, 20(1)", "迟到更换", "Late, and replaced")
    outcome = OUTCOME_WORDS[mark_late(house, act.draw_id, late)]
    del act.phones.card_at[late]
    tell.say(
        f"第 {late} 席超过 30 分钟未到（{outcome.zh}），邀请取消。",
        f"Seat {late} is 30 minutes past ({outcome.en}); the invitation lapses.",
    )
    story.refuse(lambda: call_next(house, act.draw_id))
    story.refuse(lambda: replace_member(house, act.draw_id, late, "unable", act.codes("center", "regulator")))
    replace_member(house, act.draw_id, late, "unable", act.all_codes)
    tell.say("三方确认更换，按同一顺序通知下一位：", "Three parties confirm; the same order names the next:")
    story.fill(act)
    seal(house, act.draw_id)
    story.clock.wait(minutes=12)
    if late in act.phones.card_at:
        story.sign_in_seat(act, late, act.phones.card_at[late])
    print_roster(house, act.draw_id, "ENV-2", act.codes("center"))


def _stranger(story: Story, act: Act) -> None:
    """Somebody who was not drawn comes to the desk."""
    seated = set(act.phones.card_at.values())
    card = next(record.id_card for record in story.city.records if record.id_card not in seated)
    answer = sign_in(story.house, act.draw_id, card, phone_deposited=True)
    zh, en = ("否", "no") if answer is None else (str(answer), str(answer))
    story.tell.say(
        f"一位未被抽中的人出示身份证，答复：{zh}（已记录；签到台没有名单可查）。",
        f"Someone not drawn shows an ID card: {en} (on record; the desk has no list to see).",
    )
