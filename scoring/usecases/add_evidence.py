"""Keep an evidence file beside an entry: its hash in the log, its content encrypted (Art. 20)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.entries import Entry, must_be_in
from scoring.rules.evidence import Evidence, digest_of, kind_of
from scoring.rules.people import DRAFTERS, Person, must_be
from scoring.usecases.desk import found, note


def add_evidence(office: Office, entry_id: str, name: str, data: bytes, by: Person) -> str:
    """Returns the hex SHA-256. Raises ``EvidenceRefused``, ``ConductNotFound``, ``NotInThisState`` for an
    entry already dropped or reversed."""
    must_be(by, *DRAFTERS)
    kind, digest = kind_of(data), digest_of(data)
    with office.books() as books:
        now = office.now()
        entry = found(books, Entry, entry_id)
        must_be_in(entry.state, "draft", "confirmed", "effective")
        file = Evidence(office.new_id(), entry_id, digest, kind, len(data), name, by.account, now)
        books.scores.put_file(file, data)
        body: dict[str, str | int] = {"sha256": digest, "kind": kind, "size": len(data)}
        note(office, books, entry, HouseEvent.EVIDENCE_KEPT, by, now, **body)
        books.commit()
    return digest
