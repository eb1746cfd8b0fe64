"""What a drill writes into its folder, and nothing else: only these files are ever deleted there."""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path

from draw_service.rules.codes import Word
from draw_service.rules.papers import PAPERS
from draw_service.rules.refusals import FolderInUse

FILES: Mapping[str, Word] = {
    "public.edraw.json": Word("公开包，没有姓名", "public bundle, without names"),
    "auditor.edraw.json": Word(
        "审计包，含姓名，交监管部门", "auditor's bundle, with names, for the regulator"
    ),
    "tampered.edraw.json": Word("被篡改的副本，核验应当不通过", "a tampered copy, which must fail"),
    "selective.edraw.json": Word(
        "选择性抽取的公开包（--all）", "public bundle of the selective draw (--all)"
    ),
    "aborted.edraw.json": Word("终止的抽取的公开包（--all）", "public bundle of the aborted draw (--all)"),
    "policy.json": Word("信任策略：日志公钥", "policy: the log's public key"),
    "register.json": Word("封存时的名册，监管部门自存", "the register at the lock, the regulator's own"),
    "records.jsonl": Word("通话、签到等记录", "call and sign-in records"),
    "log.json": Word("全部日志", "the whole log"),
    "lock-receipt.txt": Word("封存回执", "lock receipt"),
    "slip-tenderer.txt": Word("招标人的见证凭条", "the tenderer's witness slip"),
    "slip-regulator.txt": Word("监管部门的见证凭条", "the regulator's witness slip"),
    "roster.xlsx": Word("专家名册，有误的行也在内", "the roster, bad rows included"),
    "import-report.xlsx": Word("问题清单，含完整个人信息", "the report of bad rows, with personal data"),
    "panel.db": Word("数据库", "database"),
    "keyring.json": Word("演练密钥文件", "the drill's keyring"),
}
"""Name -> what it is."""

MARK = ".panel-drill"
"""File that marks a folder as a drill's own; only in such a folder anything is deleted."""

_BESIDE = (MARK, "panel.db-wal", "panel.db-shm", "panel.db-journal")


PAPERS_FOLDER = "papers"
PAPER_FILES = frozenset(f"{kind}.pdf" for kind in (*PAPERS, "witness-slip"))
"""One of every official paper."""


def prepare_folder(folder: Path) -> None:
    """A folder without an earlier drill's files. Raises ``FolderInUse`` when it holds a file that no drill
    wrote; then nothing is touched."""
    folder.mkdir(parents=True, exist_ok=True)
    there = {path.name: path for path in folder.iterdir()}
    ours = {*FILES, *_BESIDE} if MARK in there else set()
    others = [path for name, path in there.items() if not _made_here(path, ours)]
    if others:
        raise FolderInUse(folder=folder, total=len(others))
    for name, path in there.items():
        if path.is_dir():
            for paper in path.iterdir():
                paper.unlink()
            path.rmdir()
        elif name != MARK:
            path.unlink()
    (folder / MARK).write_text("drill\n", "ascii")


def _made_here(path: Path, ours: Set[str]) -> bool:
    """Whether a drill made this; the folder of papers holds papers alone."""
    if not path.is_dir():
        return path.name in ours
    papers = path.name == PAPERS_FOLDER and MARK in ours
    return papers and all(one.is_file() and one.name in PAPER_FILES for one in path.iterdir())
