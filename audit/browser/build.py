"""``python -m audit.browser.build``: put ``verifier.html`` together from ``src``.

The same sources always give the same bytes; the content security policy names the hash of the one script and
of the one style.
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "verifier.html"

ENGINE = (
    *("bytes", "sha2", "ed25519", "json", "merkle", "shapes"),
    *("bundle", "notes", "course", "lists", "order", "seats"),
    *("people", "papers", "log", "ticket", "unproven", "names", "verify", "worker"),
)
"""The worker's files, in the order they stand on each other."""

SHELL = ("names", "words", "page")
"""The page's own files."""


def _source(name: str) -> str:
    return (HERE / "src" / name).read_text(encoding="utf-8")


def _program(names: tuple[str, ...]) -> str:
    """The files as one program with a scope of its own."""
    text = "\n".join(_source(f"{name}.js") for name in names)
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise ValueError("a script must not hold what ends a script")
    return f'(() => {{\n"use strict";\n{text}}})();\n'


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def built() -> str:
    """The page as text."""
    style, page = _source("page.css"), _program(SHELL)
    parts = {
        "csp": "; ".join(
            (
                "default-src 'none'",
                f"script-src {_hash(page)}",
                f"style-src {_hash(style)}",
                "worker-src blob:",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
        "style": style,
        "engine": _program(ENGINE),
        "page": page,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _source("page.html"))


if __name__ == "__main__":
    PAGE.write_text(built(), encoding="utf-8", newline="\n")
