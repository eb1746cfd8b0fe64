"""The proofs an exported ledger carries (Art. 20-22; edraw/1 section 6): each line stands in the house log,
and none is missing between them.

Without a trusted key nothing is checked and the file counts as it is. With one, every line must have its
proof, its event must hold its salted hash, the events must be numbered from 0 without a gap and chained.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from audit import merkle
from audit.canonical import NotCanonical
from audit.checkpoint import Checkpoint, NoteError, open_note
from audit.events import BodyError, HouseEvent, decode_house
from scoring.rules.annual import Result
from scoring.rules.lines import commitment
from scoring.rules.parameters import Parameters
from scoring.rules.recompute import Ledger, parse_line
from scoring.rules.refusals import LedgerLineWrong

LEDGER = "ledger"
"""The stream of all lines."""
_WIRE = {
    "deduction": ("kind", "expert", "item", "at", "project", "id"),
    "reversal": ("kind", "of", "at"),
    "response": ("kind", "expert", "at"),
}


@dataclass(frozen=True, slots=True)
class Recomputed:
    """``proven``: how many lines were proven; 0 when nobody asked."""

    results: list[Result]
    proven: int


def recompute_proven(lines: Iterable[bytes], year: int, parameters: Parameters, vkey: str = "") -> Recomputed:
    """``recompute`` of a file that may begin with a line of kind ``log``. ``vkey``: the log's key, as its
    reader trusts it. Raises ``LedgerLineWrong``."""
    ledger, chain = Ledger(year, parameters), _Chain(vkey)
    for row, data in enumerate(lines, start=1):
        line = parse_line(row, data)
        if row == 1 and line.get("kind") == "log":
            chain.open(line)
            continue
        ledger.read(row, line)
        if vkey:
            chain.check(row, line)
    return Recomputed(ledger.results(), chain.n)


class _Chain:
    """The ledger's stream as its lines prove it."""

    def __init__(self, vkey: str) -> None:
        self._vkey, self._tree, self._prev, self.n = vkey, Checkpoint("", 0, b""), "", 0

    def open(self, header: Mapping[str, Any]) -> None:
        if not self._vkey:
            return
        try:
            self._tree, _witnesses = open_note(str(header.get("checkpoint")), [self._vkey])
        except NoteError:
            _wrong(1, "检查点的签名不符", "the checkpoint is not signed with this key")

    def check(self, row: int, line: Mapping[str, Any]) -> None:
        log = line.get("log")
        try:
            data, salt, index, path = _parts(log)
            fact = decode_house(data)
        except (KeyError, TypeError, ValueError, Base64Error, BodyError, NotCanonical):
            _wrong(row, "没有可读的日志证明", "it carries no proof that can be read")
        wire = {key: line[key] for key in _WIRE[line["kind"]]}
        if (fact.stream, fact.type) != (LEDGER, HouseEvent.LEDGER_LINE):
            _wrong(row, "证明的是别的日志记录", "its proof is of another kind of event")
        if (fact.n, fact.prev) != (self.n, self._prev):
            _wrong(row, "与前一行之间有缺漏", "a line is missing before it")
        if fact.body.get("line") != commitment(wire, salt):
            _wrong(row, "内容与日志中的不符", "the log holds another line here")
        tree = self._tree
        if not merkle.verify_inclusion(merkle.leaf_hash(data), index, tree.size, path, tree.root):
            _wrong(row, "不在日志中", "it does not stand in the log")
        self._prev, self.n = fact.hash.hex(), self.n + 1


def _parts(log: Any) -> tuple[bytes, bytes, int, list[bytes]]:
    path = [bytes.fromhex(part) for part in log["proof"]]
    return b64decode(log["event"], validate=True), bytes.fromhex(log["salt"]), int(log["index"]), path


def _wrong(row: int, zh: str, en: str) -> NoReturn:
    raise LedgerLineWrong(row=row, zh=zh, en=en)
