"""``panel keys``: the keyring."""

from __future__ import annotations

import typer

from draw_service import wiring
from draw_service.cli.pool import DataOption, settings
from draw_service.cli.terminal import Lang, LangOption, progress, refusals

app = typer.Typer(no_args_is_help=True, help="密钥 keys")


@app.command("rotate")
def rotate(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """更换列密钥并重新加密（先停服务）。 New column key, every cell rewritten; stop the service first."""
    with refusals(lang), progress("重新加密 re-encrypting") as bar:
        rows, key_id = wiring.rotate_keys(settings(data), bar)
    typer.echo(f"{key_id}: {rows}")


@app.command("show")
def show(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """日志公钥与密钥编号，不显示任何密钥。 The log's public key and the key ids; never a key."""
    with refusals(lang):
        vkey, ids = wiring.key_facts(settings(data))
    typer.echo(f"log {vkey}")
    typer.echo(f"columns {', '.join(ids)}")
