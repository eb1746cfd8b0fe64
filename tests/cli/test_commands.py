"""Every command explains itself in 80 columns, and says no in words: a code, a reason, what to do."""

from __future__ import annotations

import errno
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
BY_CODE = {one.code: one for one in subclasses(Refusal) if one.__module__.startswith(refusals.__name__)}


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
    assert "…" not in result.stdout
    assert "Usage" in result.stdout


# --- refusals ---------------------------------------------------------------------------------------------


def folder() -> None:
    Path("it").mkdir()


def nothing() -> None:
    """The path is not there."""


def garbage() -> None:
    Path("it").write_bytes(b"\x00\xff" * 900)


def spreadsheet() -> None:
    Path("out.xlsx").write_text("years of work")


def data_is_a_file() -> None:
    Path("house").write_text("")


def damaged_database() -> None:
    Path("house").mkdir()
    Path("house/panel.db").write_bytes(b"no database " * 900)


def damaged_keyring() -> None:
    Path("house").mkdir()
    Path("house/panel.db").touch()
    Path("house/keyring.json").touch(mode=0o600)
    Path("house/keyring.json").write_text('{"format": "panel-keyring/1"}')


def exposed_keyring() -> None:
    Path("house").mkdir()
    Path("house/keyring.json").write_text("{}")
    Path("house/keyring.json").chmod(0o644)


IMPORT, EXPORT = "pool import it --data house", "pool export out.xlsx --data house"
CASES: list[tuple[Callable[[], None], str, str]] = [
    (nothing, IMPORT, "path-missing"),
    (folder, IMPORT, "path-is-folder"),
    (garbage, IMPORT, "file-refused"),
    (nothing, "pool specialties it --edition x --data house", "path-missing"),
    (folder, "pool specialties it --edition x --data house", "path-is-folder"),
    (nothing, "pool export it/out.xlsx --data house", "path-missing"),
    (folder, "pool export it --data house", "path-is-folder"),
    (nothing, "pool export out.csv --data house", "not-spreadsheet"),
    (nothing, "pool template it/out.xlsx", "path-missing"),
    (folder, "pool template it", "path-is-folder"),
    (nothing, "pool template out.csv", "not-spreadsheet"),
    (spreadsheet, "pool template out.xlsx", "path-taken"),
    (spreadsheet, EXPORT, "path-taken"),
    (spreadsheet, "pool import out.xlsx --report out.xlsx --data house", "path-taken"),
    (nothing, "slip tenderer AP-2026-0001.1 --out it/slip.txt", "path-missing"),
    (folder, "slip tenderer AP-2026-0001.1 --out it", "path-taken"),
    (nothing, "slip regulator no/draw", "draw-id-wrong"),
    (nothing, "slip regulator AP-2026-0001", "draw-id-wrong"),
    (garbage, "demo --out it", "path-taken"),
    (garbage, "demo --out it/below", "path-unusable"),
    (nothing, EXPORT, "no-data-folder"),
    (nothing, "keys show --data house", "no-data-folder"),
    (nothing, "keys rotate --data house", "no-data-folder"),
    (damaged_database, EXPORT, "keyring-missing"),
    (damaged_database, "keys show --data house", "keyring-missing"),
    (damaged_database, "keys rotate --data house", "keyring-missing"),
    (damaged_database, "pool import out.xlsx --data house", "path-missing"),
    (data_is_a_file, EXPORT, "path-unusable"),
    (data_is_a_file, "keys show --data house", "path-unusable"),
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
        assert told.startswith("【不予办理】" if lang == "zh" else "Refused:"), result.stderr
        assert told.endswith(f"[{code}]"), result.stderr
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
    panel: Panel, monkeypatch: pytest.MonkeyPatch, good_roster: Path, name: str, value: str, code: str
) -> None:
    monkeypatch.setenv(name, value)

    check_refused(panel, f"pool import {good_roster} --data house", code)
    assert not Path("house/keyring.json").exists()


def test_a_folder_one_may_not_write_is_refused(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, good_roster: Path
) -> None:
    # Root may write anywhere, so the answer of the system is given here.
    monkeypatch.setattr("os.access", lambda *_asked: False)

    check_refused(panel, "pool template out.xlsx", "path-forbidden")


def test_a_full_disk_is_named_and_leaves_nothing_half_written(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_replaced: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    Path("out.xlsx").write_text("before")
    monkeypatch.setattr("os.replace", full)

    check_refused(panel, "pool template out.xlsx --force", "disk-full")
    assert [path.name for path in Path().iterdir()] == ["out.xlsx"]
    assert Path("out.xlsx").read_text() == "before"


@pytest.mark.parametrize("damage", [b"no database " * 900, None], ids=["garbage", "folder"])
def test_a_damaged_database_is_refused(panel: Panel, good_roster: Path, damage: bytes | None) -> None:
    panel("pool", "import", good_roster, "--data", "house")
    for file in Path("house").glob("panel.db*"):
        file.unlink()
    if damage is None:
        Path("house/panel.db").mkdir()
    else:
        Path("house/panel.db").write_bytes(damage)

    check_refused(panel, EXPORT, "database-unusable")
    check_refused(panel, "keys rotate --data house", "database-unusable")


def test_another_keyring_than_the_databases_is_refused(panel: Panel, good_roster: Path) -> None:
    for data in ("house", "other"):
        panel("pool", "import", good_roster, "--data", data)
        panel("keys", "rotate", "--data", data)
    Path("other/keyring.json").replace("house/keyring.json")

    check_refused(panel, EXPORT, "keyring-foreign")


def test_a_database_without_its_keyring_is_refused_and_gets_no_other(panel: Panel, good_roster: Path) -> None:
    panel("pool", "import", good_roster, "--data", "house")
    Path("house/keyring.json").unlink()

    for words in (EXPORT, f"pool import {good_roster} --data house", "keys show --data house"):
        check_refused(panel, words, "keyring-missing")
    assert not Path("house/keyring.json").exists()


def test_a_named_database_without_its_keyring_keeps_none(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, good_roster: Path
) -> None:
    panel("pool", "import", good_roster, "--data", "house")
    # An address in another form than ours: whether the database is there is known when it is asked.
    monkeypatch.setenv("PANEL_DATABASE", "sqlite+pysqlite:///house/panel.db")
    monkeypatch.setenv("PANEL_KEYRING", "elsewhere.json")

    check_refused(panel, f"pool import {good_roster}", "keyring-missing")
    assert not Path("elsewhere.json").exists()


@pytest.mark.parametrize("words", [EXPORT, "keys show --data house", "keys rotate --data house"])
def test_a_command_that_reads_makes_nothing(panel: Panel, words: str) -> None:
    check_refused(panel, words, "no-data-folder")
    assert list(Path().iterdir()) == []


# --- slip and keys ----------------------------------------------------------------------------------------


def test_a_slip_is_its_owners_alone_and_never_overwritten(panel: Panel) -> None:
    words = ("slip", "tenderer", "AP-2026-0001.1", "--out", "slip.txt", "--extra", "3526")

    first = panel(*words)
    kept = Path("slip.txt").read_text("utf-8")

    assert first.exit_code == 0
    assert not re.search(r"[0-9A-Z]{5} [0-9A-Z]{5}", first.output)
    assert stat.S_IMODE(Path("slip.txt").stat().st_mode) == 0o600
    assert "AP-2026-0001.1" in kept
    check_refused(panel, " ".join(words), "path-taken")
    assert Path("slip.txt").read_text("utf-8") == kept


@pytest.mark.parametrize(("typed", "party"), [("招标人", "tenderer"), ("监管部门", "regulator")])
def test_a_party_may_be_named_in_chinese(panel: Panel, typed: str, party: str) -> None:
    made = panel("slip", typed, "ap-2026-0001.2", "--lang", "en")

    assert made.exit_code == 0
    assert f"Witness slip  {party}  AP-2026-0001.2" in made.stdout


def test_two_slips_share_nothing(panel: Panel) -> None:
    one, two = (panel("slip", "tenderer", "ap-2026-0001.1", "--lang", "en").stdout for _ in range(2))

    codes = re.compile(r"[0-9a-f]{64}|(?:[0-9A-Z]{5} ){10}[0-9A-Z]{5}")
    assert len(codes.findall(one)) == 4
    assert not set(codes.findall(one)) & set(codes.findall(two))


def test_keys_are_shown_by_name_and_rotated(panel: Panel, good_roster: Path) -> None:
    panel("pool", "import", good_roster, "--data", "house")
    before = panel("keys", "show", "--data", "house")
    secrets = json.loads(Path("house/keyring.json").read_text())

    rotated = panel("keys", "rotate", "--data", "house")
    after = panel("keys", "show", "--data", "house")

    assert before.stdout.splitlines()[1].endswith(": c1")
    assert rotated.exit_code == 0, said(rotated)
    assert re.match(r"Column key c2 is in use, [1-9][0-9]* rows rewritten;", rotated.stdout)
    assert after.stdout.splitlines()[0] == before.stdout.splitlines()[0]
    assert after.stdout.splitlines()[1].endswith(": c2")
    for key in (*secrets["columns"].values(), secrets["log"], secrets["lookup"], secrets["roster"]):
        assert key not in before.output + rotated.output + after.output
    assert panel("pool", "export", "out.xlsx", "--data", "house").exit_code == 0
