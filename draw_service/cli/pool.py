"""``panel pool``: rosters in and out, the specialty table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from draw_service import wiring
from draw_service.cli.terminal import Lang, LangOption, check_readable, check_writable, progress, refusals
from draw_service.documents import rosters_in, rosters_out, specialty_files
from draw_service.settings import Settings
from draw_service.usecases.pool.export_roster import export_roster
from draw_service.usecases.pool.import_roster import ImportReport, import_roster
from draw_service.usecases.pool.import_specialties import import_specialties

app = typer.Typer(no_args_is_help=True, help="专家库 the register of experts")
_SHOWN = 50

DataOption = Annotated[Path | None, typer.Option("--data", help="数据文件夹 data folder (PANEL_DATA)")]


def settings(data: Path | None) -> Settings:
    """The environment's settings, with another data folder when one is named."""
    return Settings() if data is None else Settings(data=data)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="xlsx，国家数据标准字段 fields of the national data standard")],
    allow_partial: Annotated[
        bool, typer.Option("--allow-partial", help="导入无误的行 import the good rows")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="问题清单 xlsx bad rows, beside the original row")
    ] = None,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导入专家名册：整份导入或整份退回。 Import a roster, whole or not at all."""
    with refusals(lang):
        check_readable(file)
        if report is not None:
            check_writable(report)
        found = rosters_in.read_roster(file)
        house = wiring.open_house(settings(data))
        with progress("导入 importing") as bar:
            result = import_roster(
                house, found.rows, file_sha256=found.sha256, allow_partial=allow_partial, progress=bar
            )
        if report is not None:
            rosters_out.write_report([*result.problems, *result.duplicates], found.rows, report)
    _show(result, lang)
    if not result.imported:
        raise typer.Exit(1)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="xlsx")], data: DataOption = None, lang: LangOption = Lang.ZH
) -> None:
    """导出专家名册，可原样再导入。 Export the roster; it imports again as it is."""
    with refusals(lang):
        check_writable(file)
        house = wiring.open_house(settings(data))
        with progress("导出 exporting") as bar:
            count = rosters_out.write_roster(export_roster(house, bar), file)
    typer.echo(f"{count} → {file}")


@app.command("template")
def template(file: Annotated[Path, typer.Argument(help="xlsx")], lang: LangOption = Lang.ZH) -> None:
    """空白名册模板。 A blank roster with every sheet and column."""
    with refusals(lang):
        check_writable(file)
        rosters_out.write_template(file)
    typer.echo(f"→ {file}")


@app.command("specialties")
def specialties(
    file: Annotated[Path, typer.Argument(help="csv 或 xlsx：code,name")],
    edition: Annotated[str, typer.Option(help="版本 edition, such as 2018-316")],
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导入专业分类表。 Import the specialty classification."""
    with refusals(lang):
        check_readable(file)
        found = specialty_files.read_specialties(file)
        house = wiring.open_house(settings(data))
        count = import_specialties(house, edition, found.rows, file_sha256=found.sha256)
    typer.echo(f"{count} → {edition}")


def _show(result: ImportReport, lang: Lang) -> None:
    console = Console(highlight=False)
    rows, added, bad, twice = result.rows, result.added, len(result.problems), len(result.duplicates)
    if lang == "zh":
        console.print(f"读取 {rows} 行，导入 {added} 人，问题 {bad}，重复 {twice}。")
    else:
        console.print(f"{rows} rows read, {added} experts imported, {bad} problems, {twice} duplicates.")
    found = [*result.problems, *result.duplicates]
    if not found:
        return
    heads = (
        ("工作表", "行", "列", "值（遮盖）", "原因")
        if lang == "zh"
        else ("sheet", "row", "column", "value", "reason")
    )
    table = Table(*heads, box=None, header_style="bold")
    for problem in found[:_SHOWN]:
        why = problem.zh if lang == "zh" else problem.en
        table.add_row(problem.sheet, str(problem.row), problem.column, problem.value, why)
    console.print(table)
    if len(found) > _SHOWN:
        console.print(f"… +{len(found) - _SHOWN}（--report）")
