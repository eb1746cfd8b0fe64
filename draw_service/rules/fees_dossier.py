"""The five papers a claim of experts' fees needs, and what is wanting (财务管理制度 16(8); Art. 18).

专家抽取告知单、评审通知、评审会议记录、专家签到表、发放明细: in the order of the clause. Those that
people sign count only once the signed paper was scanned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from draw_service.rules.codes import Word

ATTACHMENTS = ("draw-notice", "evaluation-notice", "minutes", "sign-in-sheet", "fee-sheet")
"""Kinds of paper, numbered from 1 in this order."""
SIGNED = frozenset(("minutes", "sign-in-sheet", "fee-sheet"))
"""Those that people sign on paper."""
Gap = Literal["", "not-printed", "not-scanned"]
GAP_WORDS: Mapping[str, Word] = {
    "not-printed": Word("未打印，请到文书页打印", "not printed: print it on the page of papers"),
    "not-scanned": Word("缺签字扫描件，请签字后上传", "signed scan missing: sign it, scan it, add it"),
}
MOST_BYTES, MOST_PAGES = 10 * 1024 * 1024, 200
"""Of one scan."""


class Part(NamedTuple):
    """One attachment: its number from 1, its kind, and what is wanting."""

    number: int
    kind: str
    gap: Gap


def completeness(printed: frozenset[str], scanned: frozenset[str]) -> list[Part]:
    """Each of the five by what is on record. A scan stands for its paper, however that was printed."""
    return [Part(n, kind, _gap(kind, printed, scanned)) for n, kind in enumerate(ATTACHMENTS, start=1)]


def _gap(kind: str, printed: frozenset[str], scanned: frozenset[str]) -> Gap:
    if kind in scanned:
        return ""
    if kind not in printed:
        return "not-printed"
    return "not-scanned" if kind in SIGNED else ""
