"""``panel verify``: check an evidence bundle step by step (protocol section 8)."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Annotated

import typer

from audit.verify.__main__ import run
from draw_service.cli.terminal import Lang, LangOption


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="核验包 *.edraw.json\n\nevidence bundle")],
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
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON\n\nprint as JSON")] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """检查核验包，退出码 0 通过。
    Verify an evidence bundle; exit 0: passed.

    退出码：0 通过，3 通过但公钥取自文件本身，1 不通过，2 无法读取。

    Exit codes: 0 passed, 3 passed with the file's own keys, 1 failed, 2 unreadable.
    """
    asked = Namespace(
        file=file,
        policy=policy,
        register=register,
        receipt=receipt,
        share=share or [],
        records=records,
        log=log,
        json=as_json,
        lang=str(lang),
    )
    raise typer.Exit(run(asked, sys.stdout))
