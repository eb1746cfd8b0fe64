"""Filling in the slip page, and what the rules make of the same answers."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from draw_service.rules.slips import Slip, make_slip

CHANCE = bytes(range(7, 79))
TYPED = "314625364162534162 骰 5341625346"
DRAW = "AP-2026-0001.1"

FIXED_CHANCE = f"""
Crypto.prototype.getRandomValues = (array) => {{ array.set({list(CHANCE)}); return array; }};
"""
Open = Callable[..., Page]
"""Opens the page; ``before`` runs ahead of its script, ``address`` is its fragment."""


def make(
    tab: Page, party: str = "tenderer", part: str = "whole", draw: str = DRAW, typed: str = TYPED
) -> None:
    tab.check(f"#{party}")
    tab.fill("#draw", draw)
    if party == "tenderer":
        tab.check(f"input[value={part}]")
    tab.fill("#typed", typed)
    tab.click("#answers button[type=submit]")


def printed(tab: Page, name: str) -> str:
    found = tab.text_content(f"#paper [data-fill={name}]")
    assert found is not None
    return found


def expected(party: str = "tenderer") -> Slip:
    return make_slip(party, DRAW, CHANCE, TYPED.encode())
