"""Whatever a terminal can encode: every command speaks, and none ends with an error of encoding."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
import typer

from draw_service.cli import app, main
from draw_service.documents.qr_text import qr_text
from tests.cli.conftest import Panel
from tests.cli.test_commands import _words

COMMANDS = [" ".join((*words, "--help")) for words in _words(typer.main.get_command(app))]
RUNS = [
    "pool template blank.xlsx",
    "pool template blank.xlsx --force",
    "pool import BAD --data house",
    "pool import BAD --data house --allow-partial --report report.xlsx",
    "pool export out.xlsx --data house",
    "pool specialties nowhere.csv --edition x",
    "keys show --data house",
    "keys rotate --data nowhere",
    "slip 招标人 AP-2026-0001.1",
    "slip regulator wrong",
    "verify nowhere.json",
    "relay --config nowhere.toml",
    "phone-network --port 0 --callees nowhere.json",
    "demo --pool 300 --out drill",
    "frobnicate",
]


class Screen(io.TextIOWrapper):
    """A stream that is somebody's terminal."""

    def isatty(self) -> bool:
        return True


def spoken(
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
    words: str,
    kind: type[io.TextIOWrapper] = io.TextIOWrapper,
) -> tuple[int, str]:
    """Exit code of a command, and what it wrote as a terminal of this encoding shows it."""
    streams = [kind(io.BytesIO(), encoding=encoding) for _ in range(2)]
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", streams[0])
        patched.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit) as left:
            main(words.split())
    shown = ""
    for stream in streams:
        stream.flush()
        data = stream.buffer
        assert isinstance(data, io.BytesIO)
        shown += data.getvalue().decode(stream.encoding)
    return int(left.value.code or 0), shown


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_speaks_on_any_terminal(
    monkeypatch: pytest.MonkeyPatch, bad_roster: Path, encoding: str, lang: str
) -> None:
    monkeypatch.setenv("PANEL_LANG", lang)

    for words in (*COMMANDS, *RUNS):
        code, shown = spoken(monkeypatch, encoding, words.replace("BAD", str(bad_roster)))
        assert (words, code) in {(words, known) for known in (0, 1, 2, 4)}
        assert shown.strip(), words
        if lang == "zh" and not words.endswith("--help"):
            assert re.search(r"[\u4e00-\u9fff]", shown), words


@pytest.mark.parametrize(
    "words",
    ["pool import {}", "pool export {}", "pool specialties {} --edition x", "relay --config {}", "verify {}"],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_name_of_a_file_steers_a_terminal(panel: Panel, words: str, lang: str) -> None:
    odd = "nowhere/甲\x1b[2J\r\n\x07\u202e\u2028zq9.x"

    told = panel(*(word.replace("{}", odd) for word in words.split()), "--lang", lang)

    assert told.exit_code not in (0, 1)
    assert "zq9" in told.output
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", told.output)
    assert told.output.startswith(
        "?" if words.startswith("verify") else ("【不予办理】", "Refused: ")[lang == "en"]
    )
    assert told.output.count("zq9") == 1


def test_half_a_code_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    code = qr_text("x")
    words = "slip tenderer AP-2026-0001.1"

    assert "▀" in code
    assert "▀" in spoken(monkeypatch, "utf-8", words)[1]
    assert "▄" not in spoken(monkeypatch, "gbk", words)[1]


def test_ctrl_c_says_one_sentence_and_leaves_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_asked: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("draw_service.documents.roster_template.write_template", stopped)

    for lang in ("zh", "en"):
        code, shown = spoken(monkeypatch, "utf-8", f"pool template x.xlsx --lang {lang}")
        assert code == 130
        assert len(shown.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "zh"),
    [
        ("demo --nope", "没有选项 --nope"),
        ("pool import", "缺少参数 file"),
        ("slip nobody AP-2026-0001.1", "招标人"),
        ("demo --pool 2", "--pool 的取值不对"),
        ("demo --seed", "--seed 缺少取值"),
        ("frobnicate", "没有这样的命令"),
        ("pool import a b", "参数多余"),
    ],
)
def test_a_command_typed_wrongly_is_told_in_the_language_asked_for(
    monkeypatch: pytest.MonkeyPatch, words: str, zh: str
) -> None:
    monkeypatch.setenv("PANEL_LANG", "zh")
    code, shown = spoken(monkeypatch, "utf-8", words)
    monkeypatch.setenv("PANEL_LANG", "en")
    other, english = spoken(monkeypatch, "utf-8", words)

    assert (code, other) == (2, 2)
    assert shown.startswith("用法有误：")
    assert zh in shown
    assert len(shown.splitlines()) == 1
    assert english.startswith("Wrong usage: ")
    assert len(english.splitlines()) == 1


def test_no_command_at_all_shows_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ("", "pool", "keys"):
        assert "--help" in spoken(monkeypatch, "utf-8", words)[1]


def test_secrets_on_a_screen_come_with_a_warning_and_a_glowing_code(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "slip regulator AP-2026-0001.1"
    _code, piped = spoken(monkeypatch, "utf-8", words)
    _code, screen = spoken(monkeypatch, "utf-8", words, Screen)

    assert "Mind: these codes are secrets" in screen
    assert "Mind" not in piped
    # The quiet zone is light: blank on paper, lit on a screen.
    assert "█" * 30 in screen
    assert "█" * 30 not in piped
