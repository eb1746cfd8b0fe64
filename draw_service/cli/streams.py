"""Output streams that take whatever is said: GBK shows what it can, ASCII is changed to UTF-8."""

from __future__ import annotations

import io
import sys

_SAMPLE = "演练"


def settle_streams() -> None:
    """Make both streams of this process safe to write any text to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What cannot say two Chinese characters is the default of a bare system, not somebody's choice.
            keep = shows(_SAMPLE, stream.encoding)
            stream.reconfigure(encoding=stream.encoding if keep else "utf-8", errors="replace")


def shows(text: str, encoding: str | None = None) -> bool:
    """Whether an encoding (by default the output's) has every character of ``text``."""
    try:
        text.encode(encoding or getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
