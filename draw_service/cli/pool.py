"""``panel pool``: rosters in and out, the specialty table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from draw_service.cli import imported
from draw_service.cli.houses import DataOption, open_existing, open_or_make, settings
from draw_service.cli.paths import check_new, check_readable
from draw_service.cli.terminal import Lang, LangOption, progress, refusals, tell
from draw_service.documents import roster_template, rosters_in, rosters_out, specialty_files
from draw_service.usecases.pool.bulk import Roster, apply_bulk, preview_bulk
from draw_service.usecases.pool.export_roster import hand_out_register
from draw_service.usecases.pool.import_roster import import_roster
from draw_service.usecases.pool.import_specialties import import_specialties

SHOWN = 50
"""Lines of one kind."""

app = typer.Typer(no_args_is_help=True, help="专家名册\nthe register of experts")

ForceOption = Annotated[bool, typer.Option("--force", help="覆盖已有文件\n\nreplace a file that is there")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="xlsx，国家数据标准字段\n\nfields of the national standard")],
    allow_partial: Annotated[
        bool, typer.Option("--allow-partial", help="只导入无误的专家\n\nimport the experts without a fault")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="问题清单 xlsx，含完整个人信息\n\nbad rows beside the original, personal data"),
    ] = None,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导入专家名册：整份导入或整份退回（退回时退出码 1）。
    Import a roster, whole or not at all (exit 1: returned).
    """
    with refusals(lang):
        check_readable(file)
        if report is not None:
            check_new(report)
        found = rosters_in.read_roster(file)
        house = open_or_make(settings(data))
        with progress(lang, "导入", "importing") as bar:
            result = import_roster(
                house, found.rows, file_sha256=found.sha256, allow_partial=allow_partial, progress=bar
            )
        problems = imported.in_order(result)
        if report is not None:
            rosters_out.write_report(problems, found.rows, report)
    imported.show(result, problems, report, lang)
    if not result.imported:
        raise typer.Exit(1)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="xlsx，含个人信息\n\nholds personal data")],
    force: ForceOption = False,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导出专家名册，可原样再导入。
    Export the roster; it imports again as it is.
    """
    with refusals(lang):
        check_new(file, replace=force)
        house = open_existing(settings(data))
        with progress(lang, "导出", "exporting") as bar:
            count = rosters_out.write_roster(hand_out_register(house, bar), file, replace=force)
    tell(
        lang,
        f"已导出 {count} 名专家到 {file}，含完整个人信息，请按规定保管。",
        f"{count} experts exported to {file}; it holds personal data, keep it as the rules ask.",
    )


@app.command("template")
def template(
    file: Annotated[Path, typer.Argument(help="xlsx")], force: ForceOption = False, lang: LangOption = Lang.ZH
) -> None:
    """空白名册模板，附填写说明。
    A blank roster with every sheet and column, and notes.
    """
    with refusals(lang):
        check_new(file, replace=force)
        roster_template.write_template(file, replace=force)
    tell(
        lang,
        f"空白名册已写入 {file}；填写要求见“{roster_template.NOTES}”工作表。",
        f"A blank roster was written to {file}; its last sheet says how to fill it in.",
    )


@app.command("specialties")
def specialties(
    file: Annotated[Path, typer.Argument(help="csv 或 xlsx，两列：代码、名称\n\ntwo columns: code,name")],
    edition: Annotated[str, typer.Option(help="版本，如 2018-316\n\nedition")],
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导入专业分类表。
    Import the specialty classification.
    """
    with refusals(lang):
        check_readable(file)
        found = specialty_files.read_specialties(file)
        house = open_or_make(settings(data))
        count = import_specialties(house, edition, found.rows, file_sha256=found.sha256)
    tell(
        lang,
        f"已导入专业分类 {edition}，共 {count} 个代码。",
        f"Edition {edition} imported: {count} codes.",
    )


WholeOption = Annotated[
    bool, typer.Option("--whole", help="文件是完整名册，没有的专家出库\n\nwho is not in the file is removed")
]


@app.command("diff")
def diff(
    file: Annotated[Path, typer.Argument(help="xlsx")],
    whole: WholeOption = False,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """预览名册文件会改变什么，不更新任何人。
    Preview what a roster would change; nothing is changed.
    """
    with refusals(lang):
        check_readable(file)
        found = rosters_in.read_roster(file)
        seen = preview_bulk(open_existing(settings(data)), Roster(found.rows, found.sha256, whole))
    for line in (
        *imported.differences(seen.diff, lang),
        *(one.say(lang) for one in seen.unprintable[:SHOWN]),
    ):
        typer.echo(line)
    tell(
        lang,
        f"预览编号 {seen.ticket}；更新：panel pool apply {file} --ticket {seen.ticket}{' --whole' * whole}",
        f"Ticket {seen.ticket}; to go on: panel pool apply {file} --ticket {seen.ticket}{' --whole' * whole}",
    )


@app.command("apply")
def apply(
    file: Annotated[Path, typer.Argument(help="xlsx")],
    ticket: Annotated[str, typer.Option(help="预览编号\n\nwhat diff printed")],
    whole: WholeOption = False,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """按预览更新名册；文件或名册有变化就一个也不更新。
    Change the register exactly as previewed, or not at all.
    """
    with refusals(lang):
        check_readable(file)
        found = rosters_in.read_roster(file)
        house = open_existing(settings(data))
        with progress(lang, "更新", "changing") as bar:
            done = apply_bulk(house, Roster(found.rows, found.sha256, whole), ticket, bar)
    added, changed, removed = len(done.added), len(done.changed), len(done.removed)
    tell(
        lang,
        f"新增 {added} 人，更改 {changed} 人，出库 {removed} 人。",
        f"{added} added, {changed} changed, {removed} removed.",
    )
