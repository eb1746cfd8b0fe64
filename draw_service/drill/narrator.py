"""The storyteller of a drill: Chinese first, English whole; every step with its article, every page 演练."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from audit.refusal import Refusal

DRILL = {"zh": "演练 · 非真实抽取", "en": "DRILL 演练 · not a real draw"}


class Narrator:
    """Says each thing in one language. ``console`` may be quiet (``--json``)."""

    def __init__(self, console: Console, lang: str) -> None:
        self.console = console
        self.lang = lang
        self._step = 0

    def choose(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def title(self, zh: str, en: str) -> None:
        self.console.print(Panel(self.choose(zh, en), title=DRILL[self.lang], border_style="cyan"))

    def chapter(self, article: str, zh: str, en: str) -> None:
        """The next numbered step and the clause it does."""
        self._step += 1
        head = f"\n[bold cyan]{self._step:>2}  {self.choose(zh, en)}[/]"
        self.console.print(f"{head}  [dim]{article}[/]" if article else head)

    def say(self, zh: str, en: str) -> None:
        self.console.print(Padding(self.choose(zh, en), (0, 0, 0, 4), expand=False))

    def refused(self, refusal: Refusal) -> None:
        """A refusal that the story shows on purpose."""
        word, clause = self.choose("拒绝", "refused"), f"[dim]{refusal.article}[/]"
        said = f"[yellow]✋ {word}[/] {refusal.say(self.lang)} [dim]{refusal.code}[/] {clause}"
        self.console.print(Padding(said, (0, 0, 0, 4), expand=False))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        table = Table(*heads, box=None, pad_edge=False, padding=(0, 2), header_style="dim")
        for row in rows:
            table.add_row(*row)
        self.console.print(table, new_line_start=False)

    @contextmanager
    def progress(self, zh: str, en: str) -> Iterator[Callable[[int, int], None]]:
        """A bar fed with ``(done, total)``."""
        columns = (TextColumn("    {task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.console, transient=True) as bars:
            task = bars.add_task(self.choose(zh, en), total=None)
            yield lambda done, total: bars.update(task, completed=done, total=total)
