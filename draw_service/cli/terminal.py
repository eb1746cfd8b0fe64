"""What every command shares: the language, the console, how a refusal is said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from audit.refusal import Refusal
from draw_service.rules.refusals import PathUnusable


class Lang(StrEnum):
    """Languages of the terminal."""

    ZH = "zh"
    EN = "en"


LangOption = Annotated[Lang, typer.Option("--lang", envvar="PANEL_LANG", help="语言 language")]
REFUSED = 4
"""Exit code of a refusal."""

errors = Console(stderr=True, highlight=False)


@contextmanager
def refusals(lang: Lang) -> Iterator[None]:
    """Say a refusal in one line with its code and article, and leave with exit code 4."""
    try:
        yield
    except Refusal as refusal:
        _refuse(refusal, lang)
    except BrokenPipeError:
        raise  # whoever read the output has gone; nothing is wrong with a file
    except OSError as error:
        _refuse(PathUnusable(path=error.filename or "?"), lang)


def _refuse(refusal: Refusal, lang: Lang) -> NoReturn:
    clause = f" [{refusal.article}]" if refusal.article else ""
    errors.print(f"✋ {refusal.code}: {refusal.say(lang)}{clause}", markup=False)
    raise typer.Exit(REFUSED) from None


def check_readable(path: Path) -> None:
    """Raises ``PathUnusable`` when there is no such file or it cannot be opened."""
    try:
        path.open("rb").close()
    except OSError:
        raise PathUnusable(path=path) from None


def check_writable(path: Path) -> None:
    """Raises ``PathUnusable`` when no file can be written there; asked before work that would be lost."""
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise PathUnusable(path=path)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream, fed with ``(done, total)``."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True) as bars:
        task = bars.add_task(label, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
