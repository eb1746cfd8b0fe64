"""The practice project's parties, and one expert of A08 for each way to be tied to them (Art. 12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from draw_service.drill.numbers import credit_number
from draw_service.rules.applications import Bidder
from draw_service.rules.people import Company, ExpertRecord, Tie, TieKind

_SPECIALTY = "A08"


@dataclass(frozen=True, slots=True, repr=False)
class Cast:
    """``expected``: identity number -> the ``why`` code that must come out, "" where none may.

    ``aliases``: registered other names -> credit code.
    """

    tenderer: Company
    agency: Company
    authority: str
    authority_code: str
    bidders: tuple[Bidder, ...]
    aliases: Mapping[str, str]
    expected: Mapping[str, str]


def cast_recusals(
    records: Sequence[ExpertRecord], firms: Sequence[Company], today: date
) -> tuple[Cast, list[ExpertRecord]]:
    """Give roles to available experts of A08; returns the parties and all records, in the old order."""
    one, two, three, four, partner, old, branch, bureau = firms[:8]
    branch = replace(branch, name="松江路桥(集团)有限公司")
    third = replace(bureau, name="瀚海第三工程局有限公司")
    tenderer = Company("鹤城市城市建设投资有限公司", credit_number(90_001))
    agency = Company("北辰招标代理有限公司", credit_number(90_002))
    authority = "鹤城市住房和城乡建设局"
    neutral = [firm for firm in firms[24:] if firm.code]
    recent, long_ago = today - timedelta(days=540), today - timedelta(days=4 * 366)
    former_name = "嫩水老城建筑工程公司"
    roles: tuple[tuple[str, Callable[[ExpertRecord], ExpertRecord]], ...] = (
        ("employer-is-bidder", _works_at(one)),
        ("worked-for-bidder", _tied("employed", two, recent)),
        ("", _tied("employed", two, long_ago)),
        ("board-of-bidder", _tied("board", three)),
        ("controls-bidder", _tied("controls", three)),
        ("relative-of-bidder", _tied("relative", four)),
        ("employer-is-bidder", _works_at(partner)),
        ("employer-is-agency", _works_at(agency)),
        ("worked-for-tenderer", _tied("employed", tenderer, recent)),
        ("authority-staff", lambda record: replace(record, authority=(authority,))),
        ("declared", _tied("declared", one)),
        ("employer-is-bidder", _works_at(Company(former_name))),
        ("employer-is-bidder", _works_at(Company("松江路桥（集团） 有限责任公司"))),
        ("", _works_at(Company("瀚海第五工程局有限公司", ""))),
        ("board-of-agency", _tied("board", agency, recent)),
        ("relative-of-tenderer", _tied("relative", tenderer)),
        ("employer-is-tenderer", _works_at(tenderer)),
        ("legal-bar", lambda record: replace(record, legal_bar=True)),
    )
    changed = list(records)
    actors = [n for n, record in enumerate(records) if _can_act(record)]
    expected: dict[str, str] = {}
    for number, (why, change) in enumerate(roles[: len(actors)]):
        at = actors[number]
        plain = replace(changed[at], employer=neutral[number % len(neutral)], ties=(), authority=())
        changed[at] = change(plain)
        expected[plain.id_card] = why
    bidders = (
        Bidder(one), Bidder(two), Bidder(three), Bidder(four, (partner,)),
        Bidder(old), Bidder(branch), Bidder(third),
    )  # fmt: skip
    aliases = {former_name: old.code}
    return Cast(tenderer, agency, authority, credit_number(90_003), bidders, aliases, expected), changed


def _can_act(record: ExpertRecord) -> bool:
    """In the specialty and free of everything that would exclude them before recusal is asked."""
    free = record.available and not record.leave and not record.suspended and not record.relatives
    return free and any(major.code.startswith(_SPECIALTY) for major in record.majors)


def _works_at(firm: Company) -> Callable[[ExpertRecord], ExpertRecord]:
    return lambda record: replace(record, employer=firm)


def _tied(kind: TieKind, firm: Company, until: date | None = None) -> Callable[[ExpertRecord], ExpertRecord]:
    return lambda record: replace(record, ties=(Tie(kind, firm, until),))
