"""The shape of every refusal in the house.

It lives in the lowest room because every room refuses: a refusal carries a stable code, the sentence in
Chinese and in English, what the person can do next in both, and the article that asks for it. Subclasses
set class attributes; ``{fields}`` in the sentences are filled from the keyword arguments.
"""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable


@runtime_checkable
class Sayable(Protocol):
    """A field with words of its own in both languages."""

    def say(self, lang: str) -> str: ...


class Refusal(Exception):
    """A request the house turns down. Nothing was changed by it.

    ``code`` is stable and machine-readable; ``status`` is the HTTP status a web page would answer with;
    ``article`` names the clause ("" when the reason is technical). No field may hold a person's name,
    phone, employer or identity number.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    article: ClassVar[str] = ""
    zh: ClassVar[str] = "不能办理。"
    en: ClassVar[str] = "This cannot be done."
    todo_zh: ClassVar[str] = "请联系管理员。"
    todo_en: ClassVar[str] = "Ask the administrator."

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(f"{self.code}: {self.say('en')}")

    def say(self, lang: str = "zh") -> str:
        """The sentence and the next step, in ``lang`` ("zh" or "en")."""
        said, todo = (self.zh, self.todo_zh) if lang == "zh" else (self.en, self.todo_en)
        fields = {k: v.say(lang) if isinstance(v, Sayable) else v for k, v in self.fields.items()}
        return f"{said} {todo}".format(**fields)
