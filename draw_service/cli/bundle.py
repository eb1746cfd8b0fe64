"""``panel bundle``: everything for an installation without a network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from draw_service.cli.terminal import Lang, LangOption, refusals, tell
from draw_service.operations.bundle import MACHINES
from draw_service.operations.bundle import bundle as make
from draw_service.rules.refusals import SettingWrong


def bundle(
    out: Annotated[Path, typer.Option("--out", help="新建的文件夹 a new folder")],
    machine: Annotated[
        list[str] | None,
        typer.Option(
            "--machine", help="x86_64 或 aarch64，可多次；缺省两种 x86_64 or aarch64; both by default"
        ),
    ] = None,
    python: Annotated[
        str, typer.Option("--python", help="目标机器的 Python 版本 Python of the machines it is for")
    ] = f"{sys.version_info.major}.{sys.version_info.minor}",
    checkout: Annotated[
        Path, typer.Option("--checkout", help="源码文件夹 folder of the source, with uv.lock")
    ] = Path(),
    lang: LangOption = Lang.ZH,
) -> None:
    """制作离线安装包：两种机器的 wheel、校验和、部署文件；安装时不用网络。
    Make a bundle for installing without a network: wheels for both machines, checksums, deploy files.
    """
    with refusals(lang):
        if set(machine or ()) - set(MACHINES):
            zh, en = "应为 x86_64 或 aarch64", "give x86_64 or aarch64"
            raise SettingWrong(name="--machine", zh=zh, en=en)
        done = make(checkout, out, machine or list(MACHINES), python)
    counts = ", ".join(f"{name}: {count}" for name, count in done.wheels.items())
    tell(
        lang,
        f"离线安装包在 {out}（{counts} 个 wheel，{done.size >> 20} MiB）；安装方法见 INSTALL.txt。",
        f"The bundle is in {out} (wheels {counts}; {done.size >> 20} MiB); INSTALL.txt says how to install.",
    )
