"""PURE. C2SP tlog-witness, ``add-checkpoint``: the submission, and what a witness answers to it.

A submission is ``old <size>``, the consistency proof (one base64 hash a line), an empty line, and the signed
note. The answer to a good one is the witness's signature line; every other has its status from the document.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from audit.checkpoint import Checkpoint, NoteError, decode_base64, open_note, read_note
from audit.merkle import verify_consistency

MOST_PROOF = 63
LARGEST = 128 * 1024
"""Bytes of the largest submission."""
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Submission:
    """``old``: size of the tree the proof starts from; ``proof``: hashes; ``note``: the signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    text: str
    type: str = TEXT_TYPE


class Turned(Exception):
    """Not signed. ``alarm``: what the regulator must hear of, "" when it is no more than an accident; then
    ``note`` is the signed checkpoint that proves it and ``subject`` its size."""

    def __init__(self, answer: Answer, alarm: str = "", subject: object = "", note: str = "") -> None:
        self.answer, self.alarm, self.subject, self.note = answer, alarm, str(subject), note
        super().__init__(answer.status)


def conflict(size: int) -> Answer:
    """409: the size the witness knows, so that the log can prove growth from there."""
    return Answer(409, f"{size}\n", SIZE_TYPE)


def write_submission(submission: Submission) -> bytes:
    """The body of a request."""
    hashes = "".join(f"{b64encode(part).decode()}\n" for part in submission.proof)
    return f"old {submission.old}\n{hashes}\n{submission.note}".encode()


def read_submission(body: bytes) -> Submission:
    """Raises ``NoteError``."""
    try:
        head, _, note = body.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise NoteError("not UTF-8") from None
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if old is None or len(lines) > MOST_PROOF:
        raise NoteError("not a submission")
    proof = tuple(decode_base64(line) for line in lines)
    if any(len(part) != 32 for part in proof):
        raise NoteError("a hash is 32 bytes")
    return Submission(int(old[1]), proof, note)


def judge(
    body: bytes, origin: str, log_vkey: str, size: int, root_at: Callable[[int], bytes]
) -> tuple[Submission, Checkpoint]:
    """What is submitted, when it grows out of the tree of ``size`` leaves cosigned last; else ``Turned``.

    ``root_at``: roots of that tree and of every smaller one. A signed checkpoint that is not bigger and has
    another root is a second history under the log's own key, whatever the proof says.
    """
    try:
        found = read_submission(body)
        head = read_note(found.note)
    except NoteError:
        raise Turned(Answer(400, "malformed\n")) from None
    if head.origin != origin:
        raise Turned(Answer(404, "unknown origin\n"))
    try:
        open_note(found.note, [log_vkey])
    except NoteError:
        raise Turned(Answer(403, "not signed by the log\n")) from None
    if found.old > head.size:
        raise Turned(Answer(400, "the old size is larger than the new one\n"))
    if head.size <= size and root_at(head.size) != head.root:
        raise Turned(conflict(size), "fork", head.size, found.note)
    if found.old != size:
        raise Turned(conflict(size))
    if found.old in (0, head.size):
        if found.proof:
            raise Turned(Answer(422, "the proof should be empty\n"))
    elif not verify_consistency(size, head.size, found.proof, root_at(size), head.root):
        answer = Answer(422, "the consistency proof does not verify\n")
        raise Turned(answer, "inconsistent", head.size, found.note)
    return found, head
