"""Every route with hostile values from whoever may use it: none breaks, nothing comes back as markup.

The walk knows no page: routes are asked of the application, who may use them of the table of doors, and the
names of fields of the code that reads them: all of them at first, then those the form was seen to read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi.routing import iter_route_contexts
from starlette.datastructures import FormData
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.usecases.access.sessions import open_session
from draw_service.web.forms import Form
from tests.house.repository import modules
from tests.usecases.register import SIGN_IN
from tests.usecases.stage import Phase
from tests.web.attacks.test_doors import DOORS
from tests.web.attacks.trying import HALF
from tests.web.draw_room.room import DrawnRoom, open_room

MARK = "zq9<i id=zq9>\"'"
HOSTILE = {
    "markup": MARK,
    "template": "{{7*7}}${7*7}" + MARK,
    "formula": "=cmd|'/c calc'!A1" + MARK,
    "lines and colours": "x\r\nSet-Cookie: a=b\r\n\x1b[31mERROR forged " + MARK,
    "path": "../../../../etc/passwd",
    "number": "9" * 400,
    "minus": "-1",
    "date": "9999-99-99 99:99",
    "far away": "9999-12-31 23:59",
    "long": "长" * 30_000,
    "emoji and joiners": "\u202e\u200d\U0001f4a9\ufeff" * 20,
    "sql": "1' OR '1'='1'; DROP TABLE account; --",
}
_READ = re.compile(
    r"\.(?:text|code|secret|lines|number|moment|day|choice|choices|ticked|getlist)\(\s*\"(\w+)\""
)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.S)
DOORS_BY_ROUTE = {
    f"{method} {path}": door
    for door, lines in DOORS.items()
    for *methods, path in filter(None, map(str.split, lines.splitlines()))
    for method in methods
}
QUERIES = ("q", "said", "next", "moved", "year", "number", "from", "page", "kind", "lang", "what", "after")
_SKIPPED = ("/static/", "/api/v1/", "/gateway/")
_read: set[str] = set()
"""Fields the form now being answered was asked for."""


class Noted(FormData):
    """Notes which of its fields are read."""

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        _read.add(key)
        return super().get(key, default)

    def getlist(self, key: str) -> list[object]:  # type: ignore[override]
        _read.add(key)
        return list(super().getlist(key))


@pytest.fixture(autouse=True)
def _noted(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Form.__init__

    def noting(form: Form, data: FormData | None = None) -> None:
        plain(form, Noted(data.multi_items()) if data is not None else None)

    monkeypatch.setattr(Form, "__init__", noting)


@cache
def field_names() -> tuple[str, ...]:
    """Whatever the pages read of a form."""
    found = {name for text in modules("draw_service/web").values() for name in _READ.findall(text)}
    return tuple(sorted(found - {"csrf"}))


def offered_by(page: str) -> dict[str, str]:
    """What a page offers to choose: hidden fields, the first of each list, each box ticked."""
    found = {name: unescape(value) for name, value in _HIDDEN.findall(page)}
    for name, options in _SELECT.findall(page):
        value = re.search(r'<option[^>]*value="([^"]+)"', options)
        found[name] = unescape(value[1]) if value else ""
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and re.search(r'type="(?:radio|checkbox)"', tag):
            found.setdefault(name[1], unescape(value[1]))
    found.pop("csrf", None)
    return found


@dataclass
class Walk:
    """``broken`` and ``said``: what must not have happened, by route and value."""

    room: DrawnRoom
    portal: BlockingPortal
    people: dict[str, tuple[TestClient, str]] = field(default_factory=dict)
    asked: int = 0
    gone: bool = False
    statuses: set[int] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def routes(self, method: str) -> Iterator[tuple[str, str]]:
        """Path and door of every route that takes ``method``."""
        for route in iter_route_contexts(self.room.town.app.routes):
            path = str(route.path)
            door = DOORS_BY_ROUTE.get(f"{method} {path}")
            if door is not None and not path.startswith(_SKIPPED) and not path.endswith("/live"):
                yield path, door

    def inside(self, door: str) -> tuple[TestClient, str]:
        """Somebody who gets in there, and the token of the session's forms; the same while it lasts."""
        if door not in self.people:
            browser = self.browser(door)
            browser.portal = self.portal  # one loop for all, as a server has
            self.people[door] = browser, token_of(browser)
        return self.people[door]

    def browser(self, door: str) -> TestClient:
        """Somebody who gets in there."""
        town, who = self.room.town, door.split()[0]
        if who == "expert":
            return town.enter_expert("E000001")
        if who == "witness":
            with town.house.books() as books:
                draw = self.room.stage.draw_id
                token = open_session(
                    town.house, books, "witness", "", "testclient", draw=draw, party="tenderer"
                )
                books.commit()
            return town.with_token(token)
        role = Role.OPERATOR if who == "anybody" or door == HALF else Role(who)
        return town.enter(role, self.room.stage.application.tenderer.code)

    def filled(self, path: str, other: str) -> str:
        """``path`` with this draw's numbers where it takes them and ``other`` everywhere else."""
        known = {"draw_id": self.room.stage.draw_id, "application_id": self.room.stage.application_id}
        known |= {"expert": "E000001", "project": self.room.stage.application_id, "number": "1"}

        def value(found: re.Match[str]) -> str:
            name, _colon, kind = found[1].partition(":")
            return "1" if kind == "int" else known.get(name, other)

        return re.sub(r"\{([^}]+)\}", value, path)

    def look(self, browser: TestClient, method: str, path: str, what: str, **sent: object) -> None:
        answer = browser.request(method, path, **sent)  # type: ignore[arg-type]
        self.asked += 1
        self.gone = answer.headers.get("location", "").startswith("/enter")
        self.statuses.add(answer.status_code)
        if answer.status_code >= 500:
            self.broken.append(f"{method} {path} {what}: {answer.status_code}")
        html = answer.headers.get("content-type", "").startswith("text/html")
        if (html and "<i id=zq9>" in answer.text) or any("zq9<i" in text for text in answer.headers.values()):
            self.said.append(f"{method} {path} {what}")
        if "set-cookie" in answer.headers and "a=b" in answer.headers["set-cookie"]:
            self.said.append(f"{method} {path} {what}: header")

    def forms(self, turns: int, part: int) -> None:
        """Every form with markup in every field, then ``turns`` times with another value in each."""
        values, names = list(HOSTILE.values()), field_names()
        for path, door in list(self.routes("POST"))[part::PARTS]:
            here = self.filled(path, "1")
            offered = offered_by(self.inside(door)[0].get(here).text)
            _read.clear()
            for turn in range(-1, turns):
                mixed = {
                    name: values[(turn * 5 + k) % len(values)]
                    for k, name in enumerate(names)
                    if name in _read
                }
                what = "markup" if turn < 0 else f"mixed {turn}"
                fields = dict.fromkeys(names, MARK) if turn < 0 else mixed | offered
                browser, token = self.inside(door)
                self.look(browser, "POST", here, what, data={**fields, "csrf": token})
                if self.gone:  # that form ended the session
                    self.people.pop(door, None)

    def pages(self, part: int) -> None:
        """Every page with markup and with a path in its address and in its question."""
        for path, door in list(self.routes("GET"))[part::PARTS]:
            browser, _token = self.inside(door)
            for what in ("markup", "number"):
                odd = quote(HOSTILE[what], safe="")
                self.look(browser, "GET", self.filled(path, odd), what)
            query = "&".join(f"{name}={quote(MARK)}" for name in QUERIES)
            self.look(browser, "GET", f"{self.filled(path, '1')}?{query}", "question")


def token_of(browser: TestClient) -> str:
    """The token of its session's forms, from the first page that shows one."""
    texts = (browser.get(page, follow_redirects=True).text for page in ("/account", "/expert", "/witness"))
    return next(
        filter(None, (text.partition('name="csrf" value="')[2].partition('"')[0] for text in texts)), ""
    )


@contextmanager
def walk(folder: Path, phase: Phase) -> Iterator[Walk]:
    """A walk through a house of its own; a sealed draw is on the morning of its evaluation."""
    room = open_room(folder, phase)
    if phase == "sealed":
        room.clock.jump(SIGN_IN)
    with start_blocking_portal() as portal:
        yield Walk(room, portal)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with walk(tmp_path_factory.mktemp("forms"), "sealed") as found:
        yield found


PARTS = 8
"""The routes are walked in parts, each a test, so that a slow machine stays below the limit of time."""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_breaks_or_says_back_what_was_typed_unescaped(
    sealed: Walk, caplog: pytest.LogCaptureFixture, part: int
) -> None:
    caplog.set_level(logging.INFO, "panel")
    assert len(field_names()) > 60
    asked = sealed.asked

    sealed.forms(1, part)

    assert sealed.asked - asked > 20
    assert (sealed.broken, sealed.said) == ([], [])
    ours = [record for record in caplog.records if record.name.startswith("panel")]
    assert [record for record in ours if "zq9" in str(vars(record))] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_breaks_over_what_stands_in_its_address(sealed: Walk, part: int) -> None:
    asked = sealed.asked

    sealed.pages(part)

    assert sealed.asked - asked > 20
    assert (sealed.broken, sealed.said) == ([], [])


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("phase", ["appointed", "entered", "receipt", "calling", "closed"])
def test_no_form_breaks_in_any_phase(tmp_path: Path, phase: Phase) -> None:
    with walk(tmp_path, phase) as found:
        for part in range(PARTS):
            found.forms(12, part)

    assert (found.broken, found.said) == ([], [])
    assert {303, 404, 422} <= found.statuses, "forms were read, not only turned away"
