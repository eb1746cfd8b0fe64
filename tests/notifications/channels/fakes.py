"""What every channel test needs: words, an attempt, an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from notifications.channels.port import AttemptKind, Outgoing, Prompt
from notifications.script import Line

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ATTEMPT = "abcdefgh23456"
NUMBER = "+85251234567"
BASE = "https://panel.example/calls/twilio"
TEMPLATES = ("invitation", "place")


def words(template: str, params: Mapping[str, str], lang: str, slow: bool) -> Sequence[str]:
    if template == "unknown":
        raise KeyError(template)
    return [f"{template}.", *(f"{value}." for value in params.values())]


def outgoing(kind: AttemptKind = "voice", template: str = "invitation", *, callback: str = BASE) -> Outgoing:
    return Outgoing(ATTEMPT, kind, NUMBER, template, {"day": "3月2日"}, callback=callback)


def prompt(line: Line, *, gather: bool = True, turn: int = 0, slow: bool = False) -> Prompt:
    return Prompt(line, gather, turn, "invitation", {"day": "3月2日"}, "zh", slow)


def shared(name: str) -> Path | None:
    """A file of the ``shared`` folder beside the project, None when it is not here."""
    import os

    folder = os.environ.get("PANEL_SHARED")
    tops = [Path(folder)] if folder else [one / "shared" for one in Path(__file__).resolve().parents]
    return next((top / name for top in tops if (top / name).exists()), None)
