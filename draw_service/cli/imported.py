"""What an import says: what was done with the file, then each problem in the order of its rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import typer

from draw_service.cli.terminal import Lang
from draw_service.documents.folding import fold
from draw_service.documents.roster_choices import problem_said
from draw_service.rules.identifiers import mask
from draw_service.rules.pool_changes import label_of
from draw_service.rules.pool_diff import Diff
from draw_service.rules.roster_rows import RowProblem
from draw_service.usecases.pool.import_roster import ImportReport

_SHOWN = 50


def in_order(result: ImportReport) -> list[RowProblem]:
    """Problems and repeated rows together: sheets as the problems name them, rows ascending."""
    found = [*result.problems, *result.duplicates]
    places = {name: at for at, name in enumerate(dict.fromkeys(problem.sheet for problem in found))}
    return sorted(found, key=lambda problem: (places[problem.sheet], problem.row))


def show(result: ImportReport, found: list[RowProblem], report: Path | None, lang: Lang) -> None:
    """Say it all on the output stream; values are masked."""
    width = max(40, shutil.get_terminal_size().columns)
    for line in _lines(result, found, report, lang):
        typer.echo(fold(line, width, "  "))


def _lines(result: ImportReport, found: list[RowProblem], report: Path | None, lang: Lang) -> Iterable[str]:
    zh = lang == "zh"
    yield _head(result, len(found), lang)
    if found and not result.imported and len(result.duplicates) < result.rows:
        yield (
            "改正后重新导入；只导入无误的专家，加 --allow-partial。"
            if zh
            else "Correct it and import again; --allow-partial takes the experts without a fault."
        )
    if report is not None:
        yield (
            f"问题清单已写入 {report}，含完整个人信息，请勿外传。"
            if zh
            else f"The report was written to {report}; it holds whole personal data, keep it to yourself."
        )
    for one in result.unprintable[:_SHOWN]:
        yield one.say(lang)
    for problem in found[:_SHOWN]:
        yield problem_said(problem, lang)
    if len(found) > _SHOWN:
        rest = len(found) - _SHOWN
        yield (
            f"另有 {rest} 处，见问题清单（--report 文件名.xlsx）。"
            if zh
            else f"{rest} more: see the report (--report NAME.xlsx)."
        )


def _head(result: ImportReport, faults: int, lang: Lang) -> str:
    rows, added = result.rows, result.added
    if lang == "zh":
        if result.imported and not faults:
            return f"读取 {rows} 行，导入 {added} 名专家，没有问题。"
        if result.imported:
            return f"读取 {rows} 行，导入 {added} 名专家；另有 {faults} 处问题，所涉及的行未导入。"
        if faults:
            return f"整份退回，没有导入任何人：读取 {rows} 行，发现 {faults} 处问题。"
        return f"没有导入任何人：文件中没有专家（读取 {rows} 行）。"
    if result.imported and not faults:
        return f"{rows} rows read, {added} experts imported, no problem."
    if result.imported:
        return f"{rows} rows read, {added} experts imported; {faults} problems, their rows were not imported."
    if faults:
        return f"Returned whole, 0 experts imported: {rows} rows read, {faults} problems found."
    return f"0 experts imported: the file has none ({rows} rows read)."


def differences(diff: Diff, lang: Lang) -> Iterable[str]:
    """Counts, then each change by number, field and masked words."""
    zh = lang == "zh"
    counts = (diff.added, diff.changed, diff.removed, diff.problems, diff.gone)
    added, changed, removed, refused, gone = map(len, counts)
    yield (
        f"新增 {added}，更改 {changed}，出库 {removed}，不变 {diff.same}，退回 {refused}，已出库 {gone}。"
        if zh
        else f"{added} added, {changed} changed, {removed} removed, {diff.same} as they are, "
        f"{refused} refused, {gone} who left passed over."
    )
    for one in diff.changed[:_SHOWN]:
        fields = (f"{label_of(c.field).say(lang)} {mask(c.was)} -> {mask(c.became)}" for c in one.changes)
        yield f"{one.expert}: {'; '.join(fields)}"
    for problem in diff.problems[:_SHOWN]:
        yield problem_said(problem, lang)
