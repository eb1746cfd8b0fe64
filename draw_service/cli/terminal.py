"""What every command shares: the language, the console, how a refusal is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from audit.refusal import Refusal
from audit.verify.report import plain
from draw_service.cli.paths import path_refusal
from draw_service.rules.articles import article_said


class Lang(StrEnum):
    """Languages of the terminal."""

    ZH = "zh"
    EN = "en"


LangOption = Annotated[Lang, typer.Option("--lang", envvar="PANEL_LANG", help="语言\n\nlanguage")]
REFUSED = 4
"""Exit code of a refusal."""

errors = Console(stderr=True, highlight=False)


def tell(lang: Lang, zh: str, en: str) -> None:
    """A whole sentence on the output stream; the terminal folds it."""
    typer.echo(zh if lang == "zh" else en)


@contextmanager
def refusals(lang: Lang) -> Iterator[None]:
    """Say a refusal in one line with its article and code, and leave with exit code 4."""
    try:
        yield
    except Refusal as refusal:
        _refuse(refusal, lang)
    except BrokenPipeError:
        raise  # whoever read the output has gone; nothing is wrong with a file
    except OSError as error:
        _refuse(path_refusal(error), lang)


def _refuse(refusal: Refusal, lang: Lang) -> NoReturn:
    typer.echo(refusal_said(refusal, lang), err=True)
    raise typer.Exit(REFUSED) from None


def refusal_said(refusal: Refusal, lang: Lang) -> str:
    """Reason, next step, article and code of a refusal, in one line."""
    said, article = plain(refusal.say(lang)), article_said(refusal.article, lang)
    if lang == "zh":
        clause = f"（{article}）" if article else ""
        return f"【不予办理】{said.replace('。 ', '。')}{clause} [{refusal.code}]"
    clause = f" ({article})" if article else ""
    return f"Refused: {said}{clause} [{refusal.code}]"


@contextmanager
def progress(lang: Lang, zh: str, en: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream, fed with ``(done, total)``."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True) as bars:
        task = bars.add_task(zh if lang == "zh" else en, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
