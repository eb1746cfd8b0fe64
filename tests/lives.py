"""Lives in processes of their own, for tests that kill them: how one ended, asked for line by line."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

Live = Callable[[str, Path, int], None]
"""``(what, folder, kill_at)``: one life, killed at its ``kill_at``-th boundary (0: never)."""


def forked(live: Live, what: str, folder: Path, kill_at: int) -> str:
    """How a life in a process of its own ended: ``done``, ``killed`` or ``failed``."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            live(what, folder, kill_at)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed" if os.WTERMSIG(status) == signal.SIGKILL else "failed"
    return "done" if os.WEXITSTATUS(status) == 0 else "failed"


def serve(live: Live) -> None:
    """Answer each line ``what kill_at folder`` of the input with how that life ended."""
    for line in sys.stdin:
        what, kill_at, folder = line.rstrip("\n").split(" ", 2)
        print(forked(live, what, Path(folder), int(kill_at)), flush=True)
