"""``panel backup`` and ``panel restore``: a copy that can be put back, and no way back into the past."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from draw_service import operations
from draw_service.rules.refusals import WitnessRefuses
from draw_service.settings import Settings
from draw_service.store.engine import open_engine
from tests.cli.conftest import Panel, said

_numbers = count(1)


@pytest.fixture
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups are named after their second: each is taken in one of its own."""
    ticks = count()
    start = datetime.now(UTC).replace(microsecond=0)
    monkeypatch.setattr(
        "draw_service.operations.wiring.SystemClock.now",
        lambda _self: start + timedelta(seconds=next(ticks)),
    )


@pytest.fixture(autouse=True)
def engines(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A command leaves its connections to the end of its process; here there is none."""
    opened: list[Engine] = []

    def recorded(url: str) -> Engine:
        opened.append(open_engine(url))
        return opened[-1]

    monkeypatch.setattr("draw_service.wiring.open_engine", recorded)
    yield
    for one in opened:
        one.dispose()


@dataclass
class House:
    """A house with something in its log, and where its backups are."""

    panel: Panel
    roster: Path
    url: str
    backups: Path = Path("backups")

    def back_up(self) -> Path:
        before = set(self.backups.glob("2*"))
        result = self.panel("backup", "--to", self.backups, "--data", "house")
        assert result.exit_code == 0, said(result)
        (made,) = set(self.backups.glob("2*")) - before
        return made

    def grow(self) -> None:
        """Something happens that the log keeps."""
        assert self.panel("keys", "rotate", "--data", "house").exit_code == 0


@pytest.fixture
def house(
    panel: Panel, good_roster: Path, monkeypatch: pytest.MonkeyPatch, address: str, one_second: None
) -> House:
    monkeypatch.setenv("PANEL_DATABASE", address)
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    made = House(panel, good_roster, address)
    made.grow()
    return made


def elsewhere(house: House) -> str:
    """A database that is not there yet, or empty."""
    if house.url.startswith("sqlite"):
        return f"sqlite:///{Path('elsewhere.db').resolve()}"
    server = open_engine(house.url).execution_options(isolation_level="AUTOCOMMIT")
    name = f"panel_restored_{os.getpid()}_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(house.url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def target(house: House) -> Iterator[str]:
    url = elsewhere(house)
    yield url
    if not url.startswith("sqlite"):
        server = open_engine(house.url).execution_options(isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))
        server.dispose()


def test_what_is_restored_is_the_same_house_and_its_log_goes_on(
    house: House, target: str, panel: Panel
) -> None:
    made = house.back_up()

    result = panel("restore", "--from", made, "--into", target, "--data", "house")

    assert result.exit_code == 0, said(result)
    assert "The log verifies" in said(result)
    again = Settings(data=Path("house"), database=target)
    before = operations.check_database(Settings(data=Path("house"), database=house.url), [])
    assert operations.check_database(again, []).log == before.log
    assert before.log.leaves > 0


def test_an_older_backup_is_refused_beside_a_newer_one(house: House, target: str, panel: Panel) -> None:
    older = house.back_up()
    house.grow()
    house.back_up()

    result = panel("restore", "--from", older, "--into", target, "--data", "house")

    assert result.exit_code == 4
    assert "[log-rolled-back]" in said(result)
    assert "Do not start the service" in said(result)
    if target.startswith("sqlite"):
        assert not Path("elsewhere.db").exists()


def test_a_checkpoint_kept_elsewhere_gives_a_rolled_back_log_away(house: House, panel: Panel) -> None:
    house.back_up()
    house.grow()
    newer = house.back_up()
    note = Path("checkpoint.txt")
    note.write_text(json.loads((newer / "backup.json").read_text())["checkpoint"])
    shutil.rmtree(newer)

    assert panel("backup", "check", "--checkpoint", note, "--data", "house").exit_code == 0
    if house.url.startswith("sqlite"):
        result = panel("restore", "--from", "backups", "--drill", "--checkpoint", note, "--data", "house")
        assert "[log-rolled-back]" in said(result)
        # Without it nothing can be seen, and that is said.
        result = panel("restore", "--from", "backups", "--drill", "--data", "house")
        assert result.exit_code == 0
        assert "There was no other checkpoint" in said(result)


def test_another_houses_checkpoint_proves_nothing(house: House, panel: Panel) -> None:
    Path("none.txt").write_text("not a note")

    result = panel("backup", "check", "--checkpoint", "none.txt", "--data", "house")

    assert result.exit_code == 4
    assert "[checkpoint-foreign]" in said(result)


def test_the_copy_holds_no_key_and_is_its_owners_alone(house: House, panel: Panel) -> None:
    made = house.back_up()
    keyring = json.loads(Path("house/keyring.json").read_text())
    secrets = [
        *keyring["columns"].values(),
        *(keyring[name] for name in ("lookup", "pseudonym", "roster", "log")),
    ]

    for file in made.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
        data = file.read_bytes()
        assert not [key for key in secrets if key.encode() in data]
    assert stat.S_IMODE(made.stat().st_mode) & 0o077 == 0
    assert "keyring" not in {file.stem for file in made.iterdir()}


@pytest.mark.parametrize("what", ["copy", "manifest", "missing"])
def test_a_damaged_backup_is_refused(house: House, target: str, panel: Panel, what: str) -> None:
    made = house.back_up()
    file = next(one for one in made.iterdir() if one.name != "backup.json")
    if what == "copy":
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    elif what == "manifest":
        (made / "backup.json").write_text("{}")
    else:
        file.unlink()

    result = panel("restore", "--from", "backups", "--into", target, "--data", "house")

    assert result.exit_code == 4
    assert "[backup-damaged]" in said(result)


def test_nothing_is_restored_over_a_database(house: House, panel: Panel) -> None:
    made = house.back_up()

    result = panel("restore", "--from", made, "--data", "house")

    assert "[database-taken]" in said(result)


# --- on the embedded database, where a drill is one command -------------------------------------------------


@pytest.fixture
def small(
    panel: Panel, good_roster: Path, monkeypatch: pytest.MonkeyPatch, sqlite_address: str, one_second: None
) -> House:
    monkeypatch.setenv("PANEL_DATABASE", sqlite_address)
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    made = House(panel, good_roster, sqlite_address)
    made.grow()
    return made


def test_a_drill_leaves_nothing_behind(small: House, panel: Panel) -> None:
    small.back_up()
    database = Path(small.url.removeprefix("sqlite:///"))
    before = (sorted(Path().rglob("*")), database.read_bytes())

    result = panel("restore", "--from", "backups", "--drill", "--data", "house")

    assert result.exit_code == 0, said(result)
    assert "Drill done" in said(result)
    assert (sorted(Path().rglob("*")), database.read_bytes()) == before


@pytest.mark.postgres
def test_a_drill_on_a_server_makes_a_database_of_its_own_and_drops_it(
    panel: Panel,
    good_roster: Path,
    monkeypatch: pytest.MonkeyPatch,
    postgres_address: str,
    one_second: None,
) -> None:
    monkeypatch.setenv("PANEL_DATABASE", postgres_address)
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    House(panel, good_roster, postgres_address).back_up()

    result = panel("restore", "--from", "backups", "--drill", "--data", "house")

    assert result.exit_code == 0, said(result)
    assert "Drill done" in said(result)
    server = open_engine(postgres_address)
    with server.connect() as connection:
        left = connection.execute(text("SELECT datname FROM pg_database WHERE datname LIKE 'panel_drill_%'"))
        assert left.all() == []
    # A role that may make none is told what to do.
    with server.begin() as connection:
        connection.execute(text(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'x'"))
    monkeypatch.setenv("PANEL_DATABASE", str(_as(postgres_address, ROLE)))
    refused = panel("restore", "--from", "backups", "--drill", "--data", "house")
    with server.begin() as connection:
        connection.execute(text(f"DROP ROLE {ROLE}"))
    server.dispose()
    assert refused.exit_code == 4
    assert "CREATEDB" in said(refused)


ROLE = f"panel_low_{os.getpid()}"


def _as(url: str, role: str) -> str:
    return make_url(url).set(username=role, password="x").render_as_string(hide_password=False)


def test_witnesses_are_asked_although_they_signed_before_and_in_a_drill_they_are_not(
    small: House, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.back_up()
    asked: list[str] = []

    class Ahead:
        """A witness who has signed this checkpoint and then more."""

        def submit(self) -> None:
            asked.append("submit")

        def time(self) -> None:
            asked.append("time")
            raise WitnessRefuses

    monkeypatch.setattr("draw_service.operations.asked_witnesses", lambda *_given: Ahead())
    words = ("restore", "--from", "backups", "--data", "house")

    assert "[witness-refuses]" in said(panel(*words, "--into", f"sqlite:///{Path('x.db').resolve()}"))
    assert not Path("x.db").exists()
    assert "[witness-refuses]" in said(panel("backup", "check", "--data", "house"))
    assert asked == ["time", "time"]
    result = panel(*words, "--drill")
    assert result.exit_code == 0, said(result)
    assert "no objection" not in said(result)
    assert len(asked) == 2


def test_the_newest_not_after_a_time_is_taken(small: House, panel: Panel) -> None:
    first = small.back_up()
    second = small.back_up()
    stamp = first.name
    at = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[9:11]}:{stamp[11:13]}:{stamp[13:15]}+00:00"

    result = panel("restore", "--from", "backups", "--at", at, "--drill", "--data", "house")
    assert f"{first}" in said(result)
    result = panel("restore", "--from", "backups", "--drill", "--data", "house")
    assert f"{second}" in said(result)
    result = panel("restore", "--from", "backups", "--at", "2001-01-01", "--drill", "--data", "house")
    assert "[backup-missing]" in said(result)
    result = panel("restore", "--from", "backups", "--at", "noon", "--drill", "--data", "house")
    assert "[setting-wrong]" in said(result)


def test_a_log_that_was_written_over_is_refused(small: House, panel: Panel) -> None:
    made = small.back_up()
    database = Path(small.url.removeprefix("sqlite:///"))
    with sqlite3.connect(database) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        ((data,),) = connection.execute("SELECT data FROM journal_event WHERE id = 1").fetchall()
        changed = data.replace(b'"n":0', b'"n":7')
        assert changed != data
        connection.execute("UPDATE journal_event SET data = ? WHERE id = 1", (changed,))
    connection.close()

    result = panel("backup", "check", "--data", "house")

    assert result.exit_code == 4
    assert "[log-unsound]" in said(result)
    assert panel("restore", "--from", made, "--drill", "--data", "house").exit_code == 0


def test_two_futures_of_one_backup_are_told_apart(
    small: House, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = small.back_up()
    twin = f"sqlite:///{Path('twin.db').resolve()}"
    assert panel("restore", "--from", made, "--into", twin, "--data", "house").exit_code == 0
    shutil.copytree("house", "other")
    small.grow()
    newer = small.back_up()
    monkeypatch.setenv("PANEL_DATABASE", twin)
    for _ in range(2):
        assert panel("keys", "rotate", "--data", "other").exit_code == 0
    note = Path("checkpoint.txt")
    note.write_text(json.loads((newer / "backup.json").read_text())["checkpoint"])

    result = panel("backup", "check", "--checkpoint", note, "--data", "other")

    assert "[log-forked]" in said(result)


def test_without_a_folder_it_says_what_is_missing(panel: Panel) -> None:
    assert panel("backup").exit_code == 2
