"""The ``panel`` command in this process, on a data folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from draw_service.cli import app
from draw_service.documents.rosters_out import write_roster
from draw_service.drill.city import make_city
from draw_service.drill.city_file import write_city_xlsx

Panel = Callable[..., Result]
EXPERTS = 40


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from outside, English, a terminal of 80 columns, an empty folder."""
    for name in ("DATABASE", "KEYRING", "ORIGIN", "PRINTER", "DATA"):
        monkeypatch.delenv(f"PANEL_{name}", raising=False)
    monkeypatch.setenv("PANEL_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def panel() -> Panel:
    """Runs ``panel`` with these words; nothing but a deliberate exit may leave it."""

    def run(*words: object) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return run


@pytest.fixture(scope="session")
def good_roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roster without a fault."""
    path = tmp_path_factory.mktemp("rosters") / "good.xlsx"
    write_roster(make_city(3, EXPERTS).records, path)
    return path


@pytest.fixture(scope="session")
def bad_roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same people typed by several hands, twenty rows bad."""
    path = tmp_path_factory.mktemp("rosters") / "bad.xlsx"
    write_city_xlsx(make_city(3, EXPERTS), path)
    return path


def said(result: Result) -> str:
    """What was said on both streams, lines joined as a reader joins them."""
    return " ".join(f"{result.stdout} {result.stderr}".split())
