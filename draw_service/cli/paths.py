"""Files a command is given: what cannot be read or written is refused in a sentence of its own."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from draw_service.rules.refusals import (
    DiskFull,
    NotSpreadsheet,
    PathForbidden,
    PathIsFolder,
    PathMissing,
    PathTaken,
    PathUnusable,
)

_KINDS: dict[int, type[PathUnusable]] = {
    errno.ENOENT: PathMissing,
    errno.EISDIR: PathIsFolder,
    errno.EEXIST: PathTaken,
    errno.EACCES: PathForbidden,
    errno.EPERM: PathForbidden,
    errno.EROFS: PathForbidden,
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
}


def path_refusal(error: OSError, path: Path | str | None = None) -> PathUnusable:
    """The refusal that says what the system answered; ``path`` when the error does not know it."""
    kind = _KINDS.get(error.errno or 0, PathUnusable)
    return kind(path=error.filename or path or "?")


def check_readable(path: Path) -> None:
    """Raises a ``PathUnusable`` when there is no such file or it cannot be opened."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise path_refusal(error, path) from None


def check_new(path: Path, *, replace: bool = False) -> None:
    """Raises a ``PathUnusable`` when no xlsx can be made there; asked before work that would be lost."""
    if path.is_dir():
        raise PathIsFolder(path=path)
    if path.suffix.lower() != ".xlsx":
        raise NotSpreadsheet(path=path)
    if path.exists() and not replace:
        raise PathTaken(path=path)
    if not path.parent.is_dir():
        raise PathMissing(path=path.parent)
    if not os.access(path.parent, os.W_OK):
        raise PathForbidden(path=path.parent)
