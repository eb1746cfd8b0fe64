"""``panel verify``: check an evidence bundle step by step (protocol section 8)."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Annotated

import typer

from audit.verify.__main__ import run
from draw_service.cli.terminal import Lang, LangOption


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="证据文件 evidence bundle, *.edraw.json")],
    policy: Annotated[str | None, typer.Option(help="策略 policy: the keys you trust")] = None,
    register: Annotated[
        str | None, typer.Option(help="监管部门自存的名册 the regulator's own register")
    ] = None,
    receipt: Annotated[str | None, typer.Option(help="回执上的封存哈希 lock hash on the receipt")] = None,
    share: Annotated[list[str] | None, typer.Option(help="PARTY:CODE 自存的份额码 a share you kept")] = None,
    records: Annotated[str | None, typer.Option(help="通话签到记录 call and sign-in records")] = None,
    log: Annotated[str | None, typer.Option(help="全部日志叶 every leaf of the log")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON print as JSON")] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """核验证据文件。 Verify a bundle. 退出码 exit: 0 通过 passed, 3 密钥来自文件 keys from the file,
    1 不通过 failed, 2 无法读取 unreadable."""
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
