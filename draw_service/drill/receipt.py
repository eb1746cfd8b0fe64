"""The lock receipt as plain text with a QR code: what is handed out before any share code is shown."""

from __future__ import annotations

from draw_service.documents.slip_paper import qr_text
from draw_service.drill.narrator import DRILL
from draw_service.usecases.draws.print_receipt import PrintedReceipt

_WORDS = {
    "zh": ("封存回执", "抽取编号", "回执编号", "封存哈希", "核对短码", "三方承诺", "检查点"),
    "en": ("Lock receipt", "draw", "serial", "lock hash", "short code", "commitments", "checkpoint"),
}


def receipt_text(receipt: PrintedReceipt, lang: str) -> str:
    """The receipt in one language, 80 columns."""
    title, draw, serial, full, short, commitments, checkpoint = _WORDS[lang]
    grouped = " ".join(receipt.short[i : i + 4] for i in range(0, len(receipt.short), 4))
    lines = [
        f"【{DRILL[lang]}】 {title}",
        f"{draw}: {receipt.draw_id}    {serial}: {receipt.serial}",
        f"{full}: {receipt.lock_hash}",
        f"{short}: {grouped}",
        f"{commitments}:",
        *(f"  {party:<10} {value}" for party, value in sorted(receipt.commitments.items())),
        f"{checkpoint}:",
        receipt.checkpoint,
        qr_text(receipt.lock_hash),
    ]
    return "\n".join(lines) + "\n"
