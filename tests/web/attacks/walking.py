"""A walk to every route with hostile values, from whoever may use it.

It knows no page: routes are asked of the application, who may use them of the table of doors, and the names
of fields of the code that reads them: all of them at first, then those the form was seen to read, with what
the page that shows the form offers to choose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
from starlette.routing import compile_path
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
PARTS = 8
"""The routes are walked in parts, each a test, so that a slow machine stays below the limit of time."""
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
FILES = {
    "scan": b"%PDF-1.7 zq9<i id=zq9>",
    "workbook": b"PK\x03\x04" + bytes(60),
    "table": b"code,name\n=cmd|'/c calc'!A1,zq9<i id=zq9>\n",
    "nothing but NUL": bytes(3000),
    "deep": b"[" * 5000 + b"]" * 5000,
}
CALLED = "../../zq9<i id=zq9>\x1b[31m.%s"
_READ = re.compile(rf"\.(?:{'|'.join(one for one in vars(Form) if one[0] != '_')}|getlist)\(\s*\"(\w+)\"")
_FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.S)
_LINK = re.compile(r'href="(/[^"#?]*)')
_NAMED = re.compile(r'^(?:inline|attachment); filename="[A-Za-z0-9._-]+"$')
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
SECRET = "Zq9 under seal 7"
PLAIN = {"secret": SECRET, "number": "1", "yuan": "1", "day": "2026-12-01", "moment": "2026-11-25 09:00"}
"""By reader: what it takes. Every second turn has it, so that the text beside it is kept and shown."""
_read: dict[str, str] = {}
"""Fields the form now being answered was asked for, and what they take."""


class Noted(FormData):
    """Notes which of its fields are read."""

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        _read.setdefault(key, "")
        return super().get(key, default)

    def getlist(self, key: str) -> list[object]:  # type: ignore[override]
        _read.setdefault(key, "")
        return list(super().getlist(key))


def note_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on every form notes its fields, until ``monkeypatch`` is undone."""
    plain = Form.__init__

    def noting(form: Form, data: FormData | None = None) -> None:
        plain(form, Noted(data.multi_items()) if data is not None else None)

    def reads(reader: str) -> Callable[..., object]:
        plainly = getattr(Form, reader)

        def reading(form: Form, name: str, **how: object) -> object:
            _read[name] = PLAIN[reader]
            return plainly(form, name, **how)

        return reading

    monkeypatch.setattr(Form, "__init__", noting)
    for reader in PLAIN:
        monkeypatch.setattr(Form, reader, reads(reader))


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


def files_for(form: str, turn: int) -> dict[str, tuple[str, bytes]]:
    """A file for each field that takes one."""
    fields = [tag for tag in re.findall(r"<input[^>]*>", form) if 'type="file"' in tag]
    kinds, endings = list(FILES.values()), ("pdf", "xlsx", "csv")
    return {
        name[1]: (CALLED % endings[(turn + k) % 3], kinds[(turn // 3 + k) % len(kinds)])
        for k, name in enumerate(re.search(r'name="([^"]+)"', tag) for tag in fields)
        if name
    }


@dataclass
class Walk:
    """``broken`` and ``said``: what must not have happened, by route and value; ``shown``: by door, the
    address a form is sent to, and the page that shows it."""

    room: DrawnRoom
    portal: BlockingPortal
    people: dict[str, tuple[TestClient, str]] = field(default_factory=dict)
    shown: dict[str, dict[str, str]] = field(default_factory=dict)
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
        if SECRET in answer.text:
            self.said.append(f"{method} {path} {what}: a secret")
        if not _NAMED.match(answer.headers.get("content-disposition", 'inline; filename="none"')):
            self.said.append(f"{method} {path} {what}: {answer.headers['content-disposition']}")
        if "set-cookie" in answer.headers and "a=b" in answer.headers["set-cookie"]:
            self.said.append(f"{method} {path} {what}: header")

    def forms_of(self, door: str) -> dict[str, str]:
        """The addresses that forms behind this door are sent to, each with the page that shows it: of every
        page there, and of one that is linked to where an address has a number of something."""
        if door not in self.shown:
            paths = [path for path, theirs in self.routes("GET") if theirs == door]
            found, links = self.shown.setdefault(door, {}), list[str]()
            for path in paths:
                links += self.open(door, self.filled(path, "1"), found)
            for path in paths:
                fits = (one for one in links if "{" in path and compile_path(path)[0].match(one))
                for one in list(dict.fromkeys(fits))[:2]:
                    self.open(door, one, found)
        return self.shown[door]

    def open(self, door: str, page: str, found: dict[str, str]) -> list[str]:
        """Note the forms of a page; its links."""
        text = self.inside(door)[0].get(page).text
        for head, _body in _FORM.findall(text):
            if "post" in head.lower():
                action = re.search(r'action="([^"]*)"', head)
                found.setdefault(unescape(action[1]).partition("?")[0] if action else page, page)
        return _LINK.findall(text)

    def form(self, door: str, here: str, page: str) -> str:
        """The form of ``page`` that is sent to ``here``."""
        text = self.inside(door)[0].get(page).text
        forms = [
            (head, body)
            for head, body in _FORM.findall(text)
            if re.search(f'action="{re.escape(here)}["?]', head) or ("action=" not in head and here == page)
        ]
        return "".join(forms[0]) if forms else text if here == page else ""

    def forms(self, turns: int, part: int) -> None:
        """Every form with markup in every field, then ``turns`` times with another value in each."""
        values = list(HOSTILE.values())
        for path, door in list(self.routes("POST"))[part::PARTS]:
            fits = [one for one in self.forms_of(door) if compile_path(path)[0].match(one)]
            here = fits[0] if fits else self.filled(path, "1")
            page = self.forms_of(door).get(here, here)
            form, offered = "", dict[str, str]()
            _read.clear()
            for turn in range(-1, turns):
                if turn < 0 or "n" in offered:  # of a form that is pressed once, each time a new one
                    form = self.form(door, here, page) or form
                    offered = offered_by(form)
                names = sorted({*field_names(), *_read})
                mixed = {
                    name: values[(turn * 5 + k) % len(values)]
                    for k, name in enumerate(names)
                    if name in _read
                }
                fields = dict.fromkeys(names, MARK) if turn < 0 else mixed | offered
                files = files_for(form, turn) if turn % 3 == 0 else {}
                browser, token = self.inside(door)
                what = "markup" if turn < 0 else f"mixed {turn}"
                self.look(browser, "POST", here, what, data={**fields, "csrf": token}, files=files)
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
