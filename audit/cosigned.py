"""What witnesses signed of the house log, and which checkpoint a draw may go on under (protocol section 6).

Cosignatures stand beside the checkpoints, one row for each witness and size; they are only ever added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, func, insert, select, true
from sqlmodel import Field, Session

from audit.columns import Stored, UTCDateTime, table_of
from audit.tables import LogCheckpoint

_BIG = BigInteger().with_variant(Integer, "sqlite")


class LogCosignature(Stored, table=True):
    """A witness's signature line over the checkpoint of ``size`` leaves; ``witness`` is its verifier key."""

    __tablename__ = "log_cosignature"

    size: int = Field(
        sa_column=Column(_BIG, ForeignKey("log_checkpoint.size"), primary_key=True, autoincrement=False)
    )
    witness: str = Field(primary_key=True)
    line: str
    at: datetime = Field(sa_type=UTCDateTime)


CHECKPOINT = table_of(LogCheckpoint)
COSIGNATURE = table_of(LogCosignature)


@dataclass(frozen=True, slots=True)
class Quorum:
    """The witnesses of a log by verifier key, and how many must have signed; 0: none is asked for."""

    vkeys: tuple[str, ...] = ()
    needed: int = 0


NOBODY = Quorum()


def enough(quorum: Quorum) -> Any:
    """The condition that a checkpoint bears as many cosignatures as the quorum asks."""
    if quorum.needed == 0:
        return true()
    signed = select(func.count()).where(
        COSIGNATURE.c.size == CHECKPOINT.c.size, COSIGNATURE.c.witness.in_(quorum.vkeys)
    )
    return signed.scalar_subquery() >= quorum.needed


def put_line(session: Session, size: int, witness: str, line: str, at: datetime) -> None:
    """Keep a signature line that was verified; the second of one witness and size changes nothing."""
    known = select(COSIGNATURE.c.size).where(COSIGNATURE.c.size == size, COSIGNATURE.c.witness == witness)
    if session.execute(known).first() is None:
        session.execute(insert(COSIGNATURE).values(size=size, witness=witness, line=line, at=at))


def lines_of(session: Session, size: int, vkeys: Sequence[str]) -> dict[str, str]:
    """Signature line by verifier key, over the checkpoint of that size."""
    if not vkeys:
        return {}
    rows = select(COSIGNATURE.c.witness, COSIGNATURE.c.line).where(COSIGNATURE.c.size == size)
    found = dict(tuple(row) for row in session.execute(rows))
    return {key: found[key] for key in vkeys if key in found}


def last_size(session: Session, witness: str) -> int:
    """The largest size this witness is known to have signed, 0 for none."""
    rows = select(func.coalesce(func.max(COSIGNATURE.c.size), 0)).where(COSIGNATURE.c.witness == witness)
    return int(session.execute(rows).scalar_one())
