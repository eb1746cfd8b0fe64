"""The ``panel`` command: one file per command; each asks wiring for a house and calls use cases.

A command's file is read when the command is called: checking an evidence bundle needs no web server.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from draw_service.cli.streams import settle_streams
from draw_service.cli.usage import UsageError, language, usage_said

_COMMANDS = (
    "demo",
    "drill",
    "serve",
    "worker",
    "doctor",
    "bundle",
    "restore",
    "migrate",
    "copy",
    "verify",
    "slip",
    "phone-network",
    "relay",
)
_GROUPS = ("pool", "backup", "keys", "account", "tls", "witness", "scores", "archive")
"""A command is a function in a file of its name; a group is the ``app`` of its file."""


class _Shelf(MutableMapping[str, Any]):
    """Commands by name, in the order of the help; each is made when somebody takes it."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = dict.fromkeys((*_COMMANDS, *_GROUPS))

    def __getitem__(self, name: str) -> Any:
        if self._made[name] is None:
            self._made[name] = _made(name)
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _made(name: str) -> Any:
    word = name.replace("-", "_")
    module = import_module(f"draw_service.cli.{word}")
    alone = typer.Typer(add_completion=False)
    if name in _GROUPS:
        alone.add_typer(module.app, name=name)
        return get_command(alone).commands[name]  # type: ignore[attr-defined]
    alone.command(name)(getattr(module, word))
    return get_command(alone)


class _Panel(TyperGroup):
    """The commands of the shelf."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _Shelf()


app = typer.Typer(
    cls=_Panel,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its frames could show a person
    help="评标评审专家抽取：人人可以复算，名单到签到时间才启封。\n\n"
    "The evaluation-expert pool: draws anyone can recompute, names sealed.",
)


@app.callback()
def _panel() -> None:
    """What typer makes a group of."""


STOPPED = 130
"""Exit code after Ctrl-C."""


def main(words: list[str] | None = None) -> None:
    """Entry point of the ``panel`` command; leaves with its exit code."""
    settle_streams()
    typed = sys.argv[1:] if words is None else words
    try:
        code = app(typed, prog_name="panel", standalone_mode=False)
    except UsageError as error:
        if not typed or type(error).__name__ == "NoArgsIsHelpError":
            error.show()
        else:
            typer.echo(usage_said(error, language(typed)), err=True)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    if code == STOPPED:
        zh = language(typed) == "zh"
        typer.echo(
            "已中断；没有办完的步骤不会生效。" if zh else "Stopped; no step half done counts.", err=True
        )
    sys.exit(code)
