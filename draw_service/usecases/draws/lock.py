"""Lock the lists: from here on neither pool nor recusals of this attempt can change (Art. 8(2), Art. 12)."""

from __future__ import annotations

from dataclasses import dataclass

from audit.canonical import parse_canonical
from audit.events import DrawEvent
from draw_service.rules.lottery import RegisterRow, commitment, k_commitment, lock_hash, snapshot
from draw_service.rules.refusals import AlreadyLocked, NotAllowed
from draw_service.rules.timing import check_draw_time
from draw_service.usecases.chain import append, application_of, load_running, write_register
from draw_service.usecases.oversight.terminals import require_terminal
from draw_service.usecases.ports import House, ListKind
from draw_service.usecases.presence import require_room
from draw_service.usecases.standing import standing_of


@dataclass(frozen=True, slots=True)
class LockReceipt:
    """What is printed and handed out before any share code is shown. Hex; counts by code, never names."""

    draw_id: str
    lock_hash: str
    commitments: dict[str, str]
    pool: int
    excluded: dict[str, int]
    recused: dict[str, int]


def lock(house: House, draw_id: str) -> LockReceipt:
    """Take the snapshot, draw K and the center's share, and commit to all of it in ``draw.locked``.

    Raises ``PartyNotEntered``, ``RoomBusy``, ``AlreadyLocked``, ``Shortage``, ``TerminalUnchecked`` or a
    timing refusal.
    """
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.lock is not None or draw.selected is not None:
            raise AlreadyLocked
        require_terminal(house, books, require_room(books, draw))
        application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
        if application.mode != "random":
            raise NotAllowed
        check_draw_time(now, application, house.calendar(), pack, draw.attempt)

        standing = standing_of(books, draw.application_id, application, pack, now)
        standing.require_feasible(application, pack)
        register = [RegisterRow(e.id, e.name, e.unit, tuple(sorted(set(e.codes)))) for e in standing.experts]
        k, share = house.entropy.bytes(32), house.entropy.bytes(32)
        lists = snapshot(k, register, draw.strata, standing.excluded, standing.recused)
        commitments = dict(draw.commitments, center=commitment("center", draw_id, share).hex())
        event = append(
            books,
            draw,
            DrawEvent.DRAW_LOCKED,
            {
                "suite": "std-1",
                "pool_root": lists.pool_root.hex(),
                "pool_size": len(lists.pool),
                "excluded_root": lists.excluded_root.hex(),
                "excluded_size": len(lists.excluded),
                "recusal_root": lists.recusal_root.hex(),
                "recusal_size": len(lists.recusals),
                "register_commit": lists.register_commit.hex(),
                "strata": [stratum.body() for stratum in draw.strata],
                "max_per_unit": pack.int("max_per_unit"),
                "commitments": commitments,
                "k_commit": k_commitment(k).hex(),
                "software": house.software,
            },
            now,
        )
        books.draws.put_secret(draw_id, "k", k)
        books.draws.put_secret(draw_id, "center-share", share)
        books.draws.put_list(draw_id, "register", write_register(register))
        lists_by_kind: tuple[tuple[ListKind, list[bytes]], ...] = (
            ("pool", lists.pool),
            ("excluded", lists.excluded),
            ("recusals", lists.recusals),
        )
        for kind, leaves in lists_by_kind:
            books.draws.put_list(draw_id, kind, b"[" + b",".join(leaves) + b"]")
        books.commit()
    house.sequence()
    return LockReceipt(
        draw_id,
        lock_hash(event.bytes).hex(),
        commitments,
        len(lists.pool),
        _counts(lists.excluded),
        _counts(lists.recusals),
    )


def _counts(leaves: list[bytes]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for leaf in leaves:
        why = parse_canonical(leaf)["why"]
        counts[why] = counts.get(why, 0) + 1
    return dict(sorted(counts.items()))
