"""The register of papers: every paper has a number, and every printing of it a line (印章管理制度 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from draw_service.usecases.ports.paper_bodies import Lang, PaperBody

Way = Literal["printer", "download", "blind"]
"""How it left the house: to the printer, as a file, or by an act that shows it to nobody."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One numbered paper. ``serial`` "" for a preview. ``subject``: the attempt, entry, objection … it is
    about; ``project``: the application of a draw's paper, else "". ``checkpoint``: SHA-256 (hex) of the log's
    newest signed note when it was first printed, "" before there was one. ``body`` None for a paper that
    another act composes and keeps (receipt, roster, call card, kit). ``salt``: hex, for the digest in the
    log.
    """

    serial: str
    kind: str
    subject: str
    project: str
    at: datetime
    checkpoint: str = ""
    lang: Lang = "zh"
    body: PaperBody | None = field(default=None, repr=False)
    salt: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of a paper. ``nth`` from 1; ``reason`` in words, needed from the second on."""

    serial: str
    nth: int
    at: datetime
    by: str
    way: Way
    copies: int = 1
    reason: str = field(default="", repr=False)


class PaperRegister(Protocol):
    """Papers of a ``center``; what a paper says and why it was printed again is encrypted at rest."""

    def hold(self, center: str) -> None:
        """Who numbers or prints waits for the others who do, until the transaction ends."""

    def next_number(self, center: str, kind: str, year: int) -> int:
        """From 1, without gaps: the number is given in the transaction that writes the paper's line."""

    def add(self, center: str, paper: Paper, printing: Printing) -> None:
        """A new paper with its first printing."""

    def add_printing(self, center: str, printing: Printing) -> None: ...

    def paper(self, center: str, serial: str) -> Paper | None: ...

    def newest(self, center: str, kind: str, subject: str) -> Paper | None:
        """The paper of this kind about this subject that was numbered last."""

    def about(self, center: str, *, project: str = "", subject: str = "") -> Sequence[Paper]:
        """Papers of a project, or about one subject, in the order of their first printing."""

    def printings(self, center: str, serial: str) -> Sequence[Printing]:
        """Ascending by ``nth``."""
