"""Nothing of a person leaves the service before unsealing: not to a screen, a log, a file or an error.

The register's names, phones, identity numbers and employers are looked for as they are and as a database, a
log or JSON would write them.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from draw_service import wiring
from draw_service.documents.rosters_in import read_roster
from draw_service.drill.city import City, make_city
from draw_service.drill.city_file import write_city_xlsx
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.people import Expert, Period
from draw_service.rules.roster_records import rows_of
from draw_service.rules.roster_rows import RawRow, read_rows
from draw_service.rules.specialties import UPPER_LEVELS
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.draws.call_next import Call
from draw_service.usecases.draws.look import look
from draw_service.usecases.draws.record_answer import CallFacts
from draw_service.usecases.pool.add_alias import add_alias
from draw_service.usecases.pool.import_roster import import_roster
from draw_service.usecases.pool.record_leave import record_leave
from draw_service.usecases.ports import Contact

SEED, POOL = 1, 300
ROOT = Path(__file__).parents[2]
HOLD_NAMES = {"roster.xlsx", "import-report.xlsx", "register.json", "auditor.edraw.json", "keyring.json"}
"""Files that exist to hold names, and the keys."""


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(SEED, POOL)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the process had emitted when the roster was about to be opened."""
    folder = tmp_path_factory.mktemp("watched") / "out"
    command = [sys.executable, "-m", "tests.demo.watched", str(folder), str(SEED), str(POOL)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()
    # What went past the console's own streams counts too.
    found = folder.with_name("out-before")
    (found / "streams.txt").write_bytes(done.stdout + done.stderr)
    return found


def secrets(city: City) -> dict[str, str]:
    """Every text that tells of a person -> what it is. The parties' own names are on the application."""
    cast = city.cast
    public = {cast.tenderer.name, cast.agency.name, *cast.authority.split()}
    found: dict[str, str] = {}
    for record in city.records:
        found[record.id_card] = "identity number"
        found[record.id_card[6:14] + record.id_card[14:17]] = "inner part of an identity number"
        for phone in record.phones:
            found[phone.removeprefix("+86")] = "phone"
        found[record.name] = "name"
        if record.employer.name not in public:
            found[record.employer.name] = "employer"
        if record.employer.code:
            found[record.employer.code] = "employer's code"
    return found


def spellings(text: str) -> Iterator[bytes]:
    """The text as bytes of a file: UTF-8, as JSON and Python escape it, UTF-16, base64 of the whole."""
    yield text.encode()
    yield text.encode("gb18030")
    yield text.encode("utf-16-le")
    if not text.isascii():
        yield json.dumps(text)[1:-1].encode()
        yield repr(text.encode())[2:-1].encode()
    if len(text) > 5:
        yield b64encode(text.encode()).rstrip(b"=")[:-1]


HEAD = 6


@cache
def wanted(seed: int, size: int) -> dict[bytes, list[tuple[bytes, str]]]:
    """First bytes -> spellings and kinds. A two-byte spelling of a character can fall out of random bytes,
    so short ones count only when they are three bytes for a character."""
    found: dict[bytes, list[tuple[bytes, str]]] = {}
    for text, kind in secrets(make_city(seed, size)).items():
        for spelling in set(spellings(text)):
            if len(spelling) >= HEAD:
                found.setdefault(spelling[:HEAD], []).append((spelling, kind))
    return found


def leaks(city: City, data: bytes) -> list[str]:
    """Kinds of secrets that stand in the data, with where; never the secret."""
    known = wanted(city.seed, len(city.records))
    return [
        f"{kind} at {at}"
        for at in range(len(data) - HEAD + 1)
        for spelling, kind in known.get(data[at : at + HEAD], ())
        if data.startswith(spelling, at)
    ]


def test_the_search_finds_what_it_looks_for(city: City, before: Path) -> None:
    held = (before / "roster.xlsx").exists()
    rows = read_roster(before / "roster.xlsx").rows
    plain = json.dumps([dict(row.cells) for row in rows], ensure_ascii=False, default=str).encode()
    escaped = json.dumps([dict(row.cells) for row in rows], default=str).encode()

    assert held
    for data in (plain, escaped):
        kinds = {line.split(" at ")[0] for line in leaks(city, data)}
        assert {"identity number", "phone", "name", "employer"} <= kinds


def test_every_short_name_is_looked_for(city: City) -> None:
    assert min(len(text) for text in secrets(city)) >= 2
    assert all(len(text.encode()) >= 6 for text in secrets(city))


def test_nothing_is_said_logged_or_warned(city: City, before: Path) -> None:
    said = (before / "said.txt").read_bytes()

    assert b"sqlalchemy.engine" in said
    assert b"INSERT INTO" in said
    assert "锁定结果".encode() in said
    assert leaks(city, shown_rows_removed(said)) == []
    assert leaks(city, (before / "streams.txt").read_bytes()) == []


def shown_rows_removed(said: bytes) -> bytes:
    """Without the bad rows the import shows on purpose: they are of nobody, and masked where it matters."""
    return b"\n".join(line for line in said.split(b"\n") if "，姓名（".encode() not in line)


def test_nothing_stands_in_a_file(city: City, before: Path) -> None:
    names = {path.name for path in before.iterdir()}

    assert {"panel.db", "lock-receipt.txt", ".panel-drill"} <= names
    for path in before.iterdir():
        if path.name not in HOLD_NAMES and not path.name.startswith(("said", "panel.db")):
            assert (path.name, leaks(city, path.read_bytes())) == (path.name, [])


def test_nothing_stands_in_the_raw_database(city: City, before: Path) -> None:
    files = [path for path in before.iterdir() if path.name.startswith("panel.db")]
    data = b"".join(path.read_bytes() for path in files)

    assert len(data) > 100_000
    assert leaks(city, data) == []


def test_nothing_stands_in_an_event(city: City, before: Path) -> None:
    database = sqlite3.connect(before / "panel.db")
    events = [bytes(data) for (data,) in database.execute("SELECT data FROM journal_event")]
    database.close()

    assert len(events) > 30
    assert leaks(city, b"\n".join(events)) == []


def test_the_public_evidence_names_nobody_ever(city: City, before: Path) -> None:
    after = before.with_name("out")

    for name in ("public.edraw.json", "log.json", "selective.edraw.json", "aborted.edraw.json"):
        assert leaks(city, (after / name).read_bytes()) == [], name
    assert leaks(city, shown_rows_removed((before / "said-to-the-end.txt").read_bytes())) == []


def test_no_error_quotes_a_person(city: City, tmp_path: Path) -> None:
    house, clock, _printer = wiring.open_drill(tmp_path, SEED, datetime.fromisoformat("2026-03-02T01:00:00Z"))
    write_city_xlsx(make_city(SEED, 100), tmp_path / "roster.xlsx")
    file = read_roster(tmp_path / "roster.xlsx")
    person = make_city(SEED, 100).records[0]
    report = import_roster(house, file.rows, file_sha256=file.sha256, allow_partial=True)
    backwards = Period(clock.now(), clock.now() - timedelta(days=1))
    hostile: list[Callable[[], object]] = [
        lambda: add_alias(house, person.name, person.id_card),
        lambda: add_alias(house, "", person.phones[0]),
        lambda: record_leave(house, person.id_card, backwards),
        lambda: record_leave(house, person.name, Period(clock.now())),
        lambda: look(house, person.id_card),
        lambda: sign_in(house, person.name, person.id_card, phone_deposited=True),
        lambda: read_roster(Path(person.name)),
        lambda: twice(person),
    ]

    def twice(record: object) -> None:
        with house.books() as books:
            books.pool.add(record, at=clock.now())  # type: ignore[arg-type]

    assert report.added > 50
    for number, act in enumerate(hostile):
        with pytest.raises(Exception) as caught:
            act()
        shown = f"{caught.value!s} {caught.value!r} {caught.value.args}"
        for told in (person.id_card, person.name, person.phones[0].removeprefix("+86")):
            assert told not in shown, (number, type(caught.value))
    for problem in (*report.problems, *report.duplicates):
        assert leaks(make_city(SEED, 100), f"{problem.value} {problem.zh} {problem.en}".encode()) == []


def test_no_repr_shows_a_person(city: City) -> None:
    record = city.records[0]
    row = RegisterRow("E000001", record.name, record.employer.code, ("A08",))
    expert = Expert("E000001", record.name, "", record.employer, ("A08",), ties=record.ties)
    contact = Contact("E000001", record.name, record.phones)
    cells = rows_of(record)["experts"][0]
    raw = RawRow("sheet", 2, dict(cells))
    reading = read_rows([raw], UPPER_LEVELS)
    facts = CallFacts(record.phones[0])
    call = Call(1, 0, contact)

    shown = repr([record, record.employer, row, expert, contact, raw, reading, facts, call, city, city.cast])

    assert leaks(city, shown.encode()) == []
