"""Files for their owner alone: rosters, reports, slips and whatever else names people or holds secrets."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_private(path: Path, data: bytes | Iterable[bytes], *, replace: bool = False) -> None:
    """Write a file of mode 0600, whole or not at all; a long one in parts as they come. Without
    ``replace`` an existing one is left alone.

    Raises ``OSError`` with ``path`` as its file name.
    """
    target = path.with_name(f".{path.name}.part") if replace else path
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
            if replace:
                os.replace(target, path)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
