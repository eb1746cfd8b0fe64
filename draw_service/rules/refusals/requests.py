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
    en = "{total} entries need correcting."
    todo_en = "Correct the marked entries and send again; nothing typed is lost."


class StrangeOrigin(RequestRefused):
    """A form that another site sent."""

    code, status = "strange-origin", 403
    zh, todo_zh = "这次提交不是从本系统的页面发出的。", "请从本系统重新打开页面再提交。"
    en, todo_en = "This was not sent from a page of this system.", "Open the page here again and send it."


class WrongWay(RequestRefused):
    """The address does not take this kind of request."""

    code, status = "wrong-way", 405
    zh, todo_zh = "这个地址不接受这样的请求。", "请从页面上的按钮进入。"
    en, todo_en = "This address does not take such a request.", "Use the buttons of the pages."


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
