"""What is measured. A case makes its files once, gets ready, and is then run several times.

``build(size, folder)`` and ``ready(size, folder)`` are not timed; building runs in a process apart, so that
what it needs does not count as the case's memory. For the same reason a case imports what it alone needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from draw_service.rules.lottery import RegisterRow, order, result_commitment, snapshot
from draw_service.rules.seats import first_holders
from tests.bench.experts import CAP, STRATA, id_of, rows, set_aside
from tests.bench.report import Goal

Run = Callable[[], None]
K = sha256(b"bench k").digest()
SEED = sha256(b"bench seed").digest()
LIMITED_BY = (
    "Hashing: edraw/1 asks for eleven SHA-256 calls an expert, and every lock hashes every expert "
    "because the whole register is committed to; from SQLite the decryption of each name comes on top. "
    "One lock uses one core."
)
GOALS = (
    Goal("lock-order-memory", "ratio", 5),
    Goal("lock-order-sqlite", "ratio", 12),
    Goal("lock-order-*", "growth", 11, size=1_000_000, growth=True),
    Goal("lock-order-*", "peak_mib", 1536, size=1_000_000),
    Goal("verify-*", "ratio", 4, size=100_000),
)


@dataclass(frozen=True)
class Case:
    """``build`` None: needs no files. ``most``: the largest size worth measuring."""

    ready: Callable[[int, Path], Run]
    build: Callable[[int, Path], None] | None = None
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


def _fill_store(size: int, folder: Path) -> None:
    from tests.bench import stores

    stores.build(size, folder)


def _from_sqlite(_size: int, folder: Path) -> Run:
    from tests.bench import stores

    books = stores.opener(folder)
    with books() as reading:
        excluded, recused = set_aside(row.id for row in reading.pool.rows())

    def run() -> None:
        with books() as reading:
            lock_and_order(reading.pool.rows(), excluded, recused)

    return run


def _make_evidence(size: int, folder: Path) -> None:
    from tests.bench import evidence

    evidence.build(size, folder)


def _verify(stage: str) -> Callable[[int, Path], Run]:
    def ready(_size: int, folder: Path) -> Run:
        from audit.verify import verify

        data, policy = (folder / f"{stage}.edraw.json").read_bytes(), (folder / "policy.json").read_bytes()
        register = (folder / "register.json").read_bytes() if stage == "auditor" else None

        def run() -> None:
            report = verify(data, policy=policy, register=register)
            assert report.exit_code == 0, report.as_text("en")

        return run

    return ready


CASES = {
    "lock-order-memory": Case(_in_memory),
    "lock-order-sqlite": Case(_from_sqlite, _fill_store),
    "verify-public": Case(_verify("public"), _make_evidence, most=100_000),
    "verify-auditor": Case(_verify("auditor"), _make_evidence, most=100_000),
}
