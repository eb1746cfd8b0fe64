"""What a person types of a slip: its public half and the entry code; the other codes stay on paper (protocol
section 1)."""

from __future__ import annotations

from draw_service.usecases.applications.slip_proof import SlipProof
from draw_service.web.forms import Form


def read_slip(form: Form, key: str = "") -> SlipProof:
    """Fields ``commitment``, ``unseal_pk``, ``entry`` and the tick ``kept``; ``key``: the public key when it
    is known already. What is odd is noted on ``form``.

    The QR code beside the public values holds both, divided by a colon: pasted as one it is taken apart.
    """
    first, _colon, second = form.code("commitment").lower().partition(":")
    key = key or second or form.code("unseal_pk").lower()
    for name, value in (("commitment", first), ("unseal_pk", key)):
        if value and (len(value) != 64 or set(value) - set("0123456789abcdef")):
            form.wrong(name, "应为 64 位十六进制字符", "64 hexadecimal characters")
    entry = form.code("entry")
    if entry and len(entry.replace("-", "")) != 8:
        form.wrong("entry", "应为 8 个字符", "Eight characters")
    if not form.ticked("kept"):
        form.wrong("kept", "请确认", "Please confirm")
    return SlipProof(first, key, entry)
