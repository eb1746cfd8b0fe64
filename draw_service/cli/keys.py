"""``panel keys``: the keyring."""

from __future__ import annotations

import typer

from draw_service import wiring
from draw_service.cli.houses import DataOption, check_database, check_keyring, settings
from draw_service.cli.terminal import Lang, LangOption, progress, refusals, tell
from draw_service.operations import keys

app = typer.Typer(no_args_is_help=True, help="密钥\nkeys")
_CIPHERS = {"c": "AES-256-GCM", "s": "SM4-GCM"}


@app.command("rotate")
def rotate(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """更换列密钥并重新加密（按 PANEL_COLUMN_CIPHER），服务可照常运行。
    New column key (PANEL_COLUMN_CIPHER), every cell rewritten; the service may go on.
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


@app.command("list")
def list_(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """各把密钥的编号、算法和存放处。
    Every key: its id, its cipher, and where it is kept.
    """
    with refusals(lang):
        asked = settings(data)
        check_keyring(asked)
        vkey, ids = wiring.key_facts(asked)
        in_token = keys.keys_in_token(asked)
    place = asked.pkcs11 if in_token else str(asked.keyring_path)
    for key_id in ids:
        now = (" 现用", " in use")[lang is Lang.EN] if key_id == ids[-1] else ""
        typer.echo(f"{key_id}  {_CIPHERS[key_id[:1]]}  {asked.keyring_path}{now}")
    tell(lang, f"日志签名  Ed25519  {place}  {vkey}", f"log signature  Ed25519  {place}  {vkey}")
    tell(lang, f"名单封存  AES-256-GCM  {place}", f"rosters  AES-256-GCM  {place}")


@app.command("check")
def check(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """核对密钥：属于这个数据库、能签名、能封启、能读出名册。
    Whether the keys belong to the database, sign, wrap, and open the register.
    """
    with refusals(lang):
        asked = settings(data)
        check_database(asked)
        older = keys.check_keys(asked)
    tell(
        lang,
        "密钥与数据库相符，签名、封启、名册均可用。",
        "The keys fit the database; signing, wrapping, register work.",
    )
    if older:
        tell(
            lang,
            f"尚有 {older} 行用旧密钥加密：再运行一次 panel keys rotate。",
            f"{older} rows are under an older key: run panel keys rotate again.",
        )


@app.command("to-token")
def to_token(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """把日志签名密钥和名单封存密钥移入安全模块（PANEL_PKCS11），从文件中删去。
    Move the log's key and the roster key into the token (PANEL_PKCS11), and out of the file.
    """
    with refusals(lang):
        asked = settings(data)
        check_database(asked)
        if asked.token is None:
            raise typer.BadParameter("PANEL_PKCS11", param_hint="PANEL_PKCS11")
        keys.move_keys_to_token(asked)
    tell(
        lang,
        "已移入安全模块；日志公钥不变。旧的密钥文件备份仍含这两把密钥：请在安全模块另行备份后销毁旧备份。",
        "They are in the token; the log's public key is the same. Older copies of the keyring still hold "
        "both: destroy them once the token has a backup of its own.",
    )
