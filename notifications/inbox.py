"""What providers report: kept raw first, applied second, so that nothing heard is ever lost.

A report is kept once, whatever number of times it comes, and applied as often as anyone likes: applying it
again changes nothing and gives the same words to say.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlmodel import Session

from audit.columns import table_of
from notifications.attempts import End, Happening, Kind
from notifications.channels.port import Callback, Heard
from notifications.post import Applied, Post
from notifications.records import ATTEMPT, Sealer, UnknownAttempt, seal
from notifications.tables import InboxRow
from notifications.timers import insert_into

INBOX = table_of(InboxRow)
LEFT = timedelta(seconds=2)
"""Age at which a report that was kept and not applied is taken up by whoever sweeps."""
LATER = "later"


def keep(
    session: Session, sealer: Sealer, channel: str, callback: Callback, heard: Sequence[Heard]
) -> list[str]:
    """Keep the reports of one callback; returns their row ids, also of those kept before."""
    ids: list[str] = []
    for place, one in enumerate(heard):
        row_id = sha256(f"{channel}\0{one.key}".encode()).hexdigest()
        raw = _raw(callback) if place == 0 else {"with": ids[0]}
        row = {
            "id": row_id,
            "channel": channel,
            "attempt_id": one.attempt,
            "happening": _written(one.happening),
            "raw": seal(sealer, "inbox", "raw", row_id, raw),
            "received_at": callback.at,
            "refused": "",
        }
        session.execute(insert_into(session, InboxRow).values(**row).on_conflict_do_nothing())
        ids.append(row_id)
    return ids


def apply_kept(post: Post, row_id: str, now: datetime) -> Applied | None:
    """Apply one kept report, for the first time or again; None when no attempt of ours is meant, or one that
    went out over another channel: a provider, or whoever sits in its place, speaks of its own calls alone."""
    row = post.session.execute(select(INBOX).where(INBOX.c.id == row_id)).one()
    mark = update(INBOX).where(INBOX.c.id == row_id)
    channel = post.session.execute(select(ATTEMPT.c.channel).where(ATTEMPT.c.id == row.attempt_id)).scalar()
    if channel not in (None, row.channel):
        post.session.execute(mark.values(applied_at=now, refused="other-channel"))
        return None
    try:
        applied = post.apply(row.attempt_id, _read(row.happening), now)
    except UnknownAttempt:
        post.session.execute(mark.values(applied_at=now, refused="unknown-attempt"))
        return None
    if row.applied_at is None:
        post.session.execute(mark.values(applied_at=now, refused=""))
    return applied


def put_back(session: Session, row_id: str, now: datetime) -> None:
    """A report that cannot be applied yet goes to the end of the line."""
    waits = update(INBOX).where(INBOX.c.id == row_id, INBOX.c.applied_at.is_(None))
    session.execute(waits.values(refused=f"{LATER} {now.isoformat()}"))


def left_over(session: Session, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Reports kept a while ago and never applied: those nobody tried yet, oldest first, then those tried
    longest ago, so that many that cannot be applied keep no other waiting. One kept by a clock that was ahead
    is as old as any."""
    old = or_(INBOX.c.received_at <= now - LEFT, INBOX.c.received_at > now + LEFT)
    waiting = select(INBOX).where(INBOX.c.applied_at.is_(None), old)
    line = waiting.order_by(INBOX.c.refused, INBOX.c.received_at, INBOX.c.id)
    return session.execute(line.limit(limit)).all()


def _raw(callback: Callback) -> dict[str, object]:
    return {
        "step": callback.step,
        "url": callback.url,
        "headers": dict(callback.headers),
        "body": b64encode(callback.body).decode(),
        "form": dict(callback.form),
    }


def _written(what: Happening) -> str:
    return json.dumps(
        [what.kind, what.at.isoformat(), what.ref, what.key, what.turn, what.end.value if what.end else ""]
    )


def _read(text: str) -> Happening:
    kind, at, ref, key, turn, end = json.loads(text)
    return Happening(Kind(kind), datetime.fromisoformat(at), ref, key, turn, End(end) if end else None)
