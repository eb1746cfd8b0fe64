"""Put ``static/slip.html`` together: ``python -m draw_service.web.slip.build``.

The page is one file without a reference to any other. The same sources give the same bytes, so its SHA-256
can be published; the policy in its head lets run exactly the script and the style that stand in it.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "static"
PAGE = STATIC / "slip.html"
HASH = STATIC / "slip.html.sha256"

LIBRARIES = ("fast-sha256-1.3.0.js", "tweetnacl-1.0.3.js", "qrcode-generator-2.0.4.js")
SCRIPTS = ("codes.js", "marks.js", "page.js")
STYLES = ("screen.css", "print.css")
PARTS = ("form", "made", "help", "paper")


def page() -> bytes:
    """The page, UTF-8."""
    libraries = [_read(STATIC / "vendor" / name) for name in LIBRARIES]
    own = "".join(_read(HERE / name) for name in SCRIPTS)
    script = "\n" + "\n".join([*libraries, f"(function () {{\n'use strict';\n{own}}})();"]) + "\n"
    if "</script" in script:
        raise ValueError("a script may not hold its own end tag")
    style = "\n" + "".join(_read(HERE / name) for name in STYLES)
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    text = _read(HERE / "frame.html")
    for name in PARTS:
        text = text.replace(f"{{{{{name}}}}}\n", _read(HERE / f"{name}.html"))
    for name, value in (("policy", policy), ("style", style), ("script", script)):
        text = text.replace(f"{{{{{name}}}}}", value)
    return text.encode()


def write() -> str:
    """Write page and hash file; give the SHA-256 in hex."""
    made = page()
    digest = sha256(made).hexdigest()
    PAGE.write_bytes(made)
    HASH.write_bytes(f"{digest}  {PAGE.name}\n".encode())
    return digest


def _read(path: Path) -> str:
    return path.read_bytes().decode().replace("\r\n", "\n")


def _digest(inline: str) -> str:
    """A source expression of CSP level 2."""
    return f"sha256-{b64encode(sha256(inline.encode()).digest()).decode()}"


if __name__ == "__main__":
    print(f"{write()}  {PAGE}")
