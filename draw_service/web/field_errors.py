"""What is wrong with the fields of an API request: where, a code and words; never the value that was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from audit.refusal import Refusal
from draw_service.rules.refusals import FieldsWrong, IdempotencyKeyMissing, NotFound, Unreadable

FieldError = dict[str, str]
MOST = 50
"""Errors named in one answer."""

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("缺少此项", "is missing"),
    "extra-forbidden": ("含有未知字段", "holds a field nobody knows"),
    "string-type": ("应为字符串", "must be a string"),
    "string-too-short": ("不能为空", "must not be empty"),
    "string-too-long": ("最多 {max_length} 个字符", "has at most {max_length} characters"),
    "string-pattern-mismatch": ("格式不符", "does not have the right form"),
    "int-type": ("应为整数", "must be a whole number"),
    "bool-type": ("应为 true 或 false", "must be true or false"),
    "greater-than-equal": ("不得小于 {ge}", "must be at least {ge}"),
    "less-than-equal": ("不得大于 {le}", "must be at most {le}"),
    "too-short": ("至少 {min_length} 项", "needs at least {min_length} items"),
    "too-long": ("最多 {max_length} 项", "takes at most {max_length} items"),
    "literal-error": ("不在可选值之内", "is none of the values allowed"),
    "time": (
        "应为带时区的时刻，整分钟，如 2026-03-04T10:00+08:00",
        "must be a time with its zone and whole minutes, such as 2026-03-04T10:00+08:00",
    ),
    "credit-code": ("统一社会信用代码校验不符", "is no credit code: its check does not fit"),
    "specialty-unknown": ("专业分类中没有这一项", "is not in the classification"),
    "repeated": ("同一专业写了两次，请合并人数", "is given twice; add the numbers up"),
    "before-signin": ("不能早于签到时间", "must not be before the sign-in time"),
    "own-organisation": (
        "招标人或代理机构须有一方是接口密钥所属单位",
        "one of tenderer and agency must be the organisation of the key",
    ),
    "catalogue": (
        "line 和 why 二者必有其一；other-law 须写明 law",
        "needs either line or why; other-law needs its law",
    ),
    "incomplete": ("草稿中此项未填好", "is not complete in the draft"),
}
_OTHER = ("不符合要求", "cannot stand")


def field_error(pointer: str, code: str, **given: object) -> FieldError:
    """``pointer``: RFC 6901, from the body on, or the name of a query parameter after "?"."""
    zh, en = _WORDS.get(code, _OTHER)
    return {"pointer": pointer, "code": code, "detail": en.format(**given), "detail_zh": zh.format(**given)}


def fields_wrong(errors: Sequence[FieldError]) -> FieldsWrong:
    return FieldsWrong(total=len(errors), errors=list(errors[:MOST]))


def refusal_of(error: RequestValidationError) -> Refusal:
    """What a request is refused for whose parameters or body cannot stand."""
    found = error.errors()
    places = {str(one["loc"][0]) for one in found if one["loc"]}
    if "path" in places:
        return NotFound()
    if any(one["type"] == "json_invalid" for one in found):
        return Unreadable()
    if "header" in places:
        return IdempotencyKeyMissing()
    return fields_wrong([_of(one) for one in found])


def _of(one: dict[str, Any]) -> FieldError:
    code = str(one["type"]).replace("_", "-")
    loc = list(one["loc"])
    if code == "extra-forbidden":
        # The name of an unknown field is whatever the client put there.
        loc = loc[:-1]
    given = {name: value for name, value in (one.get("ctx") or {}).items() if isinstance(value, int)}
    place = f"?{loc[1]}" if loc and loc[0] == "query" and len(loc) > 1 else pointer_of(loc[1:])
    known = code if code in _WORDS else "not-accepted"
    return field_error(place, known, **given)


def pointer_of(path: Iterable[object]) -> str:
    """A JSON pointer; "" is the whole body."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
