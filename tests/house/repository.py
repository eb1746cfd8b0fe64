"""The repository as the house tests read it: tracked files, their text, its classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("draw_service", "scoring", "notifications", "audit")
_NOT_OURS = {
    ".git",
    ".venv",
    ".hypothesis",
    "__pycache__",
    "build",
    "dist",
    "ci-output",
    "panel-demo",
    "panel-data",
}
_TEXT = {
    ".py",
    ".md",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".csv",
    ".json",
    ".txt",
    ".yml",
    ".yaml",
    ".sh",
    ".mako",
}


@cache
def texts() -> dict[str, str]:
    """Path from the root -> text of every file of the project, the lock file apart."""
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for path in sorted(_files(ROOT))
        if (path.suffix in _TEXT or path.parent.name == ".ci") and path.name != "uv.lock"
    }


def _files(folder: Path) -> Iterator[Path]:
    # Without git, so that the tests also run from an unpacked archive.
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in _NOT_OURS and not path.name.endswith((".egg-info", "_cache")):
                yield from _files(path)
        elif path.is_file():
            yield path


def modules(*rooms: str) -> dict[str, str]:
    """The Python files under ``rooms`` ("draw_service/rules"), every room of the wheel when none is given."""
    under = tuple(f"{room}/" for room in rooms or ROOMS)
    return {path: text for path, text in texts().items() if path.endswith(".py") and path.startswith(under)}


def docstring(text: str) -> str:
    """The docstring a module opens with."""
    return ast.get_docstring(ast.parse(text)) or ""


def subclasses(of: type[Any]) -> list[type[Any]]:
    """Every class below ``of`` that has been imported, the nearest first."""
    direct: list[type[Any]] = of.__subclasses__()
    below = [deeper for one in direct for deeper in subclasses(one)]
    return list(dict.fromkeys([*direct, *below]))
