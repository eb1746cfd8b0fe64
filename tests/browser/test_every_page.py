"""Every page a newcomer can walk to in a drill: axe, weight, hosts, both languages, three sizes, pictures.

The walk follows links from each role's rooms. Pictures are kept in ``PANEL_PICTURES`` (``.ci/run`` names a
folder), so that a person can look at every page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Response

from draw_service.rules.access import Role
from tests.browser.conftest import SIZES
from tests.browser.practice import Served, served

pytestmark = [pytest.mark.pages, pytest.mark.timeout(900)]

HEAVIEST = 150 * 1024
MOST = 60
"""Pages of one walk; more would be the same page for another draw."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HAN = re.compile(r"[\u3400-\u9fff]")
FILES = re.compile(r"\.(json|jsonl|pdf|xlsx|csv|txt|sha256|html)$|/live$|^/static/")
WALKS = ["stranger", *Role, "expert"]
COMMON = ("/enter", "/setup", "/drill", "/public", "/witness", "/board")
"""What strangers may see looks the same to all."""
NAMED = "nav a, h2, h3, label, legend, button, th, .hint, caption, dt"
"""Where every word is the service's own,"""
OWN = ("中文", "演练：")
"""but for the name of the other language and the names of the practice projects."""


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("pages") / "drill") as running:
        yield running


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    """Walk -> the paths it led to, so that every size and language looks at the same pages."""
    return {}


def enter(drill: Served, context: BrowserContext, walk: str) -> Page:
    if walk == "expert":
        return drill.enter_expert(context, 5)
    if walk == "stranger":
        page = context.new_page()
        page.goto(drill.url)
        return page
    return drill.enter(context, Role(walk))


def shape(path: str) -> str:
    """The page behind a path: ids of draws, applications, experts and entries look alike."""
    return re.sub(r"AP-\d{4}-\d{4}(\.\d+)?|\b[0-9a-f]{12,}\b|\bE\d{6}\b|/\d+\b", "*", urlsplit(path).path)


def links(page: Page, url: str) -> list[str]:
    """Paths of this service that the page leads to."""
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    out = []
    for href in hrefs:
        target = urlsplit(urljoin(page.url, href))
        if f"{target.scheme}://{target.netloc}" == url and not FILES.search(target.path):
            out.append(target.path)
    return out


def look(page: Page, drill: Served, path: str, lang: str) -> list[str]:
    """What is wrong with one page."""
    seen: list[Response] = []
    wrong: list[str] = []
    page.on("response", lambda answer: seen.append(answer))
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    answer = page.goto(f"{drill.url}{path}?lang={lang}", wait_until="load")
    if answer is None or answer.status >= 400:
        wrong.append(f"status {answer.status if answer else '-'}")
    outside = [r.url for r in seen if not r.url.startswith((drill.url, "data:"))]
    if outside:
        wrong.append(f"outside: {outside}")
    weight = sum(len(r.body()) for r in seen if r.ok and not r.url.partition("?")[0].endswith("/live"))
    if weight > HEAVIEST:
        wrong.append(f"weighs {weight // 1024} KB")
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    for violation in result.response["violations"]:
        places = [node["target"] for node in violation["nodes"][:3]]
        wrong.append(f"axe {violation['id']}: {places}")
    if lang == "en":
        words = page.eval_on_selector_all(NAMED, "all => all.map(e => e.innerText)")
        chinese = [word for word in words if HAN.search(word) and not word.strip().startswith(OWN)]
        if chinese:
            wrong.append(f"not English: {chinese[:5]}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        wrong.append(f"{wide} px wider than the screen")
    return wrong


def keep(page: Page, walk: str, path: str, size: str, lang: str) -> None:
    if folder := os.environ.get("PANEL_PICTURES"):
        name = re.sub(r"[^\w.-]+", "_", shape(path)).strip("_") or "start"
        target = Path(folder) / f"{walk}-{name}-{size}-{lang}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(target), full_page=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("walk", WALKS)
def test_every_page_of_a_walk(
    drill: Served,
    found: dict[str, list[str]],
    context: Callable[..., BrowserContext],
    walk: str,
    size: str,
    lang: str,
) -> None:
    width, height = SIZES[size]
    here = context(viewport={"width": width, "height": height})
    home = enter(drill, here, walk)
    home.goto(f"{home.url.partition('?')[0]}?lang={lang}")
    if walk not in found:
        found[walk] = walked(home, drill.url)
    assert found[walk]
    wrong = {}
    for path in found[walk]:
        page = here.new_page()
        faults = look(page, drill, path, lang)
        keep(page, walk, path, size, lang)
        page.close()
        if faults:
            wrong[path] = faults
    assert wrong == {}


def walked(home: Page, url: str) -> list[str]:
    """Every kind of page that links lead to from here, one of each; what strangers see is theirs to walk."""
    known: dict[str, str] = {}
    start = urlsplit(home.url).path
    waiting = [start]
    while waiting and len(known) < MOST:
        path = waiting.pop(0)
        if shape(path) in known:
            continue
        answer = home.goto(url + path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        known[shape(path)] = path
        waiting += links(home, url)
    return [path for path in known.values() if start == "/" or not (path == "/" or path.startswith(COMMON))]
