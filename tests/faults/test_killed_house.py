"""Killed while it is made, while a roster comes in, while its keys change: whole or not at all."""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import select
from sqlmodel import Session

from draw_service.store.engine import open_engine
from draw_service.store.keyring import open_keyring
from draw_service.store.rotation import encrypted_columns, remaining
from draw_service.store.rows import row_id
from tests.faults.conftest import Lives
from tests.faults.life import EXPERTS
from tests.store.fakes import SeededEntropy


def experts_in(folder: Path) -> int:
    database = sqlite3.connect(f"file:{folder / 'panel.db'}?mode=ro", uri=True)
    found: int = database.execute("SELECT count(*) FROM expert").fetchone()[0]
    database.close()
    return found


def cells(folder: Path) -> int:
    """Opens every encrypted cell with the keyring as it stands; returns how many there are."""
    keyring = open_keyring(folder / "keyring.json", SeededEntropy(b"reader"))
    engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
    opened = 0
    with Session(engine) as session:
        for table, columns in encrypted_columns():
            keys = list(table.primary_key.columns)
            for row in session.execute(select(*keys, *columns)).mappings():
                key = {column.name: row[column.name] for column in keys}
                for column in columns:
                    if row[column.name] is not None:
                        keyring.cipher.open(table.name, column.name, row_id(key), row[column.name])
                        opened += 1
    engine.dispose()
    return opened


def test_first_use_can_be_killed_anywhere(lives: Lives, tmp_path: Path) -> None:
    for kill_at in count(1):
        folder = lives.begin(tmp_path / str(kill_at))
        ended = lives.live(folder, kill_at, "first-use")
        if ended == "done":
            break
        assert (kill_at, ended) == (kill_at, "killed")
        assert (kill_at, lives.live(folder, 0, "import")) == (kill_at, "done")
        assert experts_in(folder) == EXPERTS
        assert cells(folder) > EXPERTS
    assert kill_at > 4


# Two boundaries for the keyring, two for the schema, one for the roster, two for the commit.
@pytest.mark.parametrize(("kill_at", "kept"), [(5, 0), (6, 0), (7, EXPERTS)])
def test_a_roster_comes_in_whole_or_not_at_all(lives: Lives, tmp_path: Path, kill_at: int, kept: int) -> None:
    folder = lives.begin(tmp_path / "import")

    assert lives.live(folder, kill_at, "import") == "killed"

    assert experts_in(folder) == kept
    assert lives.live(folder, 0, "import") == "done"
    assert experts_in(folder) == EXPERTS


@pytest.fixture(scope="package")
def finished(lives: Lives, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with a roster and a draw in the middle of its calls."""
    folder = lives.begin(tmp_path_factory.mktemp("finished") / "house")
    assert lives.live(folder, 100) == "killed"
    return folder


def rotate_killed(lives: Lives, house: Path, folder: Path, kill_at: int) -> bool:
    """Kill the rotation at one boundary and run it again; False when it was done before."""
    copytree(house, folder)
    all_cells = cells(folder)
    ended = lives.live(folder, kill_at, "rotation")
    assert (kill_at, ended) in {(kill_at, "killed"), (kill_at, "done")}
    assert cells(folder) == all_cells
    if ended == "done":
        return False
    assert (kill_at, lives.live(folder, 0, "rotation")) == (kill_at, "done")
    assert cells(folder) == all_cells
    keyring = open_keyring(folder / "keyring.json", SeededEntropy(b"reader"))
    assert len(keyring.key_ids) == 1
    engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
    assert remaining(engine, keyring.cipher) == 0
    engine.dispose()
    # A key that was dropped is nowhere any more.
    assert [path.name for path in folder.iterdir() if "keyring" in path.name] == ["keyring.json"]
    return True


@pytest.mark.parametrize("kill_at", [3, 4, 5, 6, 21])
def test_a_rotation_can_be_killed(lives: Lives, finished: Path, tmp_path: Path, kill_at: int) -> None:
    assert rotate_killed(lives, finished, tmp_path / "house", kill_at)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_rotation_can_be_killed_anywhere(lives: Lives, finished: Path, tmp_path: Path) -> None:
    for kill_at in count(1):
        if not rotate_killed(lives, finished, tmp_path / str(kill_at), kill_at):
            break
    assert kill_at > 40
