"""``panel scores``: the ledger out of the house with its proofs, and everything again from such a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from draw_service import wiring
from draw_service.cli.houses import DataOption, open_existing, settings
from draw_service.cli.paths import check_readable
from draw_service.cli.terminal import Lang, LangOption, refusals, tell
from draw_service.documents.private_file import write_private
from draw_service.rules.refusals import PathTaken
from draw_service.usecases.conduct.office import office_of, parameters_of
from scoring.rules.annual import GRADE_WORDS, Result
from scoring.rules.proofs import recompute_proven
from scoring.usecases.export_ledger import export_ledger

app = typer.Typer(no_args_is_help=True, help="记分台账\nthe ledger of conduct")


@app.command("recompute")
def recompute(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER.jsonl", help="导出的台账\n\nexported ledger")],
    year: Annotated[int, typer.Option(min=1, max=9998, help="年度（北京时间）\n\nyear, Asia/Shanghai")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON\n\nprint as JSON")] = False,
    vkey: Annotated[
        str,
        typer.Option(help="您信任的日志公钥，逐行核对证明\n\nlog key you trust; checks every line's proof"),
    ] = "",
    lang: LangOption = Lang.ZH,
) -> None:
    """只凭台账文件重新计算年度结果，不用数据库。
    Compute a year's results again from an exported ledger alone.
    """
    with refusals(lang):
        check_readable(ledger)
        parameters = parameters_of(wiring.pack_on(datetime(year, 12, 31, tzinfo=UTC)))
        with ledger.open("rb") as lines:
            found = recompute_proven(lines, year, parameters, vkey)
    if as_json:
        typer.echo(json.dumps([_plain(result) for result in found.results], ensure_ascii=False, indent=1))
        return
    _show(found.results, lang)
    if found.proven:
        tell(
            lang,
            f"{found.proven} 行台账均在日志中，编号连续。",
            f"All {found.proven} lines stand in the log, numbered without a gap.",
        )
    else:
        tell(
            lang,
            "未核对日志证明（--vkey）。",
            "No proof was checked (--vkey).",
        )


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="LEDGER.jsonl", help="写入的文件\n\nfile to write")],
    force: Annotated[
        bool, typer.Option("--force", help="覆盖已有文件\n\nreplace a file that is there")
    ] = False,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导出台账，每行附日志证明；专家以代号出现。
    Export the ledger, each line with its proof; experts by pseudonym.
    """
    with refusals(lang):
        if file.exists() and not force:
            raise PathTaken(path=file)
        house = open_existing(settings(data))
        count = Counting(export_ledger(office_of(house), house.log_vkey))
        write_private(file, count, replace=force)
    tell(
        lang,
        f"已导出 {count.lines - 1} 行台账到 {file}。",
        f"{count.lines - 1} lines of the ledger exported to {file}.",
    )


class Counting:
    """Counts what goes by."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines, self.lines = lines, 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.lines += 1
            yield line


def _plain(result: Result) -> dict[str, object]:
    return result._asdict()


def _show(results: list[Result], lang: Lang) -> None:
    zh = lang == "zh"
    heads = ("专家", "得分", "响应", "等次", "迟到", "停止抽取")
    table = Table(*(heads if zh else ("expert", "score", "responses", "grade", "late", "stopped")))
    for each in results:
        grade = GRADE_WORDS[each.grade][0 if zh else 1]
        stopped = ("是" if zh else "yes") if each.stopped else ""
        cells = each.expert, each.score, each.responses, grade, each.late_count, stopped
        table.add_row(*map(str, cells))
    Console().print(table)
