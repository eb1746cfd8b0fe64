"""A year's closed projects as one package (档案管理制度 3): files one by one, then a manifest over all.

The same books give the same bytes: nothing in the package tells when it was made but the log's checkpoint.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from audit.canonical import canonical
from audit.events import HouseEvent
from draw_service.rules.archive import MANIFEST, Kept, Manifest, kept, write_manifest
from draw_service.rules.archive_acts import Package
from draw_service.rules.archive_told import bundle_path, paper_path, records_path, salt_path, scan_path
from draw_service.usecases.archive.ended import Ended, ended_in_year
from draw_service.usecases.chain import load
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import Books, House
from draw_service.usecases.supervision.export_bundle import bundle_of
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from scoring.usecases.export_ledger import export_ledger

Put = Callable[[str, bytes], None]
"""Keeps one file of the package under its path."""
README = """\
年度档案 {year}　{center}
核对：panel archive check 本文件夹　（不需要数据库；--policy 给出您自己保存的信任策略）
manifest.json 列出每个文件的 SHA-256。
bundles/ 公开核验包，papers/ 文书，scans/ 签字扫描件，records/ 通知签到记录，
ledger.jsonl 行为记分台账，log.json 全部日志，checkpoint.txt 检查点，policy.json 信任策略。
papers/、scans/、records/ 含个人信息，按档案规定保管。

Archive of {year}, {center}
Check it with: panel archive check FOLDER   (no database is needed; --policy: the policy you keep yourself)
manifest.json lists the SHA-256 of every file. papers/, scans/ and records/ hold personal data.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """``manifest``: hex SHA-256; ``unfinished``: draws whose bundle was not handed over, or whose result was
    not announced; ``put_away``: cells now under a data key of their draw."""

    year: int
    manifest: str
    draws: int
    files: int
    unfinished: tuple[str, ...]
    put_away: int


def make_archive(house: House, year: int, put: Put, progress: Callable[[int, int], None]) -> Made:
    """Hand every file to ``put``, the manifest last; then put the people of finished draws under their data
    keys. ``progress(done, total)`` counts draws, twice over."""
    house.sequence()
    files: list[Kept] = []

    def keep(path: str, data: bytes) -> None:
        put(path, data)
        files.append(kept(path, data))

    with house.views() as books:
        ended, logged = list(ended_in_year(house, books, year)), _logged(books)
        checkpoint = books.journal.checkpoint()
        for done, one in enumerate(ended):
            progress(done, 2 * len(ended))
            for path, data in _files_of(house, books, one, logged):
                keep(path, data)
    keep("ledger.jsonl", b"".join(export_ledger(office_of(house), house.log_vkey)))
    keep("log.json", export_log(house))
    keep("checkpoint.txt", checkpoint.encode())
    keep("policy.json", export_policy(house))
    keep("README.txt", README.format(year=year, center=house.papers.center).encode())
    digest = sha256(checkpoint.encode()).hexdigest()
    draws = tuple(one.archived for one in ended)
    manifest = write_manifest(Manifest(year, house.papers.center, digest, draws, tuple(files)))
    put(MANIFEST, manifest)
    away = _put_away(house, ended, progress)
    unfinished = tuple(one.row.draw_id for one in ended if not one.finished)
    made = Made(year, sha256(manifest).hexdigest(), len(ended), len(files), unfinished, away)
    _note(house, made)
    return made


def _logged(books: Books) -> Mapping[str, str]:
    """Serial of a paper -> its hash in the log."""
    printed = (json.loads(leaf) for leaf in books.journal.leaves() if b'"paper.printed"' in leaf)
    return {
        leaf["body"]["serial"]: leaf["body"]["digest"]
        for leaf in printed
        if leaf["type"] == HouseEvent.PAPER_PRINTED
    }


def _files_of(
    house: House, books: Books, one: Ended, logged: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    draw_id = one.row.draw_id
    yield bundle_path(draw_id), canonical(bundle_of(books, load(books, draw_id), "public"))
    gone = books.archive.shredded_at(draw_id) is not None
    if one.unsealed and not gone:
        records = books.draws.call_records(draw_id)
        yield records_path(draw_id), b"".join(record.data + b"\n" for record in records)
    for paper in books.papers.about(house.papers.center, subject=draw_id):
        if paper.body is not None:
            pdf = house.papers.paper(paper)
            yield paper_path(paper.serial), pdf
            # A release that sets papers otherwise cannot show any more that this is the one logged.
            if sha256(bytes.fromhex(paper.salt) + pdf).hexdigest() == logged.get(paper.serial):
                yield salt_path(paper.serial), paper.salt.encode()
    for kind in () if gone else books.fees.scans(draw_id):
        data = books.fees.scan_data(draw_id, kind)
        if data is not None:
            yield scan_path(draw_id, kind), data


def _put_away(house: House, ended: list[Ended], progress: Callable[[int, int], None]) -> int:
    """One transaction for each draw: nobody at work waits for a whole year."""
    cells = 0
    for done, one in enumerate(ended, start=1):
        if one.finished:
            with house.books() as books:
                if books.archive.shredded_at(one.row.draw_id) is None:
                    cells += books.archive.put_away(one.row.draw_id, house.clock.now())
                    books.commit()
        progress(len(ended) + done, 2 * len(ended))
    return cells


def _note(house: House, made: Made) -> None:
    with house.books() as books:
        now = house.clock.now()
        number = len(books.archive.find(Package)) + 1
        books.archive.put(
            Package(f"{made.year}-{number}", made.year, made.manifest, made.draws, made.files, now)
        )
        body = {"year": made.year, "manifest": made.manifest, "draws": made.draws, "files": made.files}
        books.journal.note("archive", HouseEvent.ARCHIVE_MADE, body, now)
        books.commit()
    house.sequence()
