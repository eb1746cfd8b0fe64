"""Problem details as they stand in the document (RFC 9457)."""

from __future__ import annotations

from pydantic import Field

from draw_service.web.api.told import Told


class FieldErrorTold(Told):
    """一处不符合要求的字段。/ A field that cannot stand."""

    pointer: str
    """JSON 指针（RFC 6901）；查询参数写作 ?名称。/ JSON pointer; a query parameter is written ?name."""
    code: str
    """稳定的代码。/ Stable code."""
    detail: str
    """英文说明。/ In English."""
    detail_zh: str
    """中文说明。/ In Chinese."""


class Problem(Told):
    """拒绝的理由（RFC 9457）；没有任何内容被更改。/ Why it was refused (RFC 9457); nothing was changed."""

    type: str = Field(json_schema_extra={"format": "uri"})
    """urn:panel:refusal: 加代码。/ urn:panel:refusal: and the code."""
    title: str
    """英文标题，不随次数变化。/ English title, the same each time."""
    title_zh: str
    """中文标题。/ Chinese title."""
    status: int
    """HTTP 状态。/ HTTP status."""
    detail: str
    """这一次的情形和下一步，英文。/ This time's case and what to do, in English."""
    detail_zh: str
    """这一次的情形和下一步，中文。/ The same in Chinese."""
    code: str
    """稳定的代码。/ Stable code."""
    article: str
    """依据的条款，技术原因为空。/ The article that asks for it, empty for technical reasons."""
    errors: list[FieldErrorTold] | None = None
    """fields-wrong 时逐项列出。/ What is wrong field by field, with fields-wrong."""
