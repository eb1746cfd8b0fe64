"""Every command of ``panel`` and every setting is described where people look for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from draw_service.cli import app
from draw_service.settings import Settings
from tests.house.repository import texts

READMES = ("README.md", "README.zh-CN.md")


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    # By its attribute: typer carries a click of its own, so no class of click's is its ancestor.
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from _commands(below, f"{path} {name}")
    elif not command.hidden:
        yield path, command


COMMANDS = dict(_commands(get_command(app), "panel"))


def test_the_tree_is_walked_to_its_leaves() -> None:
    assert {"panel demo", "panel verify", "panel pool import"} <= set(COMMANDS)


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_stands_in_the_readme(readme: str, path: str) -> None:
    assert f"`{path}" in texts()[readme]


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_and_its_options_explain_themselves(path: str) -> None:
    command = COMMANDS[path]

    assert command.help
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    assert [option.name for option in options if not getattr(option, "help", None)] == []


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_described_in_code_and_readme(name: str) -> None:
    assert Settings.model_fields[name].description
    for readme in READMES:
        assert f"`PANEL_{name.upper()}`" in texts()[readme]
