"""PostgreSQL back to a moment: a base backup and archived WAL, as the runbook says; on its own server."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine, make_url, text
from sqlmodel import Session

from audit import journal
from audit.events import HouseEvent
from draw_service.rules.refusals import LogRolledBack
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring
from draw_service.store.log_check import check_log
from draw_service.store.migrations import upgrade
from tests.cli.served import free_port
from tests.house.repository import ROOT
from tests.store.fakes import NOON

pytestmark = pytest.mark.postgres
SCRIPT = str(ROOT / "tests" / "postgres_server.sh")


class Server:
    """A cluster of its own, its WAL archived; run by the user postgres where the tests are root's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "server"
        url = subprocess.run(
            ["bash", SCRIPT, "start", str(self.folder)], check=True, capture_output=True, text=True
        ).stdout.strip()
        self.url = make_url(url)
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.archive = self.folder / "archive"
        self._as_owner("mkdir", str(self.archive))
        engine = open_engine(self.url).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("ALTER SYSTEM SET archive_mode = on"))
            connection.execute(text(f"ALTER SYSTEM SET archive_command = '{self.archive_command()}'"))
        engine.dispose()
        self._ctl(self.folder / "data", "restart")

    def archive_command(self) -> str:
        """The one of the compose file, for this archive."""
        compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
        found = [one for one in compose["services"]["database"]["command"] if "archive_command=" in one]
        return found[0].partition("=")[2].replace("/archive/", f"{self.archive}/")

    def _as_owner(self, *words: str) -> None:
        owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*owner, *words], cwd=self.folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        log = self.folder / "restored.log"
        assert done.returncode == 0, done.stderr.decode() + (log.read_text() if log.exists() else "")

    def _ctl(self, data: Path, *words: str) -> None:
        log = f"--log={self.folder / 'restored.log'}"
        self._as_owner(f"{self.bin}/pg_ctl", f"--pgdata={data}", log, "--wait", "--silent", *words)

    def base(self) -> Path:
        made = self.folder / "base"
        where = [f"--host={self.url.host}", f"--port={self.url.port}", f"--username={self.url.username}"]
        self._as_owner(f"{self.bin}/pg_basebackup", *where, "--checkpoint=fast", f"--pgdata={made}")
        return made

    def restored(self, base: Path, until: datetime | None) -> tuple[Path, Engine]:
        """A second server on a copy of the base backup, its WAL replayed up to ``until``."""
        data = self.folder / f"restored-{free_port()}"
        self._as_owner("cp", "-a", str(base), str(data))
        told = f"restore_command = 'cp {self.archive}/%f %p'\narchive_mode = off\n"
        if until is not None:
            told += f"recovery_target_time = '{until.isoformat()}'\nrecovery_target_action = 'promote'\n"
        with (data / "postgresql.auto.conf").open("a") as file:
            file.write(told)
        self._as_owner("touch", str(data / "recovery.signal"))
        port = free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
        self._ctl(data, f"--options={options}", "start")
        engine = open_engine(self.url.set(port=port))
        end = time.monotonic() + 30
        while self._recovering(engine):
            assert time.monotonic() < end
            time.sleep(0.1)
        return data, engine

    @staticmethod
    def _recovering(engine: Engine) -> bool:
        with engine.connect() as connection:
            return bool(connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one())

    def stop(self, data: Path, mode: str = "immediate") -> None:
        self._ctl(data, f"--mode={mode}", "stop")


@pytest.fixture
def server(postgres_url: str) -> Iterator[Server]:
    assert postgres_url
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)  # the server runs as another user
        one = Server(Path(made))
        yield one
        subprocess.run(["bash", SCRIPT, "stop", str(one.folder)], check=True, capture_output=True)


def write(engine: Engine, keyring: Keyring, n: int) -> tuple[datetime, str]:
    """One more event in the log; the server's time after it, and the new checkpoint."""
    with SqlBooks(engine, keyring) as books:
        at = NOON + timedelta(seconds=n)
        books.journal.note("keys", HouseEvent.KEY_ROTATED, {"key": f"c{n}", "rows": n}, at)
        books.commit()
    sequence(engine, keyring, at)
    with Session(engine) as session:
        newest = journal.newest_checkpoint(session)
        assert newest is not None
        return session.execute(text("SELECT clock_timestamp()")).scalar_one(), newest[1]


def test_back_to_a_moment_and_no_going_on_from_a_past_others_saw_end(
    server: Server, keyring: Keyring
) -> None:
    engine = open_engine(server.url)
    upgrade(engine)
    write(engine, keyring, 1)
    base = server.base()
    moment, _note = write(engine, keyring, 2)
    time.sleep(0.2)
    _later, note = write(engine, keyring, 3)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_switch_wal()"))
    engine.dispose()
    server.stop(server.folder / "data", "fast")  # hands the last of it to the archive

    data, then = server.restored(base, moment)
    try:
        assert check_log(then, keyring.log.vkey, {}).leaves == 2
        with pytest.raises(LogRolledBack):
            check_log(then, keyring.log.vkey, {"checkpoint.txt": note})
    finally:
        then.dispose()
        server.stop(data)

    data, whole = server.restored(base, None)
    try:
        assert check_log(whole, keyring.log.vkey, {"checkpoint.txt": note}).leaves == 3
    finally:
        whole.dispose()
        server.stop(data)
