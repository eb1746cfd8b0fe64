"""What the use cases need from outside, as Protocols; one file per thing asked of.

A use case takes a ``House`` first. It opens ``house.books()`` as a context manager: one transaction, which
is rolled back unless ``commit()`` was called. Real implementations live in ``draw_service.store`` and are
put together in ``draw_service.wiring``; tests use hand-written ones.
"""

from draw_service.usecases.ports.access import (
    Access,
    Account,
    ApiKey,
    ExpertCode,
    SecurityKey,
    SecurityKeys,
    Session,
)
from draw_service.usecases.ports.answers import Answer, Answers, Kept
from draw_service.usecases.ports.archive import Archive
from draw_service.usecases.ports.draws import (
    CallRecord,
    Draft,
    DrawRow,
    Draws,
    ListKind,
    NoticeKind,
    RecusalLetter,
    SecretKind,
    SlipRow,
)
from draw_service.usecases.ports.experts import ExpertDesk, Proposal
from draw_service.usecases.ports.fees import Fees, Scan
from draw_service.usecases.ports.house import Books, House
from draw_service.usecases.ports.incidents import Incidents
from draw_service.usecases.ports.keeping import Changed, Document, Edition, Keeping
from draw_service.usecases.ports.log import Journal, Witnesses
from draw_service.usecases.ports.machine import Clock, Entropy, Fingerprints, IdReader, Keyring, Printer
from draw_service.usecases.ports.oversight import Oversight
from draw_service.usecases.ports.paper_bodies import Lang, PaperBody
from draw_service.usecases.ports.paper_register import Paper, PaperRegister, Printing, Way
from draw_service.usecases.ports.papers import (
    CallCard,
    CallDesk,
    KitCard,
    PaperKit,
    Papers,
    RosterSheet,
)
from draw_service.usecases.ports.post import Alarm, CallsMade, Concern, Lines, Postbox
from draw_service.usecases.ports.register import Contact, Pool
from draw_service.usecases.ports.rooms import Rooms
from draw_service.usecases.ports.rulebook import DraftedEdition, EditionState, Rulebook
from draw_service.usecases.ports.statistics import Statistics

__all__ = [
    "Access",
    "Account",
    "Alarm",
    "Answer",
    "Answers",
    "ApiKey",
    "Archive",
    "Books",
    "CallCard",
    "CallDesk",
    "CallRecord",
    "CallsMade",
    "Changed",
    "Clock",
    "Concern",
    "Contact",
    "Document",
    "Draft",
    "DraftedEdition",
    "DrawRow",
    "Draws",
    "Edition",
    "EditionState",
    "Entropy",
    "ExpertCode",
    "ExpertDesk",
    "Fees",
    "Fingerprints",
    "House",
    "IdReader",
    "Incidents",
    "Journal",
    "Keeping",
    "Kept",
    "Keyring",
    "KitCard",
    "Lang",
    "Lines",
    "ListKind",
    "NoticeKind",
    "Oversight",
    "Paper",
    "PaperBody",
    "PaperKit",
    "PaperRegister",
    "Papers",
    "Pool",
    "Postbox",
    "Printer",
    "Printing",
    "Proposal",
    "RecusalLetter",
    "Rooms",
    "RosterSheet",
    "Rulebook",
    "Scan",
    "SecretKind",
    "SecurityKey",
    "SecurityKeys",
    "Session",
    "SlipRow",
    "Statistics",
    "Way",
    "Witnesses",
]
