"""Requests to look into an archived project, and the destruction of what is past its time.

档案管理制度 4: nobody opens a file without a request that somebody else approved. 保密工作制度 6, 采购法 42
and 个人信息保护法 47: what need not be kept is destroyed, by two people, on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from draw_service.rules.access import not_own
from draw_service.rules.codes import Word
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import ArchiveReasonMissing, KeptStill, LookNotApproved, RequestSettled

LookState = Literal["asked", "approved", "denied"]
DestructionState = Literal["proposed", "done", "denied"]
LOOK_WORDS: Mapping[str, Word] = {
    "asked": Word("待审批", "waits for approval"),
    "approved": Word("已批准", "approved"),
    "denied": Word("不批准", "denied"),
}
DESTRUCTION_WORDS: Mapping[str, Word] = {
    "proposed": Word("待第二人监销", "waits for a second person"),
    "done": Word("已销毁", "destroyed"),
    "denied": Word("不同意销毁", "denied"),
}


@dataclass(frozen=True, slots=True)
class Package:
    """A year that was packed. ``manifest``: hex SHA-256 of the manifest."""

    KIND: ClassVar[str] = "package"
    id: str
    year: int
    manifest: str
    draws: int
    files: int
    made_at: datetime
    state: str = "made"


@dataclass(frozen=True, slots=True)
class LookRequest:
    """Somebody asks to open one project's file. ``until``: the approval's last moment; ``looks``: how often
    it was opened."""

    KIND: ClassVar[str] = "look"
    id: str
    draw_id: str
    asked_by: str
    asked_at: datetime
    reason: str = field(repr=False)
    state: LookState = "asked"
    decided_by: str = ""
    decided_at: datetime | None = None
    until: datetime | None = None
    looks: int = 0


@dataclass(frozen=True, slots=True)
class Destruction:
    """The people of these draws are to be forgotten. ``keep_until``: the latest last day of any of them;
    ``serial``: of the certificate."""

    KIND: ClassVar[str] = "destruction"
    id: str
    year: int
    klass: str
    draws: tuple[str, ...]
    keep_until: date
    proposed_by: str
    proposed_at: datetime
    reason: str = field(repr=False)
    state: DestructionState = "proposed"
    decided_by: str = ""
    decided_at: datetime | None = None
    cells: int = 0
    serial: str = ""


def decide_look(
    request: LookRequest, by: str, now: datetime, pack: RulePack, *, approve: bool
) -> LookRequest:
    """By somebody else. Raises ``RequestSettled``, ``OwnAct``."""
    if request.state != "asked":
        raise RequestSettled
    not_own(request.asked_by, by)
    until = now + timedelta(days=pack.int("archive_look_days")) if approve else None
    state: LookState = "approved" if approve else "denied"
    return replace(request, state=state, decided_by=by, decided_at=now, until=until)


def look(request: LookRequest, by: str, now: datetime) -> LookRequest:
    """Once more. Raises ``LookNotApproved`` unless ``by`` asked, it was approved, and the time is not up."""
    if request.state != "approved" or request.asked_by != by or request.until is None or now >= request.until:
        raise LookNotApproved
    return replace(request, looks=request.looks + 1)


def must_have_reason(reason: str) -> str:
    """Raises ``ArchiveReasonMissing``."""
    if not reason.strip():
        raise ArchiveReasonMissing
    return reason.strip()


def must_be_past(keep_until: date, today: date) -> None:
    """Raises ``KeptStill`` on every day up to the last one it has to be kept."""
    if today <= keep_until:
        raise KeptStill(until=keep_until.isoformat())


def second_person(destruction: Destruction, by: str) -> None:
    """Raises ``RequestSettled``, ``OwnAct``: two people destroy (保密工作制度 6)."""
    if destruction.state != "proposed":
        raise RequestSettled
    not_own(destruction.proposed_by, by)
