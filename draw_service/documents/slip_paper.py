"""A witness slip as plain text with QR codes, the unseal half below a fold (protocol section 1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from draw_service.documents.folding import fold
from draw_service.rules.codes import PARTY_WORDS, Word
from draw_service.rules.slips import Slip, code_of

WIDTH = 80
SLIP_WORDS: Mapping[str, Word] = {
    "title": Word("见证凭条", "Witness slip"),
    "date": Word(
        "制作日期：______年____月____日    持有人：______________",
        "Made on: ______________    Held by: ______________",
    ),
    "lost": Word(
        "遗失或被他人看到的，请立即报告中心，抽取前可以更换。",
        "Lost, or seen by somebody else? Report it to the center at once; "
        "before the draw it can be replaced.",
    ),
    "enter": Word(
        "一、公开部分：录入申请的只有这两项", "1. Public part: only these two go into the application"
    ),
    "commitment": Word("承诺值", "commitment"),
    "key": Word("公钥", "public key"),
    "entry": Word(
        "二、入场码（到场时在中心终端输入，五次为限）",
        "2. Entry code (typed at the center's terminal, five tries)",
    ),
    "share": Word(
        "三、份额码（见到打印的封存回执之后才可出示）",
        "3. Share code (show it only after the printed lock receipt)",
    ),
    "fold": Word(
        "—— 沿此线折叠并封口；启封之前不得打开 ——",
        "-- fold here and close it; not opened before unsealing --",
    ),
    "unseal": Word("四、启封码", "4. Unseal code"),
}
"""What stands on a slip, on plain paper and in type."""

Qr = Callable[[str], str]
"""Draws a text as a QR code of whole lines; "" where none can be shown."""


def slip_text(slip: Slip, lang: str, qr: Qr) -> str:
    """The slip in one language, 80 columns. It holds both secrets: paper for its owner alone."""
    party = PARTY_WORDS[slip.party].say(lang)
    said = {name: word.say(lang) for name, word in SLIP_WORDS.items()}
    public = f"{slip.commitment}:{slip.public_key}"
    lines = [
        f"{said['title']}  {party}  {slip.draw_id}",
        said["date"],
        fold(said["lost"], WIDTH),
        "",
        said["enter"],
        f"  {said['commitment']}:",
        f"  {slip.commitment}",
        f"  {said['key']}:",
        f"  {slip.public_key}",
        qr(public),
        said["entry"],
        f"  {slip.entry[:4]} {slip.entry[4:]}",
        "",
        said["share"],
        f"  {code_of(slip.share)}",
        qr(code_of(slip.share)),
        said["fold"],
        "",
        said["unseal"],
        f"  {code_of(slip.unseal)}",
        qr(code_of(slip.unseal)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"
