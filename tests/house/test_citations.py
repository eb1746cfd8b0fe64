"""Papers that claim something about attacks name the tests that show it; each of those exists."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.house.repository import texts

CITING = ("deploy/threat-model.md", "deploy/threat-model.zh-CN.md", "deploy/asvs.md")
_CITED = re.compile(r"`(tests/[^`\s]+?\.py)::(\w+)`")
_LOOKS_CITED = re.compile(r"\btests/[\w/]+\.py")
MARKS = {
    "deploy/threat-model.md": ("Prevented", "Detected", "Not covered"),
    "deploy/threat-model.zh-CN.md": ("能防", "能查", "防不住"),
}
INSIDERS = (
    "Operator",
    "Tenderer",
    "Regulator",
    "Two of three together",
    "Database administrator",
    "Developer",
    "Witness",
    "Dispatcher",
    "Expert",
    "Thief of the log key",
)


@cache
def functions(path: str) -> frozenset[str]:
    """Names of the test functions of a file; none when there is no such file."""
    tree = ast.parse(texts().get(path, ""))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, kinds) and node.name[:5] == "test_"
    )


def rows(path: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Mark and cited tests of every line of the tables of a threat model."""
    found = []
    for line in texts()[path].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 4 and cells[1].startswith("**"):
            found.append((cells[1].strip("*"), _CITED.findall(cells[3])))
    return found


@pytest.mark.parametrize("path", CITING)
def test_each_cited_test_exists(path: str) -> None:
    text = texts()[path]
    cited = _CITED.findall(text)

    assert len(cited) > 80
    assert [f"{file}::{name}" for file, name in cited if name not in functions(file)] == []
    assert len(_LOOKS_CITED.findall(text)) == len(cited), "a test is cited as `tests/path/file.py::function`"


@pytest.mark.parametrize("path", MARKS)
def test_what_is_prevented_or_detected_has_a_test_and_nothing_else_has(path: str) -> None:
    lines = rows(path)

    assert len(lines) > 70
    assert {mark for mark, _cited in lines} == set(MARKS[path])
    assert [mark for mark, cited in lines if bool(cited) != (mark != MARKS[path][2])] == []


def test_every_insider_has_a_table_of_attempts() -> None:
    heads = [line[3:] for line in texts()["deploy/threat-model.md"].splitlines() if line.startswith("## ")]

    assert [who for who in INSIDERS if not any(head.startswith(who) for head in heads)] == []


def test_both_languages_make_the_same_claims_with_the_same_tests() -> None:
    english, chinese = (
        [(names.index(mark), cited) for mark, cited in rows(path)] for path, names in MARKS.items()
    )

    assert english == chinese
