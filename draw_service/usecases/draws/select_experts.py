"""A selective draw (Art. 4(2)): chosen with the regulator's consent, by three parties, and said so.

It has no lock, shares or order; calling, sealing and closing are the same. A verifier never ticks its order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from audit.canonical import canonical
from audit.events import DrawEvent
from draw_service.rules.codes import WHY_WORDS, Word
from draw_service.rules.eligibility import qualifies
from draw_service.rules.engagement_secrecy import aside
from draw_service.rules.lottery import (
    RegisterRow,
    Stratum,
    chosen_commitment,
    derive_keys,
    handle_of,
    identity_commitment,
    k_commitment,
    salt_of,
    unit_tag,
)
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import (
    AlreadyLocked,
    BadInput,
    NeedsConsent,
    NotAllowed,
    StandsAside,
)
from draw_service.rules.timing import check_draw_time
from draw_service.usecases.chain import append, application_of, load_running, write_register
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties, parties_asked, require_room
from draw_service.usecases.standing import Standing, standing_of
from draw_service.usecases.supervision.record_consent import consent_of


def select_experts(
    house: House, draw_id: str, chosen: Sequence[tuple[int, str]], consent: str, reason: str, codes: Codes
) -> None:
    """``chosen``: (slot, expert id) pairs, first choice first, reserves after; ``consent``: the number of
    the regulator's written consent, ``reason`` its reason, both as ``record_consent`` has them.

    Raises ``NeedsConsent``, ``StandsAside`` for someone not eligible or to be recused, in the same words
    whatever the reason (Art. 9), ``PartyNotEntered``, ``RoomBusy``, ``PartiesMissing``.
    """
    by = confirm_parties(house, draw_id, codes, parties_asked(house, draw_id, "selective_parties"))
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.lock is not None or draw.selected is not None:
            raise AlreadyLocked
        application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
        if application.mode != "selective":
            raise NotAllowed
        recorded = consent_of(books, draw_id)
        if recorded is None or (recorded.number, recorded.reason) != (consent, reason):
            raise NeedsConsent
        require_room(books, draw)
        check_draw_time(now, application, house.calendar(), pack, draw.attempt)
        standing = standing_of(books, draw.application_id, application, pack, now)
        _require_lawful(standing, chosen, draw.strata, pack)
        k = house.entropy.bytes(32)
        register = [RegisterRow(e.id, e.name, e.unit, tuple(sorted(set(e.codes)))) for e in standing.experts]
        body = {
            "by": by,
            "consent": consent,
            "reason": reason,
            "k_commit": k_commitment(k).hex(),
            "chosen": chosen_commitment(k, chosen).hex(),
        }
        append(books, draw, DrawEvent.SELECTION_CONFIRMED, body, now)
        books.draws.put_secret(draw_id, "k", k)
        books.draws.put_list(draw_id, "register", write_register(register))
        books.draws.put_list(draw_id, "pool", _chosen_leaves(k, register, chosen))
        books.draws.put_selection(draw_id, canonical([[slot, who] for slot, who in chosen]))
        books.commit()
    house.sequence()


def _require_lawful(
    standing: Standing, chosen: Sequence[tuple[int, str]], strata: Sequence[Stratum], pack: RulePack
) -> None:
    """Every slot has a choice of its own specialty, nobody twice, nobody who must stand aside (Art. 12), and
    of one employer no more than ``max_per_unit`` among the first choices (0: any number)."""
    cap = pack.int("max_per_unit")
    stratum_of = list(enumerate((stratum for stratum in strata for _ in range(stratum.quota)), start=1))
    codes = {expert.id: expert.codes for expert in standing.experts}
    who = [expert_id for _slot, expert_id in chosen]
    if len(set(who)) != len(who) or {slot for slot, _ in chosen} != {slot for slot, _ in stratum_of}:
        raise BadInput(what="slots / experts")
    wanted = dict(stratum_of)
    first = set(dict(reversed(chosen)).values())
    units = Counter(expert.unit for expert in standing.experts if expert.id in first and expert.unit)
    if cap and any(count > cap for count in units.values()):
        raise StandsAside(why=WHY_WORDS["same-employer"])
    for slot, expert_id in chosen:
        if expert_id not in codes:
            raise StandsAside(why=_of_seat(slot, Word("专家库没有这个编号", "no such number in the pool")))
        if not qualifies(codes[expert_id], [wanted[slot]]):
            raise StandsAside(why=_of_seat(slot, Word("专业不符", "another specialty")))
        why = standing.excluded.get(expert_id) or standing.recused.get(expert_id)
        if why:
            raise StandsAside(why=_of_seat(slot, aside(why, pack)))


def _of_seat(slot: int, why: Word) -> Word:
    """Which seat's choice cannot stand, so that people need not guess; never whose."""
    return Word(f"第 {slot} 席：{why.zh}", f"seat {slot}: {why.en}")


def _chosen_leaves(k: bytes, register: Sequence[RegisterRow], chosen: Sequence[tuple[int, str]]) -> bytes:
    """The chosen as leaves in order of choice; ``s`` is the slot."""
    keys, rows = derive_keys(k), {row.id: row for row in register}
    leaves = []
    for slot, expert_id in chosen:
        row = rows[expert_id]
        c = identity_commitment(salt_of(keys, row.id), row.id, row.name, row.unit)
        h, u = handle_of(keys, row.id).hex(), unit_tag(keys, row.unit)
        leaves.append({"c": c.hex(), "h": h, "s": [str(slot)], "u": u})
    return canonical(leaves)
