"""``panel copy``: move the house to another database."""

from __future__ import annotations

from typing import Annotated

import typer

from draw_service.cli.houses import DataOption, check_database, settings
from draw_service.cli.terminal import Lang, LangOption, progress, refusals, tell
from draw_service.operations import databases


def copy(
    to: Annotated[
        str,
        typer.Option("--to", help="空数据库的地址 URL of an empty database, postgresql://user@host/panel"),
    ],
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """把数据库整个复制到另一个空库并核验日志（先停服务）。
    Copy the whole database into an empty one; counts and the log are verified. Stop the service first.
    """
    with refusals(lang):
        asked = settings(data)
        check_database(asked)
        with progress(lang, "复制", "copying") as bar:
            counts = databases.copy_to(asked, to, bar)
    rows = sum(counts.values())
    tell(
        lang,
        f"已复制 {len(counts)} 张表、{rows} 行，行数一致，日志核验通过。"
        "把 PANEL_DATABASE 改为新地址后再启动；密钥文件不变；"
        "原数据库没有改动，请离线保存，不要再用它开办抽取。",
        f"Copied {len(counts)} tables, {rows} rows; counts agree and the log verifies. Set PANEL_DATABASE to "
        "the new address before you start; the keyring stays. The old database is unchanged: keep it, and "
        "never go on with it.",
    )
