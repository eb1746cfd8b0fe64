"""Which refusals an operation may answer, as they stand in the document: by status, each with an example."""

from __future__ import annotations

from collections import defaultdict
from string import Formatter
from typing import Any

from audit.refusal import Refusal
from draw_service.rules import refusals as r
from draw_service.web.errors import details
from draw_service.web.field_errors import field_error
from scoring.rules.working_days import CalendarNotLoaded

Kinds = tuple[type[Refusal], ...]

ALWAYS: Kinds = (
    *(r.KeyUnknown, r.ScopeMissing, r.TooFast),
    *(r.Unreadable, r.DatabaseUnusable, r.KeyringDamaged, r.ChangedUnderYou, r.Later),
)
"""Any operation may answer these."""
FOUND: Kinds = (r.NotFound,)
QUERY: Kinds = (r.FieldsWrong,)
BODY: Kinds = (r.NotJson, r.BodyTooLarge, r.FieldsWrong)
ONCE: Kinds = (r.IdempotencyKeyMissing, r.IdempotencyKeyReused, r.InProgress)
LOGGED: Kinds = (r.ClockWentBack,)
PANEL: Kinds = (r.BadInput, r.PanelEmpty, r.PanelEven, r.PanelTooSmall, r.TooFewExperts)
SLIP: Kinds = (r.TendererSends, r.BadInput, r.SlipUsed)
DISPATCH: Kinds = (r.DispatchBookedLate, r.DispatchUnapproved, r.DispatchHostUnfit)
CATALOGUE: Kinds = (r.CatalogueLineMissing, r.CatalogueLineUnknown)
DISPATCH_PAPER: Kinds = (*FOUND, *BODY, *LOGGED, r.DispatchUnapproved)
CREATE: Kinds = (*BODY, *ONCE)
FILE: Kinds = (
    *(*FOUND, *BODY, *ONCE, *LOGGED, *SLIP, *PANEL),
    *(r.FiledTooLate, CalendarNotLoaded, r.AttemptOpen, *DISPATCH, *CATALOGUE),
)
CHANGE: Kinds = (
    *(*FOUND, *BODY, *ONCE, *LOGGED, *PANEL, r.TendererSends, r.ChangeOpen, r.AlreadyLocked, r.DrawEnded),
    *(r.OutOfOrder, r.PartiesMissing, *CATALOGUE),
)
REPLACE: Kinds = (*FOUND, *BODY, *ONCE, *LOGGED, *SLIP, r.AlreadyLocked, r.DrawEnded, r.OutOfOrder)
NEXT: Kinds = (*FOUND, *BODY, *ONCE, *LOGGED, *SLIP, r.AttemptOpen)
BIDDERS: Kinds = (*FOUND, *BODY, *LOGGED, r.BadInput, r.BidderRowWrong)

_SAMPLES: dict[str, object] = {
    "total": 1,
    "wait": 3,
    "what": "strata",
    "missing": "regulator",
    "last": "2026-03-03 24:00",
    "mark": "",
    "year": 2027,
    "row": 2,
    "least": 5,
    "article": "招标投标法 37",
    "experts": 3,
    "zh": "缺少名称",
    "en": "a name is missing",
}


def responses(*kinds: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of an operation that may answer these, and what any may."""
    by_status: defaultdict[int, set[str]] = defaultdict(set)
    for kind in (*ALWAYS, *kinds):
        by_status[kind.status].add(kind.code)
    refused: dict[int | str, dict[str, Any]] = {
        status: _response(status, sorted(codes)) for status, codes in sorted(by_status.items())
    }
    return refused | {201: {"headers": _PLACE}} if r.IdempotencyKeyMissing in kinds else refused


def _response(status: int, codes: list[str]) -> dict[str, Any]:
    schema = {
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {"type": "object", "properties": {"code": {"type": "string", "enum": codes}}},
        ]
    }
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    said = "\n".join(f"- `{code}` {EXAMPLES[code]['summary']}" for code in codes)
    response = {
        "description": said,
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
    }
    return response | ({"headers": _HEADERS[status]} if status in _HEADERS else {})


def example_of(kind: type[Refusal]) -> dict[str, Any]:
    """Problem details of such a refusal, with its title in both languages as summary."""
    texts = (kind.zh, kind.en, kind.todo_zh, kind.todo_en)
    holes = {name for text in texts for _text, name, _spec, _how in Formatter().parse(text) if name}
    given = {name: _SAMPLES[name] for name in holes}
    if kind is r.FieldsWrong:
        given["errors"] = [field_error("/strata/0/quota", "greater-than-equal", ge=1)]
    value = details(kind(**given))
    return {"summary": f"{value['title_zh']}/ {value['title']}", "value": value}


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


_PLACE = {"Location": _header("所涉申请的地址。/ Address of the application.")}
_RETRY = {"Retry-After": _header("几秒后再试。/ Seconds to wait.")}
_HEADERS = {
    401: {"WWW-Authenticate": _header("RFC 6750")},
    429: _RETRY,
    503: _RETRY,
}
_ALL: Kinds = (*ALWAYS, *CREATE, *FILE, *CHANGE, *REPLACE, *NEXT, *BIDDERS)
EXAMPLES = {kind.code: example_of(kind) for kind in _ALL}
"""Code -> an example of its refusal."""
