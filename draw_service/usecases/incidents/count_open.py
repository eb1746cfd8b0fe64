"""How much of each kind is open for a post: numbers, never whose (Art. 9)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from audit.events import DrawEvent
from draw_service.rules.archive_acts import Destruction, LookRequest
from draw_service.rules.catalogue import Edition
from draw_service.rules.handover import POSTS, Item, Post
from draw_service.rules.incidents import Incident, stage_of
from draw_service.rules.packs import RulePack
from draw_service.rules.pool_keeping import OPEN
from draw_service.usecases.applications.waiting_change import waits
from draw_service.usecases.manual.print_kit import kit_of
from draw_service.usecases.ports import Books
from draw_service.usecases.room.entries import entries_of

MOST = 200
"""Newest attempts looked through."""
_ENDS = {DrawEvent.DRAW_CLOSED, DrawEvent.DRAW_ABORTED}
_OPENED = {DrawEvent.ROSTER_UNSEALED, DrawEvent.ROSTER_REBUILT, *_ENDS}


def count_open(books: Books, post: Post, now: datetime, pack: RulePack) -> dict[str, int]:
    """Item -> how many, for every item of the post."""
    rows = {row.draw_id: row.application_id for row in books.draws.newest(MOST)}
    kinds = books.journal.kinds(list(rows))
    going = [one for one in rows if not _ENDS & set(kinds.get(one, ()))]
    incidents = books.incidents.find(Incident, ("open", "concluded"))
    counts: Mapping[Item, Callable[[], int]] = {
        "sessions": lambda: sum(_under_way(kinds.get(one, ())) for one in going),
        "envelopes": lambda: sum(_in_envelope(kinds.get(one, ())) for one in going),
        "kits": lambda: sum((kit := kit_of(books, one)) is not None and not kit.destroyed for one in going),
        "phones": lambda: sum(
            entry.phone_deposited
            for draw_id in books.rooms.occupants().values()
            for entry in entries_of(books, draw_id).entries
        ),
        "changes": lambda: sum(waits(books.draws.draft(one)) for one in {rows[draw] for draw in going}),
        "fees": lambda: len(books.fees.sheets("draft", "confirmed")),
        "incidents": lambda: len(incidents),
        "late": lambda: sum(bool(stage_of(one, now, pack)) for one in incidents),
        "alarms": lambda: len(books.post.alarms()),
        "cases": lambda: len(books.keeping.cases(OPEN, most=1000)),
        "proposals": lambda: len(books.experts.open_proposals()),
        "looks": lambda: len(books.archive.find(LookRequest, ("asked",))),
        "destructions": lambda: len(books.archive.find(Destruction, ("proposed",))),
        "catalogue": lambda: len(books.incidents.find(Edition, ("proposed",))),
    }
    return {item: counts[item]() for item in POSTS[post].items}


def _under_way(kinds: Collection[DrawEvent]) -> bool:
    return DrawEvent.ROOM_ENTERED in kinds and DrawEvent.DRAW_SEALED not in kinds


def _in_envelope(kinds: Collection[DrawEvent]) -> bool:
    return DrawEvent.ROSTER_PRINTED in kinds and not _OPENED & set(kinds)
