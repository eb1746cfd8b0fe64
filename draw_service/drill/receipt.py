"""The lock receipt as plain text with a QR code: what is handed out before any share code is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from draw_service.documents.folding import fold
from draw_service.documents.qr_text import qr_text
from draw_service.drill.narrator import DRILL
from draw_service.rules.codes import PARTY_WORDS
from draw_service.rules.identifiers import SHANGHAI
from draw_service.usecases.draws.lock import LockReceipt
from draw_service.usecases.draws.print_receipt import PrintedReceipt

_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Handed:
    """What the receipt says of the draw beside its hashes. ``at`` aware: when it was printed."""

    project_code: str
    locked: LockReceipt
    at: datetime


_WORDS = {
    "zh": {
        "title": "封存回执",
        "for": "用途：名单已经封存，不能再改。请各方核对并留存；事后核验时，用下面的封存哈希与核验包比对。"
        "先收到回执，后出示份额码。",
        "project": "项目编号",
        "draw": "抽取编号",
        "serial": "回执编号",
        "at": "打印时间（北京时间）",
        "counts": "名单人数 {pool}，不符合条件 {excluded}，应当回避 {recused}",
        "full": "封存哈希",
        "short": "核对短码",
        "commitments": "三方份额的承诺值",
        "checkpoint": "日志检查点",
        "sign": "签字：",
    },
    "en": {
        "title": "Lock receipt",
        "for": "What it is for: the lists are locked and cannot be changed. Check it and keep it; later the"
        " lock hash below is compared with the evidence bundle. No share is shown before it is handed out.",
        "project": "project",
        "draw": "draw",
        "serial": "serial",
        "at": "printed at (Beijing time)",
        "counts": "{pool} on the list, {excluded} not eligible, {recused} recused",
        "full": "lock hash",
        "short": "short code",
        "commitments": "commitments of the three shares",
        "checkpoint": "checkpoint of the log",
        "sign": "Signatures:",
    },
}


def receipt_text(receipt: PrintedReceipt, handed: Handed, lang: str) -> str:
    """The receipt in one language, 80 columns."""
    words, locked = _WORDS[lang], handed.locked
    colon = "：" if lang == "zh" else ": "
    counts = words["counts"].format(
        pool=locked.pool, excluded=sum(locked.excluded.values()), recused=sum(locked.recused.values())
    )
    grouped = " ".join(receipt.short[i : i + 4] for i in range(0, len(receipt.short), 4))
    parties = [(word.say(lang), receipt.commitments[party]) for party, word in PARTY_WORDS.items()]
    lines = [
        f"【{DRILL[lang]}】 {words['title']}",
        "",
        fold(words["for"], _WIDTH),
        "",
        f"{words['project']}{colon}{handed.project_code}",
        f"{words['draw']}{colon}{receipt.draw_id}    {words['serial']}{colon}{receipt.serial}",
        f"{words['at']}{colon}{handed.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        counts,
        f"{words['full']}{colon}",
        f"  {receipt.lock_hash}",
        f"{words['short']}{colon}{grouped}",
        f"{words['commitments']}{colon}",
        *(f"  {value}  {party}" for party, value in parties),
        f"{words['checkpoint']}{colon}",
        *(fold(line, _WIDTH) for line in receipt.checkpoint.splitlines()),
        "",
        qr_text(receipt.lock_hash),
        words["sign"],
        *(f"  {party}{colon}______________    ______-____-____" for party, _value in parties),
    ]
    return "\n".join(lines) + "\n"
