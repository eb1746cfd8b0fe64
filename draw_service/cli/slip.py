"""``panel slip``: make a witness slip on this machine; nothing is sent anywhere."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from draw_service import wiring
from draw_service.cli.streams import shows
from draw_service.cli.terminal import Lang, LangOption, errors, refusals, tell
from draw_service.documents.private_file import write_private
from draw_service.documents.qr_text import qr_text
from draw_service.documents.slip_paper import slip_text
from draw_service.documents.witness_slip import witness_slip
from draw_service.rules.applications import Party
from draw_service.rules.refusals import DrawIdWrong
from draw_service.rules.slips import Slip, make_slip

_DRAW_ID = re.compile(r"AP-\d{4}-\d{4,}\.[1-9]\d*")


class Witness(StrEnum):
    """Parties that hold a slip, in both languages."""

    TENDERER = "tenderer"
    REGULATOR = "regulator"
    TENDERER_ZH = "招标人"
    REGULATOR_ZH = "监管部门"


_PARTIES: dict[Witness, Party] = {
    Witness.TENDERER: "tenderer",
    Witness.TENDERER_ZH: "tenderer",
    Witness.REGULATOR: "regulator",
    Witness.REGULATOR_ZH: "regulator",
}


def slip(
    party: Annotated[
        Witness, typer.Argument(metavar="PARTY", help="招标人、监管部门\n\ntenderer, regulator")
    ],
    draw_id: Annotated[str, typer.Argument(metavar="DRAW", help="抽取编号，如 AP-2026-0001.1\n\ndraw id")],
    extra: Annotated[
        str, typer.Option(help="掷骰或随手敲的字符，混入随机数\n\ndice or keystrokes, mixed in")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(help="写入文件，仅本人可读；.pdf 为 A4\n\na file only its owner can read; .pdf: A4"),
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """离线制作见证凭条。
    Make a witness slip offline.
    """
    with refusals(lang):
        made = make_slip(_PARTIES[party], _draw_id(draw_id), wiring.SystemEntropy().bytes(72), extra.encode())
        if out is None:
            _print(made, lang)
            return
        write_private(out, _file(out, made, lang))
    tell(
        lang,
        f"见证凭条已写入 {out}；打印后请删除该文件，不得让他人看到。",
        f"The slip was written to {out}; print it, delete the file, and let nobody see it.",
    )


def _file(out: Path, made: Slip, lang: Lang) -> bytes:
    """A sheet of A4 for a file called ….pdf, else plain text."""
    if out.suffix.lower() == ".pdf":
        return witness_slip(made, wiring.SystemClock().now(), lang)
    return slip_text(made, lang, qr_text).encode()


def _draw_id(text: str) -> str:
    """A draw id as the house gives them. Raises ``DrawIdWrong``."""
    tidy = text.strip().upper()
    if not _DRAW_ID.fullmatch(tidy):
        raise DrawIdWrong
    return tidy


def _print(made: Slip, lang: Lang) -> None:
    glowing = sys.stdout.isatty()
    typer.echo(slip_text(made, lang, lambda text: _qr(text, glowing)), nl=False)
    if glowing:
        warning = (
            "注意：以上份额码和启封码是秘密，屏幕和回滚记录里都有；抄印后请清屏，或改用 --out 写入文件。"
            if lang == "zh"
            else "Mind: these codes are secrets and stay in the terminal's history; clear it, or use --out."
        )
        errors.print(warning, soft_wrap=True)


def _qr(text: str, glowing: bool) -> str:
    code = qr_text(text, glowing=glowing)
    return code if shows(code) else ""  # half a code is none
