"""QR codes as text, two modules to a character."""

from __future__ import annotations

import segno

_INK = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
BORDER = 4
"""Light modules around the code (ISO/IEC 18004)."""


def qr_text(text: str, *, glowing: bool = False) -> str:
    """Dark modules as ink, for paper and files; ``glowing`` turns them round, for light letters on a dark
    screen. Every line ends with a line break."""
    code = segno.make(text, error="m", micro=False)
    rows = [bytearray(row) for row in code.matrix_iter(border=BORDER)]
    if len(rows) % 2:
        rows.append(bytearray(len(rows[0])))
    flip = int(glowing)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "".join(
        "".join(_INK[a ^ flip, b ^ flip] for a, b in zip(upper, lower, strict=True)) + "\n"
        for upper, lower in pairs
    )
