"""``panel migrate`` and ``panel copy``: what they say, what they refuse, what they leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from draw_service import wiring
from draw_service.cli import main
from draw_service.settings import Settings
from draw_service.store.engine import open_engine
from draw_service.store.migrations import upgrade_within


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def house(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    wiring.open_house(Settings(data=folder, _env_file=None))  # type: ignore[call-arg]
    return folder


def set_back(folder: Path, revision: str) -> None:
    (folder / "panel.db").unlink()
    engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
    with engine.begin() as connection:
        upgrade_within(connection, to=revision)
    engine.dispose()


def test_migrate_tells_what_it_will_do_and_does_it_once_told(
    house: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_back(house, "0007")
    monkeypatch.setattr("typer.confirm", lambda *_words, **_named: (_ for _ in ()).throw(KeyboardInterrupt))
    code, out, _err = run(capsys, "migrate", "--data", house)
    assert code == 130
    assert "0008" in out
    assert "panel backup --to" in out
    code, out, _err = run(capsys, "migrate", "--yes", "--data", house, "--lang", "en")
    assert (code, "0008" in out) == (0, True)
    code, out, _err = run(capsys, "migrate", "--data", house, "--lang", "en")
    assert (code, "newest schema" in out) == (0, True)


def test_a_newer_database_is_refused(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_engine(f"sqlite:///{house / 'panel.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for words in (("migrate", "--yes"), ("keys", "rotate")):
        code, _out, err = run(capsys, *words, "--data", house, "--lang", "en")
        assert (code, "database-newer" in err) == (4, True)


def test_copy_moves_the_house_and_will_not_do_it_twice(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = f"sqlite:///{tmp_path / 'other.db'}"
    code, out, _err = run(capsys, "copy", "--to", to, "--data", house, "--lang", "en")
    assert (code, "the log verifies" in " ".join(out.split())) == (0, True)
    code, _out, err = run(capsys, "copy", "--to", to, "--data", house, "--lang", "en")
    assert (code, "database-taken" in err) == (4, True)
    code, _out, err = run(capsys, "copy", "--to", "mysql://x/y", "--data", house, "--lang", "en")
    assert (code, "setting-wrong" in err) == (4, True)
    moved = Settings(data=house, database=to, _env_file=None)  # type: ignore[call-arg]
    assert wiring.open_house(moved).log_vkey
