"""What each official paper says, as data: who sets it in type adds the words (documents), never the facts.

A body is frozen when the paper is numbered, so that a reprint says what the first print said. ``kind`` is a
key of ``rules.papers.PAPERS``. Times aware UTC; names and employers never show in a ``repr``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from draw_service.rules.measures import Measure

Lang = Literal["zh", "en"]
"""The language of a paper."""


@dataclass(frozen=True, slots=True)
class Project:
    """The head of every paper of a draw. ``tenderer``, ``agency``: their names; ``code``: project and
    section; ``host``: where experts are dispatched to (Art. 15), "" for a project of the house."""

    application_id: str
    draw_id: str
    attempt: int
    name: str
    code: str
    section: str
    procurement: str
    mode: str
    tenderer: str
    agency: str
    signin_at: datetime
    place: str
    minutes: int
    host: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Experts of one specialty: its code, its name in the table ("" for none), how many."""

    code: str
    name: str
    quota: int


@dataclass(frozen=True, slots=True)
class DrawNotice:
    """Told after the seal: that the seats are filled, and when the list may be opened. No name."""

    project: Project
    strata: tuple[Asked, ...]
    representatives: int
    seated: int
    calls: int
    ordered_at: datetime
    sealed_at: datetime
    lock_hash: str
    kind: Literal["draw-notice"] = "draw-notice"


@dataclass(frozen=True, slots=True)
class EvaluationNotice:
    """The notice of the meeting. ``arrive_minutes``: after the confirming message (Art. 14)."""

    project: Project
    experts: int
    representatives: int
    arrive_minutes: int
    sealed_at: datetime
    kind: Literal["evaluation-notice"] = "evaluation-notice"


@dataclass(frozen=True, slots=True)
class CallMade:
    """One candidate of a seat: how it ended, "" while open; ``channel``: how the last call was made."""

    slot: int
    nth: int
    specialty: str
    channel: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Something done, by its event type; ``by``: the parties; ``detail``: a slug, a slot, a serial."""

    at: datetime
    event: str
    by: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """The draw from its first event to the seal or its end, without a name. ``excluded``, ``recused``:
    (why, how many), "" for all reasons together; ``visitors``: (for whom, how many) in the room; ``n``:
    events so far."""

    project: Project
    strata: tuple[Asked, ...]
    rule_pack: str
    software: str
    pool: int
    excluded: tuple[tuple[str, int], ...]
    recused: tuple[tuple[str, int], ...]
    visitors: tuple[tuple[str, int], ...]
    cameras: tuple[str, ...]
    lock_hash: str
    commitments: tuple[tuple[str, str], ...]
    seed: str
    roster_hash: str
    steps: tuple[Step, ...]
    calls: tuple[CallMade, ...]
    n: int
    kind: Literal["draw-record"] = "draw-record"


@dataclass(frozen=True, slots=True)
class Member:
    """An expert of the opened panel. ``arrived_at`` None: not signed in; ``same``: what the check of the
    identity found, None before it."""

    slot: int
    name: str = field(repr=False)
    employer: str = field(repr=False)
    specialty: str
    arrived_at: datetime | None = None
    same: bool | None = None


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """Who signed in, with room to sign; ``representatives``: of the tenderer, who are not drawn."""

    project: Project
    members: tuple[Member, ...] = field(repr=False)
    representatives: int
    kind: Literal["sign-in-sheet"] = "sign-in-sheet"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One blind print into a confidential envelope."""

    serial: str
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnsealingRecord:
    """``rebuilt``: opened from the system's own half, both codes being lost."""

    project: Project
    members: tuple[Member, ...] = field(repr=False)
    envelopes: tuple[Envelope, ...]
    opened_at: datetime
    by: tuple[str, ...]
    camera: str
    rebuilt: bool
    roster_hash: str
    kind: Literal["unsealing-record"] = "unsealing-record"


@dataclass(frozen=True, slots=True)
class Minutes:
    """The meeting's minutes: filled in by hand, with room for dissent (Art. 16(4))."""

    project: Project
    members: tuple[Member, ...] = field(repr=False)
    representatives: int
    kind: Literal["minutes"] = "minutes"


@dataclass(frozen=True, slots=True)
class ConductNotice:
    """An entry in effect, told to the expert. ``until``: the last day for an objection."""

    entry: str
    expert: str
    name: str = field(repr=False)
    item: int
    points: int
    at: datetime
    project: str
    note: str = field(repr=False)
    notified_at: datetime
    until: date
    provisional: bool
    published: bool
    kind: Literal["conduct-notice"] = "conduct-notice"


@dataclass(frozen=True, slots=True)
class ObjectionAnswer:
    """``subject``: the item objected to, 0 for an annual result of ``year``; ``item``: the right one, where
    the answer changed it."""

    objection: str
    expert: str
    name: str = field(repr=False)
    subject: int
    year: int
    filed_at: datetime
    accepted_at: datetime | None
    words: str = field(repr=False)
    answer: str
    item: int
    reply: str = field(repr=False)
    answered_at: datetime
    kind: Literal["objection-answer"] = "objection-answer"


@dataclass(frozen=True, slots=True)
class PublicationNotice:
    """Name, item, day, project, and nothing else of the person (Art. 21)."""

    publication: str
    name: str = field(repr=False)
    item: int
    on: date
    project: str
    started: date
    until: date
    provisional: bool
    kind: Literal["publication-notice"] = "publication-notice"


@dataclass(frozen=True, slots=True)
class AnnualCertificate:
    """``grade``: as in ``scoring.rules.annual``; ``document``: the number of the confirming paper."""

    year: int
    expert: str
    name: str = field(repr=False)
    score: int
    responses: int
    grade: str
    confirmed_at: datetime
    document: str
    kind: Literal["annual-certificate"] = "annual-certificate"


@dataclass(frozen=True, slots=True)
class SupervisionNotice:
    """To a center, tenderer or agency that did not draw or use experts by the rules. ``answer_by``: the last
    day for the written account of what was put right
    (软环境建设警示通报告诫制度 8); ``clause``: the rule broken."""

    measure: Measure
    number: str
    organisation: str
    project: str
    facts: str = field(repr=False)
    clause: str
    demand: str = field(repr=False)
    ordered_on: date
    answer_by: date
    kind: Literal["supervision-notice"] = "supervision-notice"


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One payee; sums in fen. ``place``: the seat, or seat-call of a member who was replaced; ``labour``:
    with what days off and emergencies add; ``paid_on`` None before."""

    place: str
    name: str = field(repr=False)
    arrived_at: datetime
    left_at: datetime
    labour: int
    travel: int
    lodging: int
    meals: int
    paid_on: date | None = None

    @property
    def total(self) -> int:
        return self.labour + self.travel + self.lodging + self.meals


@dataclass(frozen=True, slots=True)
class FeePaper:
    """发放明细: who is paid what (Art. 18); no account number stands on it. ``due``: the last day to hand it
    in."""

    project: Project
    rows: tuple[FeeRow, ...] = field(repr=False)
    evaluated_on: date
    due: date
    confirmed_at: datetime
    kind: Literal["fee-sheet"] = "fee-sheet"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One numbered part of a dossier. ``paper``: its kind; ``serial`` "" for none; ``digest``: SHA-256 (hex)
    of the bytes bound in, "" when it is missing; ``pages``: the first and the last; ``scan``: signed on
    paper and scanned; ``gap``: what is wanting, a slug, "" for nothing."""

    number: int
    paper: str
    serial: str
    digest: str
    pages: tuple[int, int]
    scan: bool
    gap: str = ""


@dataclass(frozen=True, slots=True)
class DossierCover:
    """The first page of the papers a claim needs (财务管理制度 16(8))."""

    project: Project
    parts: tuple[Attachment, ...]
    total: int
    due: date
    kind: Literal["dossier"] = "dossier"


@dataclass(frozen=True, slots=True)
class DestroyedDraw:
    """One line of a certificate: a project whose people were forgotten; ``cells``: how many cells."""

    draw_id: str
    project: str
    ended: date
    cells: int


@dataclass(frozen=True, slots=True)
class DestructionCertificate:
    """销毁清册: what was destroyed, by what right, by which two accounts (保密工作制度 6)."""

    year: int
    klass: str
    keep_until: date
    reason: str = field(repr=False)
    draws: tuple[DestroyedDraw, ...]
    proposed_by: str
    destroyed_by: str
    destroyed_at: datetime
    kind: Literal["destruction-certificate"] = "destruction-certificate"


PaperBody = (
    DrawNotice
    | EvaluationNotice
    | DrawRecord
    | SignInSheet
    | UnsealingRecord
    | Minutes
    | ConductNotice
    | ObjectionAnswer
    | PublicationNotice
    | AnnualCertificate
    | SupervisionNotice
    | FeePaper
    | DossierCover
    | DestructionCertificate
)
