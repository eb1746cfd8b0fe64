"""One measurement in a process of its own, so that memory and CPU time are the case's alone.

``python -m tests.bench.measure build|run|peer NAME SIZE [FOLDER [REPEATS]]``; prints one JSON value.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from tests.bench.floor import floor_seconds


def run_case(name: str, size: int, folder: Path, repeats: int) -> dict[str, float]:
    """Medians of ``repeats`` runs, each beside a floor of its own."""
    from tests.bench.cases import CASES

    run = CASES[name].ready(size, folder)
    seconds, cpu, floors = [], [], []
    for _ in range(repeats):
        floors.append(floor_seconds(size))
        start, start_cpu = perf_counter(), process_time()
        run()
        seconds.append(perf_counter() - start)
        cpu.append(process_time() - start_cpu)
    return {
        "seconds": median(seconds),
        "floor_seconds": median(floors),
        "ratio": median(seconds) / median(floors),
        "peak_mib": peak_mib(),
        "cpu_seconds": median(cpu),
    }


def peak_mib() -> float:
    """The most this process held. On Linux not ``ru_maxrss``, which begins with what the parent held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kept = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return int(kept.split()[1]) / 1024


def main(words: list[str]) -> object:
    act, name, size = words[0], words[1], int(words[2])
    if act == "peer":
        from tests.bench.peers import PEERS

        return PEERS[name](size)
    folder = Path(words[3])
    if act == "build":
        from tests.bench.cases import CASES

        build = CASES[name].build
        if build is not None:
            build(size, folder)
        return None
    return run_case(name, size, folder, int(words[4]))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
