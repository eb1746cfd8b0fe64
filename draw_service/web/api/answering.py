"""What every operation shares: the caller's side, an act done once, an answer as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import BaseModel

from draw_service.rules.access import Scope
from draw_service.rules.refusals import NotJson
from draw_service.usecases.platform.once import once
from draw_service.usecases.ports import Answer, House
from draw_service.web.gates import caller_of
from draw_service.web.parts import Web

PREFIX = "/api/v1"
Act = Callable[[House], Answer]

ApplicationId = Annotated[
    str,
    Path(
        pattern="^AP-[0-9]{4}-[0-9]{4,9}$",
        description="申请编号。/ Number of the application.",
        examples=["AP-2026-0001"],
    ),
]
DrawId = Annotated[
    str,
    Path(
        pattern="^AP-[0-9]{4}-[0-9]{4,9}[.][0-9]{1,3}$",
        description="抽取编号。/ Id of the draw.",
        examples=["AP-2026-0001.1"],
    ),
]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern="^[A-Za-z0-9._~-]{8,64}$",
        description="每件事一个新键（如 UUID），重发同一请求时沿用；24 小时内同键同请求得到同一答复，"
        "不会办理两次。拒绝不作保存，更正后可用原键。"
        "/ A fresh key for each act (such as a UUID), the same one when the request is sent again: within 24"
        " hours the same key and request get the same answer, and nothing is done twice."
        " Refusals are not kept; a corrected request may use the key again.",
        examples=["8f14e45f-ceea-467f-a0e6-3b1c7a1d2c10"],
    ),
]


def operations(web: Web, scope: Scope) -> APIRouter:
    """A router for callers with this scope."""
    guards = [Depends(web.gates.caller(scope)), Depends(_json)]
    return APIRouter(prefix=PREFIX, dependencies=guards)


def _json(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in ("POST", "PUT") and kind != "application/json":
        raise NotJson


def told(model: BaseModel, status: int = 200, place: str = "") -> Answer:
    return Answer(status, place, model.model_dump_json().encode())


def answer(found: Answer) -> Response:
    headers = {"location": found.place} if found.place else None
    return Response(found.body, found.status, headers, "application/json")


def post(web: Web, request: Request, key: str, body: BaseModel, act: Act) -> Response:
    """Do ``act`` once for this key, path and body."""
    asked = f"{request.url.path}\n{body.model_dump_json()}".encode()
    return answer(once(web.house, caller_of(request).id, key, asked, act))


def described(operation: str, zh: str, en: str, *, tag: str, scope: Scope, **more: Any) -> dict[str, Any]:
    """How an operation stands in the document: its first sentences in both languages are its summary."""
    return {
        "operation_id": operation,
        "summary": f"{zh.partition('。')[0]} / {en.partition('. ')[0].rstrip('.')}",
        "description": f"{zh}\n\n{en}",
        "tags": [tag],
        "response_description": "办好。/ Done.",
        "openapi_extra": {"security": [{"apiKey": [str(scope)]}]},
        **more,
    }
