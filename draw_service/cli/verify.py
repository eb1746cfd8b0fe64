"""``panel verify``: check an evidence bundle step by step (protocol section 8), or a whole year of them."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.verify.__main__ import run
from audit.verify.bundle import MAX_BYTES
from audit.verify.year import Year, as_text, check_year
from draw_service.cli.terminal import Lang, LangOption, errors, refusals


def verify(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="核验包 *.edraw.json\n\nevidence bundle")
    ] = None,
    policy: Annotated[str | None, typer.Option(help="您信任的公钥\n\npolicy: the keys you trust")] = None,
    register: Annotated[
        str | None, typer.Option(help="监管部门自存的名册\n\nthe regulator's own register")
    ] = None,
    receipt: Annotated[
        str | None, typer.Option(metavar="HASH", help="回执上的封存哈希\n\nlock hash on the receipt")
    ] = None,
    share: Annotated[
        list[str] | None,
        typer.Option(metavar="PARTY:CODE", help="自存的份额码，加引号\n\na share you kept, in quotes"),
    ] = None,
    records: Annotated[str | None, typer.Option(help="通话签到记录\n\ncall and sign-in records")] = None,
    log: Annotated[str | None, typer.Option(help="全部日志\n\nevery leaf of the log")] = None,
    ticket: Annotated[
        str | None, typer.Option(help="专家本人回执\n\nan expert's own receipt of the draw")
    ] = None,
    all_of: Annotated[
        Path | None,
        typer.Option("--all", metavar="DIR", help="一年的核验包与日志\n\nbundles and log of a whole year"),
    ] = None,
    sample: Annotated[int, typer.Option(min=0, help="--all 抽查几条\n\n--all: how many to look at")] = 20,
    dice: Annotated[
        str, typer.Option(metavar="WORDS", help="--all 抽查用的随机词\n\n--all: your words of chance")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON\n\nprint as JSON")] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """检查核验包，退出码 0 通过。
    Verify an evidence bundle; exit 0: passed.

    退出码：0 通过，3 通过但公钥取自文件本身，1 不通过，2 无法读取。

    Exit codes: 0 passed, 3 passed with the file's own keys, 1 failed, 2 unreadable.

    --all 的文件夹：*.edraw.json、log.json，另可有 policy.json、*.checkpoint、抽取编号.register.json。

    The folder of --all: *.edraw.json, log.json; policy.json, *.checkpoint, DRAW.register.json if any.
    """
    if (file is None) == (all_of is None):
        named: Any = next(one for one in context.command.params if one.name == "file")
        raise typer.BadParameter("name one FILE, or a folder with --all.", ctx=context, param=named)
    if all_of is not None:
        with refusals(lang):
            year = _year(all_of, policy, log, sample, dice, quiet=as_json)
        told = json.dumps(year.as_json(), ensure_ascii=False, indent=1) if as_json else as_text(year, lang)
        typer.echo(told)
        raise typer.Exit(year.exit_code)
    asked = Namespace(
        file=file,
        policy=policy,
        register=register,
        receipt=receipt,
        share=share or [],
        records=records,
        log=log,
        ticket=ticket,
        json=as_json,
        lang=str(lang),
    )
    raise typer.Exit(run(asked, sys.stdout))


def _year(folder: Path, policy: str | None, log: str | None, sample: int, dice: str, *, quiet: bool) -> Year:
    """Everything of the folder by its name; a policy or a log named on the command line comes first."""

    def bundles() -> Iterator[tuple[str, bytes]]:
        for path in sorted(folder.glob("*.edraw.json")):
            with path.open("rb") as bundle:
                yield path.name, bundle.read(MAX_BYTES + 1)

    registers = {
        path.name.removesuffix(".register.json"): path.read_bytes()
        for path in sorted(folder.glob("*.register.json"))
    }
    return check_year(
        bundles(),
        log=_read(log, folder / "log.json"),
        policy=_read(policy, folder / "policy.json"),
        checkpoints={path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.checkpoint"))},
        registers=registers,
        sample=sample,
        dice=dice,
        progress=None if quiet else lambda name: errors.print(name, style="dim"),
    )


def _read(named: str | None, usual: Path) -> bytes | None:
    if named is not None:
        return Path(named).read_bytes()
    return usual.read_bytes() if usual.is_file() else None
