"""What is measured. A case makes its files once, gets ready, and is then run several times.

``build(size, folder)`` and ``ready(size, folder)`` are not timed; they run in processes apart, so that what
building needs does not count as the case's memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from audit.verify import verify
from draw_service.rules.lottery import RegisterRow, order, result_commitment, snapshot
from draw_service.rules.seats import first_holders
from tests.bench import evidence, stores
from tests.bench.experts import CAP, STRATA, id_of, rows, set_aside

Run = Callable[[], None]
K = sha256(b"bench k").digest()
SEED = sha256(b"bench seed").digest()


@dataclass(frozen=True)
class Case:
    """``most``: the largest size worth measuring."""

    build: Callable[[int, Path], None]
    ready: Callable[[int, Path], Run]
    most: int = 1_000_000


def lock_and_order(
    register: Iterable[RegisterRow], excluded: dict[str, str], recused: dict[str, str]
) -> None:
    """All that a lock and an order compute: lists, roots, register commitment, orders, first holders."""
    lists = snapshot(K, register, STRATA, excluded, recused)
    step_back = [bytes.fromhex(leaf[6:70].decode()) for leaf in lists.recusals]
    orders = {name: order(SEED, handles) for name, handles in lists.by_stratum.items()}
    first = first_holders(STRATA, orders, lists.units, CAP, step_back)
    assert None not in first
    result_commitment(SEED, first)


def _in_memory(size: int, _folder: Path) -> Run:
    register = rows(size)
    excluded, recused = set_aside(id_of(number) for number in range(1, size + 1))
    return lambda: lock_and_order(register, excluded, recused)


def _from_sqlite(_size: int, folder: Path) -> Run:
    books = stores.opener(folder)
    with books() as reading:
        excluded, recused = set_aside(row.id for row in reading.pool.rows())

    def run() -> None:
        with books() as reading:
            lock_and_order(reading.pool.rows(), excluded, recused)

    return run


def _verify(stage: str) -> Callable[[int, Path], Run]:
    def ready(_size: int, folder: Path) -> Run:
        data, policy = (folder / f"{stage}.edraw.json").read_bytes(), (folder / "policy.json").read_bytes()
        register = (folder / "register.json").read_bytes() if stage == "auditor" else None

        def run() -> None:
            report = verify(data, policy=policy, register=register)
            assert report.exit_code == 0, report.as_text("en")

        return run

    return ready


def _nothing(_size: int, _folder: Path) -> None:
    pass


CASES = {
    "lock-order-memory": Case(_nothing, _in_memory),
    "lock-order-sqlite": Case(stores.build, _from_sqlite),
    "verify-public": Case(evidence.build, _verify("public"), most=100_000),
    "verify-auditor": Case(evidence.build, _verify("auditor"), most=100_000),
}
