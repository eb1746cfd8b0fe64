"""Records of incidents and reports on both engines: found again, by state, and nothing of them in clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine, text

from draw_service.rules.incidents import Incident
from draw_service.rules.reports import Report, ReportFile
from draw_service.store.books import SqlBooks
from draw_service.store.keyring import Keyring

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
SECRET = "三号评标室"


def test_records_come_back_and_are_encrypted(engine: Engine, keyring: Keyring) -> None:
    first = Incident("IN-2026-0001", "lost-slip", "", AT, AT, "ann", "ann", SECRET)
    second = replace(first, id="IN-2026-0002")
    report = Report("f00d", "bribe", "both", AT, SECRET, files=(ReportFile("ab", "pdf", 3),))
    with SqlBooks(engine, keyring) as books:
        assert [books.incidents.number("incidents 2026") for _ in range(2)] == [1, 2]
        for one in (first, second, report):
            books.incidents.put(one)
        books.incidents.put(replace(first, state="closed"))
        books.incidents.keep_file("ab", "f00d", "pdf", b"pdf " + SECRET.encode())
        books.commit()
    with SqlBooks(engine, keyring) as books:
        assert [one.id for one in books.incidents.find(Incident)] == [first.id, second.id]
        assert books.incidents.find(Incident, ("open",)) == [second]
        assert [one.id for one in books.incidents.find(Incident, most=1)] == [second.id]
        assert books.incidents.get(Report, "f00d") == report
        assert books.incidents.get(Report, first.id) is None
        assert books.incidents.file("ab", "f00d") == ("pdf", b"pdf " + SECRET.encode())
        assert books.incidents.file("ab", "other") is None
    with engine.connect() as connection:
        for table in ("incident_record", "report_file"):
            for row in connection.execute(text(f"SELECT * FROM {table}")):
                assert SECRET.encode() not in b"".join(
                    cell if isinstance(cell, bytes) else str(cell).encode() for cell in row
                )


def test_who_has_not_signed_is_asked_of_both_engines(engine: Engine, keyring: Keyring) -> None:
    with SqlBooks(engine, keyring) as books:
        assert books.experts.unsigned("duties", AT, 5) == (0, 0, [])
