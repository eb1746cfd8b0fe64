"""What the documents promise is there: the two commands, the links, the decision records."""

from __future__ import annotations

import re

import pytest

from tests.house.repository import ROOT, texts

DEMO = "python3 -m pip install uv && uv run panel demo"
TESTS = "python3 -m pip install uv && uv run pytest"

_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("command", [DEMO, TESTS], ids=["demo", "tests"])
def test_the_readme_gives_the_command_on_a_line_of_its_own(readme: str, command: str) -> None:
    assert command in texts()[readme].splitlines()


def test_ci_runs_the_readmes_test_command() -> None:
    assert TESTS in texts()[".ci/run"].splitlines()


@pytest.mark.parametrize("path", [path for path in texts() if path.endswith(".md")])
def test_links_lead_somewhere(path: str) -> None:
    folder = (ROOT / path).parent
    links = [link for link in _LINK.findall(texts()[path]) if "://" not in link]

    assert [link for link in links if not (folder / link).exists()] == []


def test_decision_records_are_numbered_without_gaps_and_give_their_reason() -> None:
    records = {path: text for path, text in texts().items() if path.startswith("deploy/decisions/")}
    numbers = sorted(int(path.rpartition("/")[2][:4]) for path in records)

    assert numbers == list(range(1, len(numbers) + 1))
    for path, text in records.items():
        assert text.startswith(f"# {path.rpartition('/')[2][:4]} "), path
        assert "\n## Reason\n" in text, path
        assert text.count("\n") <= 80, f"{path} is longer than a page"


def test_the_changelog_has_the_version() -> None:
    version = re.search(r'^version = "(.+)"$', texts()["pyproject.toml"], re.MULTILINE)

    assert version is not None
    changelog = texts()["CHANGELOG.md"]
    assert f"## [{version[1]}]" in changelog or "## [Unreleased]" in changelog
