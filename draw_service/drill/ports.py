"""A drill's own clock and chance: the same seed gives the same bytes. Never for a real draw."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from draw_service.usecases.ports import CallCard, Lang, Paper, PaperKit, Papers, RosterSheet


class StoryClock(Protocol):
    """What a story asks of its clock: the time, and to let it pass."""

    def now(self) -> datetime: ...

    def wait(self, *, minutes: int = 0, seconds: int = 0) -> None: ...

    def jump(self, to: datetime) -> None: ...


class DrillClock:
    """A clock the story moves. ``start`` aware."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        return self._now

    def wait(self, *, minutes: int = 0, seconds: int = 0) -> None:
        self._now += timedelta(minutes=minutes, seconds=seconds)

    def jump(self, to: datetime) -> None:
        """Go forward to ``to``; never back."""
        self._now = max(self._now, to.astimezone(UTC))


class DrillEntropy:
    """HMAC-SHA256 in counter mode under a seed."""

    def __init__(self, seed: int) -> None:
        self._key = f"panel drill entropy {seed}".encode()
        self._count = 0

    def bytes(self, size: int) -> bytes:
        out = bytearray()
        while len(out) < size:
            out += hmac.digest(self._key, self._count.to_bytes(8, "big"), "sha256")
            self._count += 1
        return bytes(out[:size])


class DrillPapers:
    """The papers of a house, and the eyes of whoever takes a card from the printer: ``card`` is the last one,
    for the phones of a drill alone, ``sheet`` the last sealed list, for the demo's folder once it is open."""

    def __init__(self, papers: Papers) -> None:
        self.center = papers.center
        self.card: CallCard | None = None
        self.sheet: RosterSheet | None = None
        self._papers = papers

    def call_card(self, card: CallCard) -> bytes:
        self.card = card
        return self._papers.call_card(card)

    def kit(self, kit: PaperKit) -> bytes:
        return self._papers.kit(kit)

    def roster(self, sheet: RosterSheet) -> bytes:
        self.sheet = sheet
        return self._papers.roster(sheet)

    def missing(self, text: str) -> Sequence[str]:
        return self._papers.missing(text)

    def paper(self, paper: Paper, nth: int = 1) -> bytes:
        return self._papers.paper(paper, nth)

    def pages_of(self, pdf: bytes) -> int:
        return self._papers.pages_of(pdf)

    def bind(
        self, cover: bytes, parts: Sequence[tuple[str, bytes]], at: datetime, lang: Lang, *, scans: bool
    ) -> bytes:
        return self._papers.bind(cover, parts, at, lang, scans=scans)


class DrillPrinter:
    """A printer that prints nothing and keeps nothing but the serials: there is no preview (Art. 8(3))."""

    def __init__(self) -> None:
        self.serials: list[str] = []

    def ready(self) -> None:
        """Always."""

    def send(self, serial: str, sheet: bytes) -> None:
        if sheet:
            self.serials.append(serial)
