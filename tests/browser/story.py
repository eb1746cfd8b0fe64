"""What the whole story is told with: each person at an own browser, the paper they hold, the words that must
never be said, and a look into the books from beside."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from draw_service.drill.city import City, make_city
from draw_service.rules.access import Role
from draw_service.settings import Settings
from draw_service.usecases.chain import keys_and_roll, load
from draw_service.usecases.ports import House
from draw_service.web.slip import build
from draw_service.wiring import open_house
from tests.browser.practice import Served, free_port, served
from tests.browser.slips import TYPED, make, printed
from tests.browser.wire import Wire

Contexts = Callable[..., BrowserContext]
_WEB = Path(__file__).parents[2] / "draw_service"


@dataclass(slots=True)
class Person:
    """Somebody at an own browser, with an own wire to the service."""

    wire: Wire
    context: BrowserContext
    drill: Served

    def enter(self, role: Role) -> Page:
        return self.drill.enter(self.context, role)

    def page(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(self.wire.url + path)
        return page


@dataclass(frozen=True, slots=True)
class Paper:
    """A witness slip as it was printed."""

    commitment: str
    key: str
    entry: str
    share: str
    unseal: str = field(repr=False)


def make_paper(tab: Page, party: str, draw_id: str) -> Paper:
    """Make a slip on the offline page that stands in ``tab`` and read its paper."""
    make(tab, party, draw=draw_id, typed=TYPED + party + draw_id)
    names = ("commitment-lines", "key-lines", "entry", "share", "unseal")
    return Paper(*(printed(tab, name) for name in names))


@dataclass
class Play:
    """The service as a process, everybody at an own browser, and the paper they hold."""

    folder: Path
    context: Contexts
    port: int = field(default_factory=free_port)
    stack: ExitStack = field(default_factory=ExitStack)
    person: dict[str, Person] = field(default_factory=dict)
    paper: dict[str, Paper] = field(default_factory=dict)
    city: City = field(default_factory=lambda: make_city(1))
    house: House | None = None
    draw_id: str = ""

    def start(self) -> None:
        self.stack.enter_context(served(self.folder, port=self.port))

    def stop(self) -> None:
        self.stack.close()

    @property
    def application_id(self) -> str:
        return self.draw_id.rpartition(".")[0]

    def said(self) -> bytes:
        """What the process printed."""
        return (self.folder.parent / f"{self.folder.name}.said").read_bytes()

    def slip(self, party: str, draw_id: str) -> None:
        """Made offline, printed, and kept by the witness."""
        tab = self.context(offline=True).new_page()
        tab.goto(build.PAGE.as_uri())
        self.paper[party] = make_paper(tab, party, draw_id)
        tab.close()

    def move_clock(self, to: str) -> None:
        desk = self.person["desk"]
        desk.drill.move_clock(desk.context, to)

    def books(self) -> House:
        self.house = self.house or open_books(self.folder)
        return self.house


def people_of(city: City) -> dict[str, bytes]:
    """What stands for people before unsealing -> its bytes: names, phones, identity numbers, employers.

    Left out: the firms that are parties of the project, which the application itself names, and a name that
    the pages' own words happen to hold.
    """
    parties = {city.cast.authority}
    for firm in (city.cast.tenderer, city.cast.agency):
        parties |= {firm.name, firm.code}
    words: set[str] = set()
    for record in city.records:
        words |= {record.name, record.id_card, *record.phones, *(phone[3:] for phone in record.phones)}
        words |= {record.employer.name, record.employer.code}
    own = "".join(
        path.read_text("utf-8") for kind in ("*.html", "*.po", "*.py") for path in (_WEB / "web").rglob(kind)
    )
    wanted = {word for word in words - parties - {""} if word not in own}
    assert len(wanted) > 0.99 * len(words - parties)
    return {word: word.encode() for word in sorted(wanted)}


def named_in(said: bytes, people: dict[str, bytes]) -> list[str]:
    """Whoever is named in what was said, also in the spelling of JSON that knows ASCII alone."""
    said = b"\n".join(set(said.splitlines()))  # most lines are said again and again
    escaped = b"\\u" in said
    return [
        word
        for word, spelled in people.items()
        if spelled in said or (escaped and json.dumps(word)[1:-1].encode() in said)
    ]


def open_books(folder: Path) -> House:
    """The house in the folder that is being served, looked into from beside it."""
    return open_house(Settings(data=folder, drill=True, voice="simulated", sms="simulated"))


def holders(house: House, draw_id: str) -> dict[int, str]:
    """Slot -> identity number of who holds it: only the owner of keyring and K can tell."""
    with house.books() as books:
        draw = load(books, draw_id)
        assert draw.seating is not None
        roll = keys_and_roll(books, draw_id)[1]
        found = {}
        for slot in draw.seating.accepted:
            record = books.pool.record(roll[draw.seating.holders[slot].handle].id)
            assert record is not None
            found[slot] = record.id_card
    return found


def leaves(house: House) -> bytes:
    with house.books() as books:
        return b"\n".join(books.journal.leaves())


def keys(page: Page, *pressed: str) -> None:
    """Each a key, or words to type when it begins with a quotation mark."""
    for key in pressed:
        if key.startswith("'"):
            page.keyboard.type(key[1:])
        else:
            page.keyboard.press(key)


def at(field: Locator) -> None:
    expect(field).to_be_focused(timeout=15_000)


def press(page: Page, verb: str) -> None:
    """Enter, once what says ``verb`` has the focus."""
    expect(page.locator(":focus")).to_have_text(verb)
    page.keyboard.press("Enter")
