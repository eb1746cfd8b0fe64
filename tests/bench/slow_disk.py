"""``log-append`` once more on disks that take longer over a sync, house and peers alike.

Which of two logs is the quicker hangs on how long a disk takes and how often each waits for it: the figures
of one machine say little of another. ``strace`` holds back each ``fsync`` and ``fdatasync`` of the process
that measures; every other call runs at its own speed. ``python -m tests.bench.slow_disk APPENDS PEER``
measures once and prints the row.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import log

HELD = (0.001, 0.004)
"""Seconds each sync takes longer: about a solid-state disk without a capacitor, and a busy one."""


def measure(appends: int, peer: int) -> list[dict[str, Any]]:
    """A row for each disk; none, and a word on standard error, where no ``strace`` may trace."""
    found = []
    for held in HELD:
        command = [sys.executable, "-m", "tests.bench.slow_disk", str(appends), str(peer)]
        row = _held_back(command, held)
        if row is None:
            print("slower disks are not measured: no strace that may trace", file=sys.stderr)
            break
        found.append({**row, "case": f"{row['case']}, sync +{held * 1000:.0f} ms"})
    return found


def _held_back(command: list[str], seconds: float) -> Any:
    """What the command prints, as JSON; None where nobody can hold it back."""
    tracing = ["strace", "--follow-forks", "--seccomp-bpf", "--quiet=all", "--output=/dev/null"]
    if shutil.which("strace") is None or subprocess.run([*tracing, "true"], check=False).returncode:
        return None
    slowly = f"--inject=fsync,fdatasync:delay_exit={seconds * 1e6:.0f}"
    words = [*tracing, "--trace=fsync,fdatasync", slowly, *command]
    return json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)


if __name__ == "__main__":
    with TemporaryDirectory(prefix="panel-bench-") as folder:
        print(json.dumps(log.appended(Path(folder), int(sys.argv[1]), int(sys.argv[2]))))
