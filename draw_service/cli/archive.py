"""``panel archive``: a year as one package, and such a package checked without the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from audit.verify.report import Status
from draw_service import wiring
from draw_service.cli.houses import DataOption, open_existing, settings
from draw_service.cli.terminal import Lang, LangOption, progress, refusals, tell
from draw_service.documents.private_file import write_private
from draw_service.rules.archive import Differs
from draw_service.rules.codes import Word
from draw_service.rules.refusals import ArchiveUnreadable, PathTaken
from draw_service.usecases.archive.check_archive import Checked, check_archive
from draw_service.usecases.archive.make_archive import make_archive
from draw_service.usecases.conduct.office import parameters_of
from scoring.rules.parameters import Parameters

app = typer.Typer(no_args_is_help=True, help="年度档案\nthe archive of a year")
YearArgument = Annotated[
    int, typer.Argument(metavar="YEAR", min=2000, max=9998, help="年度（北京时间）\n\nyear, Asia/Shanghai")
]
_HOW = {
    "missing": Word("缺少", "missing"),
    "changed": Word("内容不符", "changed"),
    "extra": Word("清单之外", "not in the manifest"),
}
_MARKS = {
    Status.PASS: Word("通过", "PASS"),
    Status.FAIL: Word("不通过", "FAIL"),
    Status.NOT_PROVEN: Word("未核实", "NOT PROVEN"),
    Status.NOT_APPLICABLE: Word("不适用", "NOT APPLICABLE"),
}


@app.command("make")
def make(
    year: YearArgument,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="写入的新文件夹\n\na new folder")],
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """整理一个年度已结束的项目：文书、核验包、台账、日志和清单。
    Pack the projects that ended in a year: papers, bundles, ledger, log, manifest.
    """
    with refusals(lang):
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise PathTaken(path=out)
        house = open_existing(settings(data))
        out.mkdir(mode=0o700, parents=True, exist_ok=True)

        def put(path: str, content: bytes) -> None:
            target = out / path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(target, content)

        with progress(lang, "整理档案", "packing") as bar:
            made = make_archive(house, year, put, bar)
    tell(
        lang,
        f"{year} 年度档案已写入 {out}：{made.draws} 次抽取，{made.files} 个文件。"
        f"清单哈希 {made.manifest}，已记入日志。",
        f"The archive of {year} is in {out}: {made.draws} draws, {made.files} files. "
        f"Hash of the manifest, also in the log: {made.manifest}",
    )
    if made.unfinished:
        waits = "、".join(made.unfinished) if lang == "zh" else ", ".join(made.unfinished)
        tell(
            lang,
            f"尚未移交审计包或登记结果公告：{waits}。办结后请重新整理。",
            f"Bundle not handed over, or result not announced: {waits}. Pack again when that is done.",
        )


@app.command("check")
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="年度档案\n\nthe package")],
    policy: Annotated[
        Path | None, typer.Option(help="您自己保存的信任策略\n\nthe policy you keep yourself")
    ] = None,
    manifest: Annotated[
        str,
        typer.Option(
            metavar="HASH", help="您记下的清单哈希\n\nthe manifest's hash, as you or the log know it"
        ),
    ] = "",
    lang: LangOption = Lang.ZH,
) -> None:
    """不用数据库，核对清单、核验包、台账和检查点。
    Check manifest, bundles, ledger and checkpoint without the database.

    退出码：0 通过，3 通过但信任策略取自档案本身，1 不通过，4 无法读取。

    Exit codes: 0 passed, 3 passed with the package's own policy, 1 failed, 4 unreadable.
    """
    with refusals(lang):
        trust = policy.read_bytes() if policy is not None else None
        paths = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
        try:
            with progress(lang, "核对", "checking") as bar:
                found = check_archive(
                    paths, lambda path: (folder / path).read_bytes(), _parameters, trust, bar, manifest
                )
        except ValueError:
            raise ArchiveUnreadable(path=folder) from None
    for line in said(found, lang):
        typer.echo(line)
    raise typer.Exit(found.exit_code)


def said(found: Checked, lang: Lang) -> list[str]:
    """The answer in lines, Chinese or English."""

    def choose(zh: str, en: str) -> str:
        return Word(zh, en).say(lang)

    def line(name: str, good: bool, detail: str = "", *, whole: bool = True) -> str:
        status = Status.FAIL if not good else Status.PASS if whole else Status.NOT_PROVEN
        return f"{name} [{_MARKS[status].say(lang)}] {detail}".rstrip()

    differs = choose("；", "; ").join(_differs(one, lang) for one in found.differs)
    lines = [
        line(
            choose("清单", "manifest"),
            not found.differs,
            differs or choose(f"{found.files} 个文件逐一相符", f"all {found.files} files are as it says"),
        ),
        line(choose("检查点", "checkpoint"), found.checkpoint),
        line(
            choose("本年度结束的抽取齐全", "every draw that ended in the year"),
            not found.missing,
            ", ".join(found.missing) or choose(f"{found.draws} 次", f"{found.draws} draws"),
        ),
        line(
            choose("台账", "ledger"),
            found.ledger is not None,
            choose(f"{found.ledger} 行均在日志中", f"{found.ledger} lines stand in the log")
            if found.ledger is not None
            else "",
        ),
    ]
    proven, papers = found.papers
    lines.insert(
        3,
        line(
            choose("与日志相符", "as the log says"),
            not found.unlike,
            ", ".join(found.unlike)
            or choose(
                f"{papers} 份文书中 {proven} 份有日志为证", f"{proven} of {papers} papers proven by the log"
            ),
            whole=proven == papers,
        ),
    )
    lines.insert(1, line(choose("清单哈希", "hash of the manifest"), found.named, found.manifest))
    lines += [
        f"{step.name[0 if lang == 'zh' else 1]} [{_MARKS[step.status].say(lang)}] "
        f"{step.detail[0 if lang == 'zh' else 1]}"
        for step in found.steps
    ]
    lines.append(
        choose(
            "清单哈希应与打包时记入日志（archive.made）的一致，请核对，或用 --manifest 给出。",
            "The manifest's hash must be the one logged when the year was packed (archive.made): compare it, "
            "or give it with --manifest.",
        )
    )
    if proven < papers:
        lines.append(
            choose(
                f"{papers - proven} 份文书缺少盐值文件（.salt），不能与日志核对，只有清单哈希能为其作证。",
                f"{papers - proven} papers lack their salt file (.salt) and cannot be held to the log; for "
                "them the manifest's hash alone speaks.",
            )
        )
    if found.exit_code == 3:
        lines.append(
            choose(
                "信任策略取自档案本身，请用 --policy 给出您自己保存的。",
                "The policy comes from the package itself: give your own with --policy.",
            )
        )
    return lines


def _differs(one: Differs, lang: Lang) -> str:
    return f"{one.path} {_HOW[one.how].say(lang)}"


def _parameters(year: int) -> Parameters:
    return parameters_of(wiring.pack_on(datetime(year, 12, 31, tzinfo=UTC)))
