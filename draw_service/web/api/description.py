"""The OpenAPI 3.1 document: the operations of the API and nothing else, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import BaseRoute

from draw_service.rules.access import Scope
from draw_service.rules.refusals import WrongWay
from draw_service.web.api import applications, draws, filing, sent, told, told_after
from draw_service.web.api.refusals import EXAMPLES
from draw_service.web.api.told_refusal import Problem

VERSION = "1.0.0"
_ABOUT = """供公共资源交易平台调用：提交和变更抽取申请，查看进展，结果公告后取得名单、结果和核验包。

- 接口密钥由系统管理员在 /admin 发放，按 Authorization: Bearer 送出；只能看到密钥所属单位自己的申请。
- 每个 POST 都要有 Idempotency-Key。
- 拒绝一律为 application/problem+json（RFC 9457），以 code 区分，中英文并列；拒绝时没有任何内容被更改。
- 时间为 RFC 3339，带时区；答复一律为 UTC。

For public-resource trading platforms: file and change applications, follow them, and after the result notice
fetch rosters, results and evidence bundles.

- An administrator issues API keys at /admin; send yours as Authorization: Bearer. A key sees the applications
  of its own organisation alone.
- Every POST needs an Idempotency-Key.
- Every refusal is application/problem+json (RFC 9457), told apart by its code, in both languages; nothing is
  changed by one.
- Times are RFC 3339 with a zone; answers are in UTC."""

_TAGS = [
    {
        "name": applications.TAG,
        "description": "申请、草稿和投标人名单。/ Applications, drafts, bidder lists.",
    },
    {
        "name": filing.TAG,
        "description": "由招标人提交：申请、变更、凭条、再次抽取。"
        "/ What the tenderer sends: filing, changes, slips, the next attempt.",
    },
    {"name": draws.TAG, "description": "进展，不含姓名。/ How far it is, without names."},
    {
        "name": draws.AFTER,
        "description": "结果公告以后：名单、结果、核验包。/ After the result notice: roster, result, bundle.",
    },
]
_SCOPES = {
    Scope.APPLICATIONS_READ: "查看申请和进展 / read applications and their status",
    Scope.APPLICATIONS_WRITE: "提交和变更申请 / write, file and change applications",
    Scope.ROSTERS_READ: "结果公告后取名单 / fetch rosters after the result notice",
    Scope.RESULTS_READ: "结果公告后取结果和核验包 / fetch results and bundles after the result notice",
}


def describe(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The document of these routes."""
    document = get_openapi(
        title="专家抽取接口 / Expert panel API",
        version=VERSION,
        openapi_version="3.1.0",
        summary="抽取申请、进展和结果。/ Applications for a draw, their status and results.",
        description=_ABOUT,
        routes=routes,
        tags=_TAGS,
        servers=[{"url": "/"}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    parts = document.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, examples in _examples():
        schemas[name]["examples"] = examples
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs")
    codes = sorted({code for each in _operations(document) for code in _codes(each)})
    problem["properties"]["code"]["enum"] = sorted({*codes, WrongWay.code})
    parts["examples"] = {code: EXAMPLES[code] for code in codes}
    schemas["Problem"] = problem
    parts["schemas"] = dict(sorted(schemas.items()))
    said = "\n".join(f"- `{scope}` {words}" for scope, words in _SCOPES.items())
    parts["securitySchemes"] = {
        "apiKey": {
            "type": "http",
            "scheme": "bearer",
            "description": f"接口密钥，权限如下。/ An API key; its scopes:\n{said}",
        }
    }
    return document


def _examples() -> Iterator[tuple[str, Any]]:
    """The examples of the models, whole: the framework drops what is null in them."""
    for room in (sent, told, told_after):
        for name, kind in vars(room).items():
            extra = kind.model_config.get("json_schema_extra") if isinstance(kind, type(BaseModel)) else None
            if isinstance(extra, dict) and kind.__module__ == room.__name__:
                yield name, extra["examples"]


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation; what the framework says of its own refusals is taken out."""
    found = [one for path in document["paths"].values() for one in path.values()]
    for one in found:
        for status, response in list(one["responses"].items()):
            if "HTTPValidationError" in str(response):
                del one["responses"][status]
    return found


def _codes(operation: dict[str, Any]) -> list[str]:
    return [
        code
        for response in operation["responses"].values()
        for code in response.get("content", {}).get("application/problem+json", {}).get("examples", {})
    ]
