"""The storyteller of a drill: Chinese first, English whole; every step with its article, every page 演练."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.rule import Rule
from rich.text import Text

from audit.refusal import Refusal
from draw_service.documents.folding import breaks
from draw_service.rules.articles import article_said

DRILL = {"zh": "演练 · 非真实抽取", "en": "DRILL 演练 · not a real draw"}
_INDENT = " " * 4


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

    def part(self, zh: str, en: str) -> None:
        """Another draw begins; its chapters follow."""
        self.console.print()
        self.console.print(Rule(self.choose(zh, en), style="cyan"))

    def chapter(self, article: str, zh: str, en: str) -> None:
        """The next numbered step and the clause it does."""
        self._step += 1
        head = f"\n[bold cyan]{self._step:>2}  {self.choose(zh, en)}[/]"
        clause = article_said(article, self.lang)
        self.console.print(f"{head}  [dim]{clause}[/]" if clause else head)

    def say(self, zh: str, en: str) -> None:
        """A paragraph, indented; ``[…]`` is markup."""
        text = Text.from_markup(self.choose(zh, en))
        width = self.console.width - len(_INDENT)
        for line in text.divide(breaks(text.plain, width)):
            line.rstrip()
            self.console.print(Text(_INDENT) + line, soft_wrap=True)

    def command(self, text: str) -> None:
        """A command to copy: one line, whatever its length."""
        self.console.print(_INDENT + escape(text), soft_wrap=True)

    def refused(self, refusal: Refusal) -> None:
        """A refusal that the story shows on purpose."""
        clause = article_said(refusal.article, self.lang)
        said, code = escape(refusal.say(self.lang)), rf"[dim]\[{refusal.code}][/]"
        zh = f"[yellow]【不予办理】[/]{said.replace('。 ', '。')}" + (f"（{clause}）" if clause else "")
        en = f"[yellow]Refused:[/] {said}" + (f" ({clause})" if clause else "")
        self.say(f"{zh} {code}", f"{en} {code}")

    @contextmanager
    def progress(self, zh: str, en: str) -> Iterator[Callable[[int, int], None]]:
        """A bar fed with ``(done, total)``."""
        columns = (TextColumn(f"{_INDENT}{{task.description}}"), BarColumn(), MofNCompleteColumn())
        with Progress(
            *columns, console=self.console, transient=True, disable=not self.console.is_terminal
        ) as bars:
            task = bars.add_task(self.choose(zh, en), total=None)
            yield lambda done, total: bars.update(task, completed=done, total=total)
