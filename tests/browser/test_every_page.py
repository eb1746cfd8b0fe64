"""Every page a newcomer can walk to in a drill: axe, weight, hosts, both languages, three sizes, pictures.

The walk follows links from each role's rooms in a practice city where something stands at every stage
(``lived_in``). A route that no walk comes to fails, unless it stands below with the reason. Pictures are kept
in ``PANEL_PICTURES`` (``.ci/run`` names a folder), so that a person can look at every page. Each process
serves a city of its own: ``-n 2 --dist worksteal`` halves the time, ``-k regulator`` looks at one role.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Response

from draw_service.rules.access import Role
from tests.browser.conftest import SIZES
from tests.browser.lived_in import LivedIn, live_in
from tests.browser.practice import Served, served
from tests.web.attacks.test_doors import DOORS

pytestmark = [pytest.mark.pages, pytest.mark.timeout(900)]

HEAVIEST = 150 * 1024
OPENED, STATES = 20, 2
"""Pages of one kind that a walk opens, and of those in different states (other forms, other links) how many
it looks at."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HAN = re.compile(r"[\u3400-\u9fff]")
HREF = re.compile(r'<a\s[^>]*?href="([^"#]*)|<form method="get" action="([^"#]*)')
ACTION = re.compile(r'<form\s[^>]*?action="([^"?#]*)')
FILES = re.compile(
    r"\.(json|jsonl|pdf|xlsx|csv|txt|sha256|html|edraw)$|/live$|^/static/|/files/|/bundles/|/leaves$|\.\{"
)
WALKS = ["stranger", *Role, "expert", "witness"]
COMMON = ("/enter", "/setup", "/drill", "/public", "/witness", "/board")
"""What strangers may see looks the same to all;"""
OWN_ACCOUNT = ("/account", "/expert")
"""so do one's own account, and the experts' door to everybody else."""
NAMED = "nav a, h2, h3, label, legend, button, th, .hint, caption, dt"
"""Where every word is the service's own,"""
OWN = ("中文", "演练：")
"""but for the name of the other language and the names of the practice projects."""
SPECIALTY = re.compile(r"[A-Z][0-9]{0,6} ")
"""Specialties stand with their code: the national table has no English names."""
_WORDS = """all => all.filter(e => e.offsetParent && !e.closest('[lang|=zh]')).map(e => {
    const own = e.cloneNode(true);
    own.querySelectorAll('[lang|=zh]').forEach(name => name.remove());
    return own.textContent;
})"""
"""What they say besides people's names and quotations, which are marked as Chinese."""
_SIGN_IN = "practice accounts have no password"
_BY_HAND = "for a house without lines, where people phone"
_NONE_YET = "nothing of the kind stands in the practice city"
_YEAR = "a year must have been settled, or an objection answered"
NOT_WALKED = {
    "/enter/second": _SIGN_IN,
    "/enter/again": _SIGN_IN,
    "/account/key": _SIGN_IN,
    "/account/phone/scan": _SIGN_IN,
    "/draw-room/{draw_id}/cards/next": _BY_HAND,
    "/draw-room/{draw_id}/cards/typed": _BY_HAND,
    "/draw-room/{draw_id}/cards/reprint": _BY_HAND,
    "/admin/keys/{key_id}": _NONE_YET,
    "/incidents/{number}": _NONE_YET,
    "/measures/{id}": _NONE_YET,
    "/reports/{id}": _NONE_YET,
    "/archive/destructions/{destruction_id}": "after fifteen years",
    "/lead-papers/{kind}/{subject}": _YEAR,
    "/office-papers": _YEAR,
    "/office-papers/{kind}/{subject}": _YEAR,
}
"""Route -> why no link leads to it in a drill."""


@dataclass(frozen=True, slots=True)
class City:
    """``found``: walk -> the paths it led to, so that every size and language looks at the same pages."""

    drill: Served
    lived: LivedIn
    found: dict[str, list[str]] = field(default_factory=dict)

    def enter(self, context: BrowserContext, walk: str) -> Page:
        if walk == "expert":
            return self.drill.enter_expert(context, self.lived.expert)
        if walk == "stranger":
            page = context.new_page()
            page.goto(self.drill.url)
            return page
        if walk == "witness":
            page = context.new_page()
            page.goto(f"{self.drill.url}/witness?draw={self.lived.draw}")
            page.check('input[name="party"][value="tenderer"]')
            page.fill("#entry", self.lived.code)
            with page.expect_navigation(url=f"**/witness/{self.lived.draw}"):
                page.get_by_role("button", name="进入见证屏").click()
            return page
        return self.drill.enter(context, Role(walk))

    def walk(self, home: Page, walk: str) -> list[str]:
        if walk not in self.found:
            self.found[walk] = walked(home, self.drill.url, walk, self.lived.paths.get(walk, []))
        return self.found[walk]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("pages") / "drill"
    lived = live_in(folder)
    with served(folder) as running:
        yield City(running, lived)


def shape(path: str) -> str:
    """The page behind a path: ids of draws, applications, experts and entries look alike."""
    ids = r"AP-\d{4}-\d{4}(\.\d+)?|(?<=/)A?[0-9a-f]{12,}\b|\b[0-9A-F]{10}\b|\bE\d{6}\b|/\d+\b"
    return re.sub(ids, "*", urlsplit(path).path)


def links(text: str, here: str, url: str) -> list[str]:
    """Paths of this service that a page leads to."""
    out = []
    for href, asked in HREF.findall(text):
        target = urlsplit(urljoin(url + here, unescape(href or asked)))
        if f"{target.scheme}://{target.netloc}" == url and not FILES.search(target.path):
            out.append(target.path)
    return out


def look(page: Page, url: str, path: str, lang: str) -> list[str]:
    """What is wrong with one page."""
    seen: list[Response] = []
    wrong: list[str] = []
    page.on("response", lambda answer: seen.append(answer))
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    answer = page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang={lang}", wait_until="load")
    if answer is None or answer.status >= 400:
        wrong.append(f"status {answer.status if answer else '-'}")
    outside = [r.url for r in seen if not r.url.startswith((url, "data:"))]
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
        words = page.eval_on_selector_all(NAMED, _WORDS)
        chinese = [word.strip() for word in words if HAN.search(word)]
        chinese = [word for word in chinese if not word.startswith(OWN) and not SPECIALTY.match(word)]
        if chinese:
            wrong.append(f"not English: {chinese[:5]}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        wrong.append(f"{wide} px wider than the screen")
    return wrong


def keep(page: Page, which: str, path: str, size: str, lang: str) -> None:
    if folder := os.environ.get("PANEL_PICTURES"):
        name = re.sub(r"[^\w.-]+", "_", shape(path)).strip("_") or "start"
        target = Path(folder) / f"{which}-{name}-{size}-{lang}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(target), full_page=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("walk", WALKS)
def test_every_page_of_a_walk(
    city: City, context: Callable[..., BrowserContext], walk: str, size: str, lang: str
) -> None:
    width, height = SIZES[size]
    here = context(viewport={"width": width, "height": height})
    here.set_default_timeout(90_000)  # a busy machine is no fault of a page
    home = city.enter(here, walk)
    home.goto(f"{home.url.partition('?')[0]}?lang={lang}")
    wrong = {}
    for number, path in enumerate(city.walk(home, walk), start=1):
        page = here.new_page()
        faults = look(page, city.drill.url, path, lang)
        keep(page, f"{walk}-{number:02}", path, size, lang)
        page.close()
        if faults:
            wrong[path] = faults
    assert wrong == {}


def test_the_walks_come_to_every_page(city: City, context: Callable[..., BrowserContext]) -> None:
    """A new page is linked from where its people are, or says why not."""
    reached = {path for walk in WALKS for path in city.walk(city.enter(context(), walk), walk)}
    routes = pages()
    reached = {urlsplit(path).path for path in reached}
    own = reached - routes
    missing = {one for one in routes if one not in reached and not any(is_of(one, path) for path in own)}
    assert missing <= NOT_WALKED.keys()


def pages() -> set[str]:
    """Routes that show a page. One that is posted to first only leads back to where its form stands."""
    lines = [line.split() for text in DOORS.values() for line in text.splitlines() if line.strip()]
    found = {path for *methods, path in lines if methods[0] == "GET" and methods[1:2] != ["HEAD"]}
    return {path for path in found if not FILES.search(path) and not path.startswith("/api/")}


def is_of(route: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", route), path) is not None


def walked(home: Page, url: str, walk: str, ways: list[str]) -> list[str]:
    """Every kind of page that links lead to from here, one of each state; what strangers see is theirs to
    walk."""
    known: dict[tuple[str, frozenset[str]], str] = {}
    opened: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    waiting, met = [urlsplit(home.url).path, *ways], set()
    while waiting:
        path = waiting.pop(0)
        if path in met or opened[shape(path)] == OPENED or not theirs(path, walk):
            continue
        met.add(path)
        opened[shape(path)] += 1
        answer = home.request.get(url + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        path, text = answer.url.removeprefix(url), answer.text()
        leads = links(text, path, url)
        state = shape(path), frozenset(map(shape, (*leads, *ACTION.findall(text))))
        if state not in known and shown[shape(path)] < STATES and theirs(path, walk):
            known[state] = path
            shown[shape(path)] += 1
        waiting += leads
    return list(dict.fromkeys(known.values()))


def theirs(path: str, walk: str) -> bool:
    if walk == "stranger":
        return True
    if walk == "witness":
        return path.startswith("/witness/")
    common = COMMON if walk in (Role.ADMINISTRATOR, "expert") else (*COMMON, *OWN_ACCOUNT)
    return path != "/" and not path.startswith(common)
