"""``python -m tests.faults.witness_killing``: a witness that is shown a log, and killed where asked.

``honest`` and ``forged`` are two logs of one size under one log key; both are shown from the size that was
signed last. What was answered is written to ``signed.<size>.<root>``, as a log would keep it. The boundaries:
before and after each leaf, before and after the promise, before and after it is on disk, before and after the
signature, before the answer is kept.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audit import merkle
from audit.witness.keyfile import WitnessKey
from audit.witness.store import Mirror
from audit.witness.wire import Submission, write_submission
from tests.audit.witness.logs import Book, Witnessed, checkpoint, node_of
from tests.lives import serve


def book_of(what: str) -> Book:
    """Both begin alike; the second draw has another number in the forged one."""
    book = Book()
    book.live("AP-1")
    book.live("AP-2" if what == "honest" else "AP-3")
    return book


def watched(act: Callable[..., Any], boundary: Callable[[], None]) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        boundary()
        found = act(*given)
        boundary()
        return found

    return call


def live(what: str, folder: Path, kill_at: int) -> None:
    left = kill_at

    def boundary() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for owner, name in ((Mirror, "append"), (Mirror, "grow"), (Mirror, "put_cosigned"), (WitnessKey, "line")):
        setattr(owner, name, watched(getattr(owner, name), boundary))
    alone = Mirror.alone
    Mirror.alone = watched(alone, boundary)  # type: ignore[method-assign]
    there = Witnessed(folder, book_of(what).leaves)
    for size in (7, 10, 14):
        old = there.size
        proof = merkle.consistency_proof(node_of(there.leaves), old, size) if 0 < old <= size else []
        note = checkpoint(there.leaves, size)
        answer = there.desk.add_checkpoint(write_submission(Submission(min(old, size), tuple(proof), note)))
        boundary()
        if answer.status == 200:
            root = merkle.root([merkle.leaf_hash(one) for one in there.leaves[:size]]).hex()
            (folder / f"signed.{size}.{root}").write_text(json.dumps([note, answer.text]), "utf-8")


if __name__ == "__main__":
    serve(live)
