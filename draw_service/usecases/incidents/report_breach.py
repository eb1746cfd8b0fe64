"""Somebody reports a breach in confidence, and reads the answer by the receipt (Art. 16(6), 17(5)).

The log holds that a report came, and nothing of it: neither who, nor from where, nor what about.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.events import HouseEvent
from draw_service.rules.refusals import BadInput, ReceiptUnknown
from draw_service.rules.reports import (
    MOST_FILES,
    SUBJECTS,
    TO,
    Report,
    ReportFile,
    plain_code,
    receipt_code,
)
from draw_service.usecases.access.tries import knock, welcome
from draw_service.usecases.ports import House
from scoring.rules.evidence import kind_of

STREAM = "reports"


def report_breach(
    house: House,
    address: str,
    subject: str,
    to: str,
    words: str,
    *,
    draw_id: str = "",
    contact: str = "",
    expert: str = "",
    files: Sequence[bytes] = (),
) -> str:
    """The receipt code, shown once. ``draw_id`` as it was typed: whether there is such a draw is not said.

    Raises ``LockedOut`` after too many reports from one address, ``BadInput`` for a subject that is none or
    too many files, ``EvidenceRefused`` for a kind of file nobody keeps.
    """
    if subject not in SUBJECTS or to not in TO or not words.strip():
        raise BadInput(what="words")
    if len(files) > MOST_FILES:
        raise BadInput(what="files")
    kinds = [kind_of(data) for data in files]
    knock(house, f"reporting {address}")
    code, now = receipt_code(house.entropy.bytes(32)), house.clock.now()
    id = _id_of(house, code)
    kept = tuple(
        ReportFile(house.entropy.bytes(16).hex(), kind, len(data))
        for kind, data in zip(kinds, files, strict=True)
    )
    report = Report(id, subject, to, now, words.strip(), draw_id, expert, contact, kept)
    with house.books() as books:
        books.incidents.put(report)
        for one, data in zip(kept, files, strict=True):
            books.incidents.keep_file(one.id, id, one.kind, data)
        books.journal.note(STREAM, HouseEvent.REPORT_RECEIVED, {"report": id}, now)
        books.commit()
    house.sequence()
    return code


def read_answer(house: House, address: str, code: str) -> Report:
    """The report behind a receipt code. Raises ``ReceiptUnknown``, ``LockedOut``."""
    knock(house, f"receipt {address}")
    with house.books() as books:
        report = books.incidents.get(Report, _id_of(house, code))
        if report is None:
            raise ReceiptUnknown
        welcome(house, books, f"receipt {address}")
        books.commit()
    return report


def _id_of(house: House, code: str) -> str:
    return house.keyring.pseudonym(f"report {plain_code(code)}")
