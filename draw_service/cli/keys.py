"""``panel keys``: the keyring."""

from __future__ import annotations

import typer

from draw_service import wiring
from draw_service.cli.houses import DataOption, check_database, check_keyring, settings
from draw_service.cli.terminal import Lang, LangOption, progress, refusals, tell

app = typer.Typer(no_args_is_help=True, help="密钥\nkeys")


@app.command("rotate")
def rotate(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """更换列密钥并重新加密（先停服务）。
    New column key, every cell rewritten; stop the service first.
    """
    with refusals(lang):
        asked = settings(data)
        check_database(asked)
        with progress(lang, "重新加密", "re-encrypting") as bar:
            rows, key_id = wiring.rotate_keys(asked, bar)
    tell(
        lang,
        f"已启用新的列密钥 {key_id}，重新加密 {rows} 行；请备份密钥文件，旧备份不再适用。",
        f"Column key {key_id} is in use, {rows} rows rewritten; back the keyring up, older copies are void.",
    )


@app.command("show")
def show(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """日志公钥与密钥编号，不显示任何密钥。
    The log's public key and the key ids; never a key.
    """
    with refusals(lang):
        asked = settings(data)
        check_keyring(asked)
        vkey, ids = wiring.key_facts(asked)
    tell(lang, f"日志公钥（即信任策略中的 log）：{vkey}", f"Public key of the log (log of a policy): {vkey}")
    tell(lang, f"列密钥编号：{'、'.join(ids)}", f"Ids of the column keys: {', '.join(ids)}")
