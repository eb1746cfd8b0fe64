"""The process's own log: one JSON object a line, holding nothing that is not on a short list.

A line of ours is an event (a slug) and a few fields, each with a shape of its own. What a library says is not
repeated, because its words could quote a row or a number: the line names the library, the place and the kind
of error, which is enough to look it up.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, MutableMapping
from pathlib import PurePath
from typing import Any, Literal, TextIO

import structlog

OURS = "panel"
"""What the names of our loggers begin with: ``panel.web``, ``panel.worker``."""
Level = Literal["debug", "info", "warning", "error"]

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+){0,7}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_LIMIT = 10**5
"""A longer number could be a telephone's."""
ALLOWED: Mapping[str, re.Pattern[str] | None] = {
    "code": _SLUG,
    "job": _SLUG,
    "channel": _SLUG,
    "room": _SLUG,
    "kind": _WORD,
    "method": _WORD,
    "status": None,
    "ms": None,
    "count": None,
}
"""Field -> the shape of its text; None: a number."""
BLIND = "[…]"


def configure(stream: TextIO, level: Level = "info") -> None:
    """Send every log line of this process to ``stream``, as JSON; there is no other way out."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
                structlog.stdlib.ExtraAdder(),
            ],
            processors=[only_known, structlog.processors.JSONRenderer(sort_keys=True)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # of libraries
    logging.getLogger(OURS).setLevel(level.upper())


def only_known(_logger: object, _method: str, said: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A processor that makes the line anew from what may be said: the rest is dropped, odd values blinded."""
    record: logging.LogRecord = said["_record"]
    line: dict[str, Any] = {"time": said["time"], "level": said["level"]}
    ours = record.name == OURS or record.name.startswith(f"{OURS}.")
    if ours:
        event = str(said.get("event", ""))
        line |= {"logger": record.name, "event": event if _SLUG.fullmatch(event) else BLIND}
        line |= {name: _seen(name, said[name]) for name in ALLOWED if name in said}
    else:
        # The name of the library, no deeper: a logger can be named after anything.
        line |= {"event": "library", "logger": _seen_word(record.name.partition(".")[0])}
        line["where"] = f"{_seen_word(PurePath(record.pathname).stem)}:{record.lineno}"
    error = said.get("exc_info")
    if isinstance(error, tuple) and error[0] is not None:
        line["kind"] = _seen_word(error[0].__name__)
    return line


def _seen(name: str, value: object) -> object:
    shape = ALLOWED[name]
    if shape is None:
        return value if isinstance(value, int) and abs(value) < _LIMIT else BLIND
    text = value if isinstance(value, str) else ""
    return text if shape.fullmatch(text) and not re.search(r"\d{5}", text) else BLIND


def _seen_word(text: str) -> str:
    return text if _WORD.fullmatch(text) and not re.search(r"\d{5}", text) else BLIND
