"""The call card: one number, the words to read out, room for the result (Art. 5(2)). A5, one to a sheet."""

from __future__ import annotations

from draw_service.documents.typesetting import Facts, clock_of, typeset
from draw_service.rules.codes import DISPATCH_MARK
from draw_service.usecases.ports import CallCard

DRILL = {"zh": "演练　不是真实通知", "en": "演练 DRILL: not a real call"}
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "通知卡",
        "seat": "第 {slot} 席　第 {nth} 次通知",
        "none": "登记中没有号码：登记为“不存在或非本人”。",
        "rule": "号码从上到下依次拨打，共 {tries} 轮，同一号码间隔至少 {gap} 分钟，{opens}–{closes} 之间。"
        "只说一次就断线的，立即重拨一次。",
        "read": "照读",
        "results": "逐次记录",
        "outcomes": "结果：参加 · 不参加（原因可不说）· 未确认（只答一次）· 未答复 · 语音信箱 · 占线 · "
        "无人接听 · 不通 · "
        "空号或非本人",
        "phoned": "拨打人",
        "witness": "见证人",
        "keep": "只给拨打人看，不抄录，不拍照。结果录入并经见证人确认后，放入保密信封，才能领取下一张。",
    },
    "en": {
        "title": "Call card",
        "seat": "Seat {slot}, call {nth}",
        "none": "The register holds no number.",
        "rule": "Dial the numbers from top to bottom, {tries} rounds, at least {gap} minutes between "
        "two calls to "
        "one number, between {opens} and {closes}. If the line is lost after one answer, dial again at "
        "once.",
        "read": "Read out",
        "results": "Each call",
        "outcomes": "Results: accepted · declined (no reason needed) · unconfirmed (said once) · "
        "silent · machine · busy "
        "· no answer · unreachable · no such number, or not theirs",
        "phoned": "Phoned by",
        "witness": "Witness",
        "keep": "For the eyes of the caller alone; not copied, not photographed. It goes into the "
        "confidential envelope "
        "once the result is entered and countersigned; only then comes the next card.",
    },
}
COLUMNS = {"zh": ["次", "号码（第几个）", "时间", "结果"], "en": ["", "Which number", "Time", "Result"]}
_MOST_ROWS = 6


def call_card(card: CallCard, *, drill: bool) -> bytes:
    """The card as PDF."""
    return typeset("call_card", facts_of(card, drill=drill), card.printed_at)


def facts_of(card: CallCard, *, drill: bool) -> Facts:
    """What the template is given."""
    fields = {
        "slot": str(card.slot),
        "nth": str(card.ordinal + 1),
        "tries": str(card.tries),
        "gap": str(card.gap_minutes),
        "opens": card.opens,
        "closes": card.closes,
    }
    words = {name: text.format_map(fields) for name, text in WORDS[card.lang].items()}
    return {
        "lang": card.lang,
        "drill": drill,
        "title": words["title"] + (DISPATCH_MARK.say(card.lang) if card.dispatch else ""),
        "serial": card.serial,
        "printed": clock_of(card.printed_at),
        "numbers": list(card.numbers),
        "script": list(card.script),
        "rows": min(_MOST_ROWS, card.tries * max(1, len(card.numbers)) + 1),
        "words": {**words, "columns": COLUMNS[card.lang], "drill": DRILL[card.lang]},
    }
