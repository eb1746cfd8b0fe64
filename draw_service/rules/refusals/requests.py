"""What a request to the pages or the API is refused for before any rule is asked."""

from __future__ import annotations

from audit.refusal import Refusal


class RequestRefused(Refusal):
    code, status = "request-refused", 400
    zh, todo_zh = "请求不能受理。", "请从本系统的页面重新提交。"
    en, todo_en = "The request cannot be taken.", "Send it again from a page of this system."


class FormRefused(RequestRefused):
    """Some fields cannot be read; ``errors`` of the form say which."""

    code, status = "form-incomplete", 422
    zh, todo_zh = "有 {total} 处需要更正。", "请按标出的各项更正后再次提交，已填写的内容不会丢失。"
    en = "Entries to correct: {total}."
    todo_en = "Correct the marked entries and send again; nothing typed is lost."


class StrangeOrigin(RequestRefused):
    """A form that another site sent."""

    code, status = "strange-origin", 403
    zh, todo_zh = "这次提交不是从本系统的页面发出的。", "请从本系统重新打开页面再提交。"
    en, todo_en = "This was not sent from a page of this system.", "Open the page here again and send it."


class WrongWay(RequestRefused):
    """The address does not take this kind of request."""

    code, status = "wrong-way", 405
    zh, todo_zh = "这个地址不接受这样的请求。", "请核对地址和方法；在页面上请使用按钮。"
    en = "This address does not take such a request."
    todo_en = "Check address and method; in the pages, use the buttons."


class Unreadable(RequestRefused):
    """The request cannot be read."""

    code = "malformed"
    zh, todo_zh = "请求内容无法识别。", "请检查后重新提交。"
    en, todo_en = "The request cannot be read.", "Check it and send it again."


class BodyTooLarge(RequestRefused):
    """More was sent than the service reads."""

    code, status = "too-large", 413
    zh, todo_zh = "提交的内容过大。", "单个文件不超过 10 MB，请压缩或分开提交。"
    en, todo_en = "Too much was sent.", "One file has at most 10 MB; make it smaller or send it in parts."


class Later(RequestRefused):
    """Something went wrong inside; nothing was done."""

    code, status = "later", 503
    zh, todo_zh = "系统暂时无法办理，没有任何内容被更改。", "请稍后再试；仍不行请联系管理员。"
    en, todo_en = (
        "This cannot be done right now; nothing was changed.",
        "Try again; else ask the administrator.",
    )


class KeyUnknown(RequestRefused):
    """A call of the JSON API without a key, with an unknown one or a revoked one."""

    code, status = "api-key-unknown", 401
    zh, todo_zh = "接口密钥缺失、不正确或已收回。", "请在 Authorization: Bearer 中给出有效的接口密钥。"
    en = "The API key is missing, unknown or revoked."
    todo_en = "Send a valid one as Authorization: Bearer."


class ScopeMissing(RequestRefused):
    code, status = "scope-missing", 403
    zh, todo_zh = "该接口密钥没有这一项权限。", "请系统管理员另发有此权限的密钥。"
    en, todo_en = "This API key has no such scope.", "Ask the administrator for a key with it."


class TooFast(RequestRefused):
    """``wait``: seconds."""

    code, status = "too-fast", 429
    zh, todo_zh = "调用过于频繁。", "请 {wait} 秒后再试。"
    en, todo_en = "This key calls too often.", "Try again after {wait} s."


class FieldsWrong(RequestRefused):
    """A request of the JSON API with fields that cannot stand; ``errors`` of the answer point to them."""

    code, status = "fields-wrong", 422
    zh, todo_zh = "有 {total} 处字段不符合要求。", "请按 errors 逐项更正后再发送。"
    en, todo_en = "{total} fields cannot stand.", "Correct what errors points to and send again."


class NotJson(RequestRefused):
    code, status = "not-json", 415
    zh, todo_zh = "只接受 JSON。", "请以 Content-Type: application/json 发送。"
    en, todo_en = "Only JSON is taken.", "Send it as Content-Type: application/json."


class IdempotencyKeyMissing(RequestRefused):
    code, status = "idempotency-key-missing", 400
    zh, todo_zh = "缺少 Idempotency-Key 标头，或其格式不对。", "每件事给一个新的键，重发时沿用同一个。"
    en = "The header Idempotency-Key is missing or malformed."
    todo_en = "Give each act a fresh key, and the same one when it is sent again."


class IdempotencyKeyReused(RequestRefused):
    code, status = "idempotency-key-reused", 422
    zh, todo_zh = "这个 Idempotency-Key 已用于另一项请求。", "另一件事请用另一个键。"
    en, todo_en = "This Idempotency-Key was used for another request.", "Take another key for another act."


class InProgress(RequestRefused):
    """The same request is being worked on; how it ends is not known yet."""

    code, status = "in-progress", 409
    zh, todo_zh = "同一请求正在办理。", "请稍后用同一个 Idempotency-Key 再发一次，以取得结果。"
    en = "The same request is being worked on."
    todo_en = "Send it again with the same Idempotency-Key in a moment to get its answer."
