"""Every command explains itself in 80 columns, and says no in words: a code, a reason, what to do."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from click import Command, Group
from rich.cells import cell_len

from audit.refusal import Refusal
from draw_service.cli import app
from draw_service.rules import refusals
from tests.cli.conftest import Panel, said
from tests.house.repository import subclasses

REFUSED = 4
BY_CODE = {one.code: one for one in subclasses(Refusal) if one.__module__ == refusals.__name__}


def _words(command: Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, Group):
        for name, below in command.commands.items():
            yield from _words(below, (*words, name))


@pytest.mark.parametrize("words", list(_words(typer.main.get_command(app))), ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_fits_a_small_terminal(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], lang: str
) -> None:
    monkeypatch.setenv("PANEL_LANG", lang)

    result = panel(*words, "--help")

    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if cell_len(line) > 80] == []
    assert "Usage" in result.stdout


# --- refusals ---------------------------------------------------------------------------------------------


def folder() -> None:
    Path("it").mkdir()


def nothing() -> None:
    """The path is not there."""


def garbage() -> None:
    Path("it").write_bytes(b"\x00\xff" * 900)


def data_is_a_file() -> None:
    Path("house").write_text("")


def damaged_database() -> None:
    Path("house").mkdir()
    Path("house/panel.db").write_bytes(b"no database " * 900)


def database_is_a_folder() -> None:
    Path("house/panel.db").mkdir(parents=True)


def damaged_keyring() -> None:
    Path("house").mkdir()
    Path("house/keyring.json").touch(mode=0o600)
    Path("house/keyring.json").write_text('{"format": "panel-keyring/1"}')


def exposed_keyring() -> None:
    Path("house").mkdir()
    Path("house/keyring.json").write_text("{}")
    Path("house/keyring.json").chmod(0o644)


IMPORT, EXPORT = "pool import it --data house", "pool export out.xlsx --data house"
CASES: list[tuple[Callable[[], None], str, str]] = [
    (nothing, IMPORT, "path-unusable"),
    (folder, IMPORT, "path-unusable"),
    (garbage, IMPORT, "file-refused"),
    (nothing, "pool specialties it --edition x --data house", "path-unusable"),
    (folder, "pool specialties it --edition x --data house", "path-unusable"),
    (nothing, "pool export it/out.xlsx --data house", "path-unusable"),
    (folder, "pool export it --data house", "path-unusable"),
    (nothing, "pool template it/out.xlsx", "path-unusable"),
    (folder, "pool template it", "path-unusable"),
    (nothing, "slip tenderer AP-1.1 --out it/slip.txt", "path-unusable"),
    (folder, "slip tenderer AP-1.1 --out it", "path-unusable"),
    (nothing, "slip regulator no/draw", "bad-input"),
    (garbage, "demo --out it", "folder-in-use"),
    (garbage, "demo --out it/below", "path-unusable"),
    (data_is_a_file, EXPORT, "path-unusable"),
    (data_is_a_file, "keys show --data house", "path-unusable"),
    (damaged_database, EXPORT, "database-unusable"),
    (damaged_database, "keys rotate --data house", "database-unusable"),
    (database_is_a_folder, EXPORT, "database-unusable"),
    (damaged_keyring, EXPORT, "keyring-damaged"),
    (damaged_keyring, "keys show --data house", "keyring-damaged"),
    (damaged_keyring, "keys rotate --data house", "keyring-damaged"),
    (exposed_keyring, "keys show --data house", "keyring-exposed"),
]


def check_refused(panel: Panel, words: str, code: str) -> None:
    """Code, reason and what to do, in both languages, exit 4, nothing on the output stream."""
    for lang in ("zh", "en"):
        result = panel(*words.split(), "--lang", lang)
        told = "".join(result.stderr.split())
        assert result.exit_code == REFUSED, said(result)
        assert told.startswith(f"✋{code}:"), result.stderr
        kind = BY_CODE[code]
        for sentence in (kind.zh, kind.todo_zh) if lang == "zh" else (kind.en, kind.todo_en):
            fixed = max(re.split(r"\{\w+\}", sentence), key=len)
            assert "".join(fixed.split()) in told
        assert result.stdout == ""


@pytest.mark.parametrize(
    ("arrange", "words", "code"), CASES, ids=[f"{a.__name__}: {w.split(' --')[0]}" for a, w, _code in CASES]
)
def test_a_bad_path_is_refused_in_words(
    panel: Panel, arrange: Callable[[], None], words: str, code: str
) -> None:
    arrange()

    check_refused(panel, words, code)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("PANEL_DATABASE", "mysql://here/panel", "setting-wrong"),
        ("PANEL_DATABASE", "not a url", "setting-wrong"),
        ("PANEL_DATABASE", "postgresql://127.0.0.1:1/none", "database-unusable"),
        ("PANEL_PRINTER", 'lp "', "setting-wrong"),
        ("PANEL_ORIGIN", "two words", "setting-wrong"),
    ],
)
def test_a_bad_setting_is_refused_in_words(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str
) -> None:
    monkeypatch.setenv(name, value)

    check_refused(panel, EXPORT, code)


def test_a_folder_one_may_not_write_is_refused(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, good_roster: Path
) -> None:
    # Root may write anywhere, so the answer of the system is given here.
    monkeypatch.setattr("os.access", lambda *_asked: False)

    check_refused(panel, "pool template out.xlsx", "path-unusable")


def test_another_keyring_than_the_databases_is_refused(panel: Panel, good_roster: Path) -> None:
    panel("pool", "import", good_roster, "--data", "house")
    panel("keys", "rotate", "--data", "house")
    Path("house/keyring.json").unlink()

    check_refused(panel, EXPORT, "keyring-foreign")


# --- slip and keys ----------------------------------------------------------------------------------------


def test_a_slip_is_its_owners_alone_and_never_overwritten(panel: Panel) -> None:
    words = ("slip", "tenderer", "AP-2026-0001.1", "--out", "slip.txt", "--extra", "3526")

    first = panel(*words)
    kept = Path("slip.txt").read_text("utf-8")

    assert (first.exit_code, first.output) == (0, "")
    assert stat.S_IMODE(Path("slip.txt").stat().st_mode) == 0o600
    assert "AP-2026-0001.1" in kept
    check_refused(panel, " ".join(words), "path-unusable")
    assert Path("slip.txt").read_text("utf-8") == kept


def test_two_slips_share_nothing(panel: Panel) -> None:
    one, two = (panel("slip", "tenderer", "AP-1.1", "--lang", "en").stdout for _ in range(2))

    codes = re.compile(r"[0-9a-f]{64}|(?:[0-9A-Z]{5} ){10}[0-9A-Z]{5}")
    assert len(codes.findall(one)) == 4
    assert not set(codes.findall(one)) & set(codes.findall(two))


def test_keys_are_shown_by_name_and_rotated(panel: Panel, good_roster: Path) -> None:
    panel("pool", "import", good_roster, "--data", "house")
    before = panel("keys", "show", "--data", "house")
    secrets = json.loads(Path("house/keyring.json").read_text())

    rotated = panel("keys", "rotate", "--data", "house")
    after = panel("keys", "show", "--data", "house")

    assert before.stdout.splitlines()[1] == "columns c1"
    assert rotated.exit_code == 0, said(rotated)
    assert re.fullmatch(r"c2: [1-9][0-9]*\n", rotated.stdout)
    assert after.stdout.splitlines() == [before.stdout.splitlines()[0], "columns c2"]
    for key in (*secrets["columns"].values(), secrets["log"], secrets["lookup"], secrets["roster"]):
        assert key not in before.output + rotated.output + after.output
    assert panel("pool", "export", "out.xlsx", "--data", "house").exit_code == 0
