"""Reading the rules: every edition, what it changed, who proposed and who decided (Art. 25)."""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.pack_editions import Difference, differences, stack
from draw_service.rules.refusals import NotFound
from draw_service.usecases.ports import DraftedEdition, House

READERS = (Role.ADMINISTRATOR, Role.OFFICE, Role.LEAD, Role.REGULATOR)


@dataclass(frozen=True, slots=True)
class EditionSeen:
    """``differences`` from the editions before it; ``mine``: the reader proposed it; ``proposer``,
    ``decider``: login names, "" where the account is gone."""

    drafted: DraftedEdition
    differences: tuple[Difference, ...]
    mine: bool
    proposer: str
    decider: str


def list_editions(house: House, who: Who) -> list[EditionSeen]:
    """The newest first. Raises ``NotYourRoom``, ``SecondFactorMissing``."""
    must_hold(who, *READERS)
    with house.views() as books:
        known = books.rulebook.editions()
        names = {account.id: account.login for account in books.access.accounts()}
    seen = []
    for drafted in known:
        edition = drafted.edition
        earlier = [
            one.edition for one in known if one.state == "confirmed" and one.edition.number < edition.number
        ]
        before = stack(house.layers, earlier, edition.valid_from)
        after = stack(house.layers, [*earlier, edition], edition.valid_from)
        seen.append(
            EditionSeen(
                drafted,
                differences(before, after),
                drafted.proposed_by == who.account,
                names.get(drafted.proposed_by, ""),
                names.get(drafted.decided_by, ""),
            )
        )
    return seen[::-1]


def look_at_edition(house: House, who: Who, number: int) -> EditionSeen:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound``."""
    for seen in list_editions(house, who):
        if seen.drafted.edition.number == number:
            return seen
    raise NotFound
