"""Years of operation at speed, judged from the log alone by a checker that knows nothing of the house."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from audit.verify import verify
from draw_service.rules.refusals import NotFound, OutOfOrder
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import open_keyring
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_policy import export_policy
from scoring.rules.working_days import Calendar
from tests.faults.checker import check
from tests.faults.operation import Operation
from tests.faults.scans import listen, walks
from tests.rules.examples import shanghai
from tests.store.fakes import SeededEntropy
from tests.usecases.fakes import Town
from tests.usecases.settled import on_the_store

Change = Callable[[list[dict[str, Any]]], None]


MAY_BE_WALKED = {
    # the register, read whole at every lock
    *("expert", "company", "company_alias", "absence"),
    # what waits for its place
    "log_pending",
    # each new slip is held against every share that was ever revealed
    "ix_journal_event_revealed",
}


def operate(
    address: str,
    folder: Path,
    first: date,
    last: date,
    each: int,
    seed: int,
    said: dict[str, str],
) -> Operation:
    town = Town(shanghai(f"{first - timedelta(days=3)} 08:00"))
    entropy, engine = SeededEntropy(b"years %d" % seed), open_engine(address)
    listen(engine, said)
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    keyring = open_keyring(folder / "keyring.json", entropy, origin="panel.test/log", argon2=cheap)

    def books() -> SqlBooks:
        return SqlBooks(engine, keyring)

    house = on_the_store(town, engine, keyring, entropy, books)
    made = Operation(house, town.clock, Random(seed))
    made.fill_register(town.clock.now())
    made.run(working_days(house.calendar(), first, last), each)
    house.sequence()
    return made


def working_days(calendar: Calendar, first: date, last: date) -> list[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if calendar.is_working_day(day).working]


def leaves_of(made: Operation) -> list[bytes]:
    with made.house.books() as books:
        return list(books.journal.leaves())


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Each kind of statement of the fortnight."""
    return {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("month")


@pytest.fixture(scope="module")
def month(sqlite_template: Path, folder: Path, said: dict[str, str]) -> Operation:
    database = folder / "panel.db"
    database.write_bytes(sqlite_template.read_bytes())
    return operate(f"sqlite:///{database}", folder, date(2024, 4, 1), date(2024, 4, 12), 1, 3, said)


def test_a_fortnight_breaks_no_rule(month: Operation) -> None:
    found = check(leaves_of(month))
    assert found.broken == []
    assert found.seen["one project in a room (Art. 11)"] > 20
    assert found.seen["sealed when every seat is settled (Art. 8(3))"] >= 8
    assert month.done["calls"] > 100


def test_no_act_walks_through_what_is_over(month: Operation, folder: Path, said: dict[str, str]) -> None:
    assert month.done["draws"] > 5
    assert len(said) > 50
    assert walks(folder / "panel.db", said.values(), MAY_BE_WALKED) == []


def test_a_walk_is_seen(month: Operation, folder: Path) -> None:
    assert month.done
    through = "SELECT id FROM journal_event WHERE type = 'draw.locked'"
    [found] = walks(folder / "panel.db", [through, "SELECT id FROM journal_event WHERE id = 3"], ())
    assert found == f"journal_event: {through}"


@pytest.mark.slow
@pytest.mark.timeout(5400)
def test_two_years_break_no_rule(sqlite_address: str, tmp_path: Path) -> None:
    made = operate(sqlite_address, tmp_path, date(2024, 1, 2), date(2025, 12, 31), 2, 11, {})
    leaves = leaves_of(made)
    found = check(leaves)
    print(f"{len(leaves)} leaves, {dict(made.done)}, rules looked at: {dict(found.seen)}")
    assert found.broken == []
    assert made.done["draws"] >= 950
    assert made.done["calls"] >= 19_000
    assert made.done["objections"] >= 400
    assert made.done["confirmed 2024"] == 1
    assert all(count > 0 for count in found.seen.values())
    policy = export_policy(made.house)
    with made.house.books() as books:
        rows = books.draws.newest(2000)
    verified = 0
    for row in rows[::20]:
        try:
            bundle = export_bundle(made.house, row.draw_id, "public")
        except (NotFound, OutOfOrder):
            continue  # ended without a result to announce, or under way on the last day
        assert verify(bundle, policy=policy).exit_code == 0, row.draw_id
        verified += 1
    assert verified >= 40


# --- a checker that finds nothing would pass as well ------------------------------------------------------


def first(said: Iterable[dict[str, Any]], type: str, at: int = 0) -> dict[str, Any]:
    return [one for one in said if one["type"] == type][at]


def _second_lock(said: list[dict[str, Any]]) -> None:
    lock = first(said, "draw.locked")
    said.insert(said.index(lock) + 1, json.loads(json.dumps(lock)))


def _names_early(said: list[dict[str, Any]]) -> None:
    opened = first(said, "roster.unsealed")
    filed = next(one for one in said if one.get("draw") == opened["draw"])
    filed["body"]["signin_at"] = "2031-01-01T00:00:00Z"


def _same_hand(said: list[dict[str, Any]]) -> None:
    confirmed = first(said, "conduct.confirmed")
    drafted = next(one for one in said if one.get("stream") == confirmed["stream"])
    confirmed["body"]["by"] = drafted["body"]["by"]


def _skips_one(said: list[dict[str, Any]]) -> None:
    calls = [one for one in said if one["type"] == "seat.called" and one["body"]["ordinal"] == 1]
    calls[0]["body"]["ordinal"] = 2


def _another_in_the_room(said: list[dict[str, Any]]) -> None:
    sealed = first(said, "draw.sealed")
    entered = first(said, "room.entered", 4)
    assert entered["draw"] != sealed["draw"]
    said.remove(entered)
    entered["at"] = sealed["at"]
    said.insert(said.index(sealed), entered)


def _leaves_early(said: list[dict[str, Any]]) -> None:
    closed = first(said, "draw.closed")
    arrived = [one for one in said if one["type"] == "seat.arrived" and one["draw"] == closed["draw"]]
    said.remove(arrived[-1])


def _two_confirm(said: list[dict[str, Any]]) -> None:
    entered = [one for one in said if one["type"] == "room.entered"]
    entered[0]["body"]["phone_deposited"] = False


def _gone(said: list[dict[str, Any]]) -> None:
    said.remove(first(said, "seat.answered"))


def rechained(leaves: Sequence[bytes], change: Change) -> list[bytes]:
    """The log as its owner would write it anew around a change: every number and hash fits again."""
    said = [json.loads(leaf) for leaf in leaves]
    change(said)
    heads: dict[str, tuple[int, str]] = {}
    made = []
    for one in said:
        chain = one.get("draw") or one["stream"]
        one["n"], one["prev"] = heads.get(chain, (0, ""))
        leaf = json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        heads[chain] = (one["n"] + 1, sha256(leaf).hexdigest())
        made.append(leaf)
    return made


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (_second_lock, "one application, one lock, one order"),
        (_names_early, "no name before the sign-in time"),
        (_same_hand, "nobody confirms an entry of their own"),
        (_skips_one, "the next in the order is called"),
        (_another_in_the_room, "one project in a room"),
        (_leaves_early, "nobody leaves before all are there"),
        (_two_confirm, "the parties are in the room"),
        (_gone, "nobody is called for a seat that is taken"),
    ],
)
def test_the_checker_finds_what_was_done(month: Operation, change: Change, rule: str) -> None:
    broken = check(rechained(leaves_of(month), change)).broken
    assert any(line.startswith(rule) for line in broken), broken[:5]


def test_a_leaf_taken_out_breaks_its_chain(month: Operation) -> None:
    leaves = leaves_of(month)
    gone = next(at for at, leaf in enumerate(leaves) if b'"seat.called"' in leaf)
    broken = check(leaves[:gone] + leaves[gone + 1 :]).broken
    assert any("numbered without gaps" in line for line in broken)


def test_unchanged_it_is_rechained_to_itself(month: Operation) -> None:
    assert check(rechained(leaves_of(month), lambda _said: None)).broken == []
