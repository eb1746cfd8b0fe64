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
from draw_service.usecases.ports.house import Books, House
from draw_service.usecases.ports.keeping import Changed, Document, Edition, Keeping
from draw_service.usecases.ports.log import Journal, Witnesses
from draw_service.usecases.ports.machine import Clock, Entropy, Fingerprints, IdReader, Keyring, Printer
from draw_service.usecases.ports.papers import (
    CallCard,
    CallDesk,
    KitCard,
    Lang,
    PaperKit,
    Papers,
    RosterSheet,
)
from draw_service.usecases.ports.post import Alarm, CallsMade, Concern, Lines, Postbox
from draw_service.usecases.ports.register import Contact, Pool
from draw_service.usecases.ports.rooms import Rooms

__all__ = [
    "Access",
    "Account",
    "Alarm",
    "Answer",
    "Answers",
    "ApiKey",
    "Books",
    "CallCard",
    "CallDesk",
    "CallRecord",
    "CallsMade",
    "Clock",
    "Changed",
    "Concern",
    "Contact",
    "Draft",
    "Document",
    "DrawRow",
    "Draws",
    "Entropy",
    "Edition",
    "ExpertCode",
    "ExpertDesk",
    "Fingerprints",
    "House",
    "IdReader",
    "Journal",
    "Kept",
    "Keeping",
    "Keyring",
    "KitCard",
    "Lang",
    "Lines",
    "ListKind",
    "NoticeKind",
    "PaperKit",
    "Papers",
    "Pool",
    "Postbox",
    "Printer",
    "Proposal",
    "RecusalLetter",
    "Rooms",
    "RosterSheet",
    "SecretKind",
    "SecurityKey",
    "SecurityKeys",
    "Session",
    "SlipRow",
    "Witnesses",
]
