"""A fresh database for each test, on SQLite and on PostgreSQL.

``PANEL_TEST_POSTGRES`` holds the URL of a server (``tests/postgres_server.sh`` makes one). Without it those
tests are skipped with the reason; ``PANEL_NO_SKIPS=1`` turns the skip into a failure.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, make_url, text

from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.migrations import upgrade
from tests.store.fakes import SeededEntropy

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
_numbers = count(1)
LONG = (
    "tests/worker/test_workers.py",
    "tests/demo/test_demo.py",
    "tests/cli/test_serve.py",
    "tests/browser/test_slip_page.py",
    "tests/browser/test_verifier_agrees.py",
    "tests/browser/test_verifier_page.py",
    "tests/demo/test_secrecy.py",
    "tests/store/test_concurrency.py",
    "tests/cli/test_public.py",
    "tests/usecases/calling/test_calling.py",
    "tests/faults/test_killed_house.py",
    "tests/faults/test_races.py",
    "tests/bench/test_bench.py",
    "tests/cli/test_backup.py",
    "tests/store/test_migrations.py",
    "tests/store/test_copying.py",
    "tests/cli/test_keys.py",
    "tests/usecases/calling/test_fallback.py",
    "tests/browser/test_draw_room.py",
)
"""Files that take longest or wait for other processes, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files begin first: none is left to one process while the others have nothing more to do. All the
    rest, and the tests of each file, stay in their random order."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(LONG)))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session", autouse=True)
def quick_houses(request: pytest.FixtureRequest) -> Iterator[None]:
    """See ``tests.prepared``. A run of rules alone has loaded no house, and is not made to."""
    if "draw_service.wiring" not in sys.modules:
        yield
        return
    from tests.prepared import prepared

    with prepared(request.getfixturevalue("sqlite_template")):
        yield


@pytest.fixture(scope="session")
def postgres_url() -> str:
    url = os.environ.get("PANEL_TEST_POSTGRES", "")
    if not url:
        why = "no PostgreSQL: set PANEL_TEST_POSTGRES (see tests/postgres_server.sh)"
        if os.environ.get("PANEL_NO_SKIPS") == "1":
            pytest.fail(why)
        pytest.skip(why)
    return url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    name = f"panel_template_{os.getpid()}"
    with _created(postgres_url, name, "template0") as url:
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        yield name


class _created:
    """A database for as long as the context is open."""

    def __init__(self, server: str, name: str, template: str) -> None:
        self._engine = open_engine(server).execution_options(isolation_level="AUTOCOMMIT")
        self._url, self._name, self._template = make_url(server).set(database=name), name, template

    def __enter__(self) -> str:
        with self._engine.connect() as connection:
            # Copied as files, a small database is there in half the time.
            how = "STRATEGY FILE_COPY" if (connection.dialect.server_version_info or ()) >= (15,) else ""
            connection.execute(text(f"CREATE DATABASE {self._name} TEMPLATE {self._template} {how}"))
        return self._url.render_as_string(hide_password=False)

    def __exit__(self, *_error: object) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {self._name} WITH (FORCE)"))
        self._engine.dispose()


@pytest.fixture
def postgres_address(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """URL of a database of its own, schema in place, on PostgreSQL."""
    with _created(postgres_url, f"panel_{os.getpid()}_{next(_numbers)}", postgres_template) as url:
        yield url


@pytest.fixture
def sqlite_address(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of a database of its own, schema in place, on SQLite."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'panel.db')}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def blank_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database of its own without a schema, on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    with _created(server, f"panel_{os.getpid()}_{next(_numbers)}", "template0") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest) -> str:
    """Either; a test that asks for it runs on both."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    found = open_engine(address)
    yield found
    found.dispose()


@pytest.fixture
def entropy() -> SeededEntropy:
    return SeededEntropy(b"test")


@pytest.fixture
def keyring(tmp_path: Path, entropy: SeededEntropy) -> Keyring:
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    return open_keyring(tmp_path / "keys" / "keyring.json", entropy, origin="panel.test/log", argon2=cheap)


@pytest.fixture
def books_factory(engine: Engine, keyring: Keyring) -> Callable[[], SqlBooks]:
    """What ``House.books`` is: each call opens another transaction on the same database."""
    return lambda: SqlBooks(engine, keyring)
