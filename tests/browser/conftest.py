"""The system's Chromium, with Chinese letters and without a network of its own.

Without ``/usr/bin/chromium`` (or what ``PANEL_CHROMIUM`` names) these tests are skipped with the reason;
``PANEL_NO_SKIPS=1`` turns the skip into a failure. The fixtures live as long as this package is being run,
not the whole session: while Playwright's own loop stands in this thread, no other test could start one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from draw_service.web.slip import build

QUIET = [
    "--no-sandbox",  # a CI machine runs as root
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-features=MediaRouter,OptimizationHints,Translate,AutofillServerCommunication",
]
SIZES = {"phone": (390, 844), "desk": (1280, 900), "large": (1920, 1080)}
"""Width and height in CSS pixels of the three sizes every page is looked at."""


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests of this package; a test opens its own context."""
    found = os.environ.get("PANEL_CHROMIUM", "/usr/bin/chromium")
    if not Path(found).exists():
        why = f"no Chromium at {found}: install Debian's chromium or set PANEL_CHROMIUM"
        if os.environ.get("PANEL_NO_SKIPS") == "1":
            pytest.fail(why)
        pytest.skip(why)
    fonts = _fonts(tmp_path_factory.mktemp("fonts"))
    with playwright.chromium.launch(
        executable_path=found, args=QUIET, env={**os.environ, "FONTCONFIG_FILE": str(fonts)}
    ) as browser:
        yield browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens contexts (arguments of ``Browser.new_context``) that are closed after the test."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        opened.append(chromium.new_context(**options))
        return opened[-1]

    yield open_context
    for one in opened:
        one.close()


@pytest.fixture
def slip_page(context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Opens the committed slip page from the disk, without a network; ``before`` runs ahead of its script."""
    failed: list[str] = []

    def open_page(before: str = "", address: str = "", **options: Any) -> Page:
        tab = context(offline=True, **options).new_page()
        tab.on("pageerror", lambda error: failed.append(str(error)))
        tab.add_init_script(before)
        tab.goto(build.PAGE.as_uri() + address)
        return tab

    yield open_page
    assert failed == [], "errors in the page"


def _fonts(folder: Path) -> Path:
    """A font configuration with the house's Chinese font, so that pictures show words instead of boxes."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    chinese = Path(spec.origin).parent if spec and spec.origin else folder
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>/usr/share/fonts</dir><dir>{chinese}</dir><cachedir>{folder / 'cache'}</cachedir>"
        "</fontconfig>",
        "utf-8",
    )
    return config
