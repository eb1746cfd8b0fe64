"""PURE. What people hear and read (Art. 5, Art. 14), in Chinese and English.

No template has a place for the project, the tenderer, a bidder or a colleague, and no parameter outside
``ALLOWED`` is taken: what is not said cannot leak. Messages hold no link and ask for no reply; neither works
on mainland phones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter

from notifications.policy import SHANGHAI

ALLOWED = frozenset((
    "signin_at", "minutes", "day", "weekday", "clock", "center", "length", "place", "code",
    "item", "points", "on", "until", "dispatch",
))  # fmt: skip
"""``signin_at`` (ISO time with zone) and ``minutes`` become ``day``, ``weekday``, ``clock`` and ``length``
when the words are said, so that 今天 and 明天 are true on the day of a redial; ``dispatch`` ("1") marks the
place: not the center's own (Art. 15). A place is told to who has accepted, and so is the mark."""
_RAW = ("signin_at", "minutes", "dispatch")
ANNOUNCED = frozenset(("details-call", "sign-in-call"))
"""Calls that tell and ask nothing: they are said once and end."""
SEGMENT = {"gsm": (160, 153), "ucs2": (70, 67)}
"""Characters of a message alone, and of each part of a longer one."""
CODE_DIGITS = 6

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
_WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_AWAY = {"zh": "（外派）", "en": " (dispatch service)"}
_NEAR = {"zh": ("今天", "明天", "后天"), "en": ("today", "tomorrow")}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DIGITS = {
    "zh": "零一二三四五六七八九",
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}

TEMPLATES: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "invitation": (
            "您好，这里是{center}。",
            "现邀请您参加一次评审。",
            "时间是{day}，{weekday}，{clock}，预计{length}。",
            "参加请按1，不参加请按2，重听请按星号键。",
        ),
        "again": ("没有听到您的选择。", "参加请按1，不参加请按2，重听请按星号键。"),
        "read-back-accept": ("您选择了参加。", "确认请再按一次1，改为不参加请按2。"),
        "read-back-decline": ("您选择了不参加。", "确认请再按一次2，改为参加请按1。"),
        "accepted": ("您已确认参加。", "地点和签到码稍后用短信发给您。", "谢谢，再见。"),
        "decline-reason": (
            "已记录您不参加。",
            "如愿说明原因，时间冲突请按3，需要回避请按4，申请请假请按5，不说明请挂机。",
        ),
        "declined": ("已记录您不参加。", "谢谢，再见。"),
        "silent": ("没有收到您确认的选择。", "再见。"),
        "full": ("名额已满。", "谢谢您，再见。"),
        "wait": ("请稍候。",),
        "details": (
            "【评审通知】您已确认参加评审。",
            "时间：{day}，{weekday}，{clock}。",
            "地点：{place}。",
            "签到码：{code}，请勿告诉他人。",
        ),
        "details-call": (
            "您好，这里是{center}。",
            "您已确认参加评审。",
            "时间是{day}，{weekday}，{clock}。",
            "地点是{place}。",
            "签到码是{code_spoken}。",
            "重复一遍，签到码是{code_spoken}。",
        ),
        "unconfirmed": ("【评审通知】您的选择未确认。", "我们会马上再次致电，请接听并按两次同一个键。"),
        "sign-in": ("【专家登录】您的登录验证码：{code}。", "{length}内有效，请勿告诉他人。"),
        "sign-in-call": (
            "您好，这里是{center}。",
            "您的登录验证码是{code_spoken}。",
            "重复一遍，验证码是{code_spoken}。",
        ),
        "cancelled": ("【评审通知】{day}，{weekday}，{clock}的评审邀请已取消，请不必前来。",),
        "conduct": (
            "【记分通知】您{on}的行为记第二十条第{item}项，扣{points}分。",
            "有异议的，可在{until}24时前向整合牵头部门提出。",
            "详情请登录专家页面或咨询{center}。",
        ),
        "declaration": (
            "【资料确认】您的工作单位和利害关系申报于{until}到期。",
            "请登录专家页面确认或更正，逾期未确认的暂不抽取。",
            "详情请咨询{center}。",
        ),
    },
    "en": {
        "invitation": (
            "Hello, this is {center}.",
            "You are invited to take part in an evaluation.",
            "It is {day}, {weekday}, at {clock}, and is expected to take {length}.",
            "To take part press 1, to decline press 2, to hear this again press star.",
        ),
        "again": (
            "No choice was heard.",
            "To take part press 1, to decline press 2, to hear this again press star.",
        ),
        "read-back-accept": (
            "You chose to take part.",
            "To confirm press 1 once more, to decline instead press 2.",
        ),
        "read-back-decline": (
            "You chose to decline.",
            "To confirm press 2 once more, to take part instead press 1.",
        ),
        "accepted": (
            "You are confirmed.",
            "The place and your sign-in code follow in a text message.",
            "Thank you, goodbye.",
        ),
        "decline-reason": (
            "Your answer is recorded.",
            "If you wish to say why: for other work press 3, to step back press 4, to ask for leave press 5, "
            "or simply hang up.",
        ),
        "declined": ("Your answer is recorded.", "Thank you, goodbye."),
        "silent": ("No confirmed choice was heard.", "Goodbye."),
        "full": ("The place is filled.", "Thank you, goodbye."),
        "wait": ("Please wait a moment.",),
        "details": (
            "You are confirmed for the evaluation.",
            "Time: {day}, {weekday}, {clock}.",
            "Place: {place}.",
            "Sign-in code: {code}. Tell it to nobody.",
        ),
        "details-call": (
            "Hello, this is {center}.",
            "You are confirmed for the evaluation.",
            "It is {day}, {weekday}, at {clock}.",
            "The place is {place}.",
            "Your sign-in code is {code_spoken}.",
            "Once more, your sign-in code is {code_spoken}.",
        ),
        "unconfirmed": (
            "Your choice was not confirmed.",
            "We are calling you again at once: please answer and press the same key twice.",
        ),
        "sign-in": ("Your code to sign in: {code}.", "It is good for {length}. Tell it to nobody."),
        "sign-in-call": (
            "Hello, this is {center}.",
            "Your code to sign in is {code_spoken}.",
            "Once more, the code is {code_spoken}.",
        ),
        "cancelled": ("The evaluation of {day}, {weekday}, {clock} is cancelled. Please do not come.",),
        "conduct": (
            "Conduct of {on}: Art. 20, item {item}, {points} points.",
            "Objections to the lead department until {until}.",
            "Questions: {center}.",
        ),
        "declaration": (
            "Your declaration of employer and relations ends on {until}.",
            "Confirm or correct it on the experts' pages; without it you are not drawn for a time.",
            "Questions: {center}.",
        ),
    },
}


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered template: its sentences in the order spoken."""

    pieces: tuple[str, ...]
    lang: str

    @property
    def text(self) -> str:
        """As one message."""
        return ("" if self.lang == "zh" else " ").join(self.pieces)


def check_params(params: Mapping[str, str]) -> None:
    """Raises ``ValueError``, which names no value, for a parameter nobody may hear."""
    if unknown := sorted(set(params) - ALLOWED):
        raise ValueError(f"no template has a place for {', '.join(unknown)}")


def render(template: str, params: Mapping[str, str], lang: str = "zh", slow: bool = False) -> Text:
    """The sentences of a template; slowly: in shorter pieces, with a pause after each.

    Raises ``KeyError`` for an unknown template, language or missing parameter.
    """
    given = dict(params)
    if "code" in given:
        mark = "，" if lang == "zh" else ", "
        given["code_spoken"] = mark.join(_DIGITS[lang][int(digit)] for digit in given["code"])
    sentences = [sentence.format_map(given) for sentence in TEMPLATES[lang][template]]
    pieces = [piece for one in sentences for piece in (_shorter(one, lang) if slow else (one,))]
    return Text(tuple(pieces), lang)


def words(template: str, params: Mapping[str, str], lang: str, slow: bool) -> Sequence[str]:
    """``channels.port.Words``: the sentences of a template."""
    return render(template, params, lang, slow).pieces


def fields_of(template: str, lang: str = "zh") -> frozenset[str]:
    """The parameters a template asks for."""
    found = {name for one in TEMPLATES[lang][template] for _t, name, _f, _c in Formatter().parse(one) if name}
    return frozenset("code" if name == "code_spoken" else name for name in found)


def worded(params: Mapping[str, str], kind: str, lang: str, now: datetime) -> dict[str, str]:
    """The parameters as they are said at ``now``: 今天, weekday, clock time and length in words. A message
    ("sms") says no 今天: nobody knows on which day it is read."""
    found = {name: value for name, value in params.items() if name not in _RAW}
    if "dispatch" in params and "place" in params:
        found["place"] = params["place"] + _AWAY[lang]
    if "signin_at" in params:
        at = datetime.fromisoformat(params["signin_at"]).astimezone(SHANGHAI)
        ahead = (at.date() - now.astimezone(SHANGHAI).date()).days if kind == "voice" else -1
        found["day"] = _day(at, lang, ahead)
        found["weekday"], found["clock"] = _WEEKDAYS[lang][at.weekday()], _clock(at, lang)
    if "minutes" in params:
        found["length"] = _length(int(params["minutes"]), lang)
    return found


def sign_in_code(chance: bytes) -> str:
    """Six digits of 8 bytes of chance."""
    return f"{int.from_bytes(chance[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def segments(text: str) -> int:
    """How many parts a carrier bills for the message (GSM 03.38, else UCS-2)."""
    if all(char in _GSM or char in _GSM_TWICE for char in text):
        length, (alone, each) = len(text) + sum(char in _GSM_TWICE for char in text), SEGMENT["gsm"]
    else:
        length, (alone, each) = len(text.encode("utf-16-be")) // 2, SEGMENT["ucs2"]
    return 1 if length <= alone else -(-length // each)


def _shorter(sentence: str, lang: str) -> tuple[str, ...]:
    mark = "，" if lang == "zh" else ", "
    parts = sentence.split(mark)
    return (*(part + mark.strip() for part in parts[:-1]), parts[-1])


def _day(at: datetime, lang: str, ahead: int) -> str:
    day = f"{at.month}月{at.day}日" if lang == "zh" else f"{at.day} {_MONTHS[at.month - 1]}"
    if 0 <= ahead < len(_NEAR[lang]):
        return f"{_NEAR[lang][ahead]}{'，' if lang == 'zh' else ', '}{day}"
    return day


def _clock(at: datetime, lang: str) -> str:
    hour = at.hour % 12 or 12
    if lang == "en":
        return f"{hour}:{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"
    names = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    part = next(name for until, name in names if at.hour < until)
    return f"{part}{0 if at.hour == 0 else hour}点" + (f"{at.minute}分" if at.minute else "")


def _length(minutes: int, lang: str) -> str:
    hours, rest = divmod(minutes, 60)
    zh = (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")
    parts = [(hours, "hour"), (rest, "minute")]
    en = " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count)
    return zh if lang == "zh" else en or "0 minutes"
