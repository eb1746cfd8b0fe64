"""``python -m tests.bench.drill_times``: writes ``deploy/drill-times.md`` from seeded drills."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from draw_service.cli.drill import rehearse
from draw_service.drill.seating import Drill

SEATS, ACCEPT, DRAWS = (3, 5, 7, 20), (0.2, 0.4, 0.6, 0.9), 5
FILE = Path(__file__).parents[2] / "deploy" / "drill-times.md"
_HEAD = """# Time to seat a panel

演练 (drill), simulated phones. Written by `python -m tests.bench.drill_times`: {draws} panels of each kind
from a register of 603, seed 1. Of those who do not accept half decline, a quarter answers and presses
nothing, a quarter cannot be reached; the last two are tried twice, two minutes apart (`call_tries`,
`call_gap_minutes`).

The lower bound comes from the callees' scripts alone (`draw_service/drill/bound.py`, which knows nothing of
the service): candidates in the committed order, one active call per open seat, ringing, talking and mandatory
gaps take their time, everything else takes none. One cell by hand:
`panel drill --seats 5 --accept 0.6 --silent 0.1 --decline 0.2 --draws 5`.

| Seats | Accept | Median seconds | Bound | Ratio | Worst ratio | Calls per seat |
| --- | --- | --- | --- | --- | --- | --- |
"""


def cell(seats: int, accept: float, draws: int) -> dict[str, Any]:
    """The figures of one kind of panel."""
    rest = round((1 - accept) / 4, 4)
    drill = Drill(seats, 603, accept, rest, 2 * rest, draws, 1)
    with TemporaryDirectory(prefix="panel-drill-") as folder:
        return rehearse(drill, Path(folder), lambda _done, _all: None).figures()


def row(figures: dict[str, Any]) -> str:
    return (
        f"| {figures['seats']} | {figures['accept']:.0%} | {figures['median_seconds']:.0f} | "
        f"{figures['bound_seconds']:.0f} | {figures['ratio_to_bound']:.3f} | {figures['worst_ratio']:.3f} | "
        f"{figures['calls_per_seat']:.1f} |\n"
    )


def main() -> None:
    rows = [row(cell(seats, accept, DRAWS)) for seats in SEATS for accept in ACCEPT]
    FILE.write_text(_HEAD.format(draws=DRAWS) + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
