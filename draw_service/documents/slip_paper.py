"""A witness slip as plain text with QR codes, the unseal half below a fold (protocol section 1)."""

from __future__ import annotations

import io

import segno

from draw_service.rules.slips import Slip, code_of

_WORDS = {
    "zh": {
        "title": "见证凭条",
        "parties": {"tenderer": "招标人", "regulator": "监管部门"},
        "enter": "录入申请的只有这两项：",
        "commitment": "承诺值",
        "pk": "公钥",
        "entry": "入场码（到场时在中心终端输入，五次为限）",
        "share": "份额码（见到打印的封存回执之后才可出示）",
        "fold": "—— 沿此线折叠并封口；启封之前不得打开 ——",
        "unseal": "启封码",
    },
    "en": {
        "title": "Witness slip",
        "parties": {"tenderer": "tenderer", "regulator": "regulator"},
        "enter": "Only these two go into the application:",
        "commitment": "commitment",
        "pk": "public key",
        "entry": "entry code (typed at the center's terminal, five tries)",
        "share": "share code (show it only after the printed lock receipt)",
        "fold": "-- fold here and close it; not opened before unsealing --",
        "unseal": "unseal code",
    },
}


def slip_text(slip: Slip, lang: str) -> str:
    """The slip in one language. It holds both secrets: paper for its owner alone."""
    words = _WORDS[lang]
    parties = words["parties"]
    party = parties[slip.party] if isinstance(parties, dict) else slip.party
    lines = [
        f"{words['title']}  {party}  {slip.draw_id}",
        "",
        f"{words['enter']}",
        f"  {words['commitment']}: {slip.commitment}",
        f"  {words['pk']}: {slip.public_key}",
        "",
        f"{words['entry']}:  {slip.entry[:4]} {slip.entry[4:]}",
        "",
        f"{words['share']}:",
        f"  {code_of(slip.share)}",
        qr_text(code_of(slip.share)),
        f"{words['fold']}",
        "",
        f"{words['unseal']}:",
        f"  {code_of(slip.unseal)}",
        qr_text(code_of(slip.unseal)),
    ]
    return "\n".join(lines) + "\n"


def qr_text(text: str) -> str:
    """A QR code as half-block characters, dark on light paper."""
    out = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out=out, compact=True)
    return out.getvalue()
