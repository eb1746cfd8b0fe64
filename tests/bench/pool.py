"""``pool``: a roster taken into the register beside what cannot be saved: reading it with python-calamine,
and the encryptions and keyed hashes the register must make of it. In a process of its own; the least of a few
runs of each, taken in turn, since whatever else the machine does only adds."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from python_calamine import CalamineWorkbook

from draw_service.documents.rosters_in import read_roster
from draw_service.documents.rosters_out import write_roster
from draw_service.rules.people import ExpertRecord
from draw_service.settings import Settings
from draw_service.store.forms import DETAILS, PHONES, details_of
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.usecases.pool.import_roster import import_roster
from draw_service.wiring import open_house
from tests.bench.measure import peak_mib
from tests.bench.report import Goal
from tests.bench.rosters import people

LIMITED_BY = (
    "Python itself: an import judges some forty cells an expert by rule, beside a reader and a cipher "
    "in native code; the statistics wait for the rows of the kept sums they fetch."
)
GOALS = (Goal("pool-import", "ratio", 3, size=20_000), Goal("pool-statistics-*", "seconds", 1, size=100_000))


class _Entropy:
    def bytes(self, size: int) -> bytes:
        return os.urandom(size)


def floor(file: Path, keyring: Keyring, records: list[ExpertRecord]) -> float:
    """Seconds of the reading, the encryptions and the keyed hashes alone."""
    start = perf_counter()
    with CalamineWorkbook.from_path(file) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
    seconds = perf_counter() - start
    cells = [
        (f"E{n:06d}", one.id_card, one.name.encode(), PHONES.dump_json(one.phones), details_of(one))
        for n, one in enumerate(records)
    ]
    details = [DETAILS.dump_json(one) for *_rest, one in cells]
    firms = {(one.employer.code or one.employer.name): one.employer for one in records}
    seal, lookup = keyring.cipher.seal, keyring.lookup
    start = perf_counter()
    for (expert, card, name, phones, _details), detail in zip(cells, details, strict=True):
        lookup("identity number", card)
        seal("expert", "name", expert, name)
        seal("expert_file", "phones", expert, phones)
        seal("expert_file", "details", expert, detail)
    for key, firm in firms.items():
        lookup("company code", key)
        seal("company", "name", key, firm.name.encode())
        seal("company", "code", key, firm.code.encode())
    return seconds + perf_counter() - start


def imported(file: Path, folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds of the import as the command does it, into a new house."""
    house = open_house(Settings(data=folder, voice="", sms=""))
    start, cpu = perf_counter(), process_time()
    found = read_roster(file)
    report = import_roster(house, found.rows, file_sha256=found.sha256)
    seconds = perf_counter() - start, process_time() - cpu
    assert report.imported, report.problems[:3]
    return seconds


def one_size(size: int, repeats: int) -> dict[str, object]:
    records = list(people(size))
    with tempfile.TemporaryDirectory(prefix="panel-bench-") as name:
        folder = Path(name)
        file = folder / "roster.xlsx"
        write_roster(records, file)
        keyring = open_keyring(folder / "keys.json", _Entropy())
        floors, walls, cpus = [], [], []
        for n in range(repeats):
            floors.append(floor(file, keyring, records))
            (folder / f"house-{n}").mkdir()
            wall, cpu = imported(file, folder / f"house-{n}")
            walls.append(wall)
            cpus.append(cpu)
    return {
        "case": "pool-import",
        "size": size,
        "seconds": min(walls),
        "floor_seconds": min(floors),
        "ratio": min(walls) / min(floors),
        "peak_mib": peak_mib(),
        "cpu_seconds": min(cpus),
        "peers": {},
    }


if __name__ == "__main__":
    print(json.dumps(one_size(int(sys.argv[1]), int(sys.argv[2]))))
