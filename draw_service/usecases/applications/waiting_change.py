"""The change that waits for three parties at the center's terminal (Art. 8(2)): shown, confirmed, sent back.

It is the draft that the tenderer sent. Whoever writes in it again takes it back: three parties confirm what
they have read, and nothing that was typed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Application
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.usecases.applications.change_application import Option, change_application
from draw_service.usecases.chain import application_of, load, stamp
from draw_service.usecases.ports import Books, Draft, House
from draw_service.usecases.presence import Codes

REASON, SENT_BACK = "reason", "sent_back"
"""Fields of a change's draft beside what was typed: the slug it was sent with, and when the center sent it
back."""


@dataclass(frozen=True, slots=True, repr=False)
class WaitingChange:
    """``stands``: the application as it is now; ``reason``: the slug the tenderer gave."""

    draft: Draft
    reason: str
    stands: Application


def waits(draft: Draft | None) -> bool:
    """Whether this draft of a change was sent and waits for the parties."""
    return draft is not None and draft.handed_over and REASON in draft.typed


def sent(draft: Draft, reason: str) -> Draft:
    """The draft from now on waits for the parties."""
    typed = {name: value for name, value in draft.typed.items() if name != SENT_BACK}
    return replace(draft, typed={**typed, REASON: reason}, n=draft.n + 1, handed_over=True)


def waiting_change(house: House, who: Who, draw_id: str) -> WaitingChange | None:
    """What the tenderer sent of a change of the draw's application, for the operator to show to the three
    parties. None when nothing waits, which is always so once the lists are locked.

    Raises ``NotYourRoom``, ``NotFound``, ``DrawEnded``.
    """
    must_hold(who, Role.OPERATOR)
    with house.views() as books:
        return _waiting(books, draw_id)


def confirm_waiting_change(
    house: House,
    who: Who,
    draw_id: str,
    changed: Application,
    codes: Codes,
    *,
    n: int,
    option: Option | None = None,
) -> int:
    """Make the change that was shown at save ``n`` the next version; returns its number. ``changed``: what
    its draft says; tenderer, agency and who filed it stay.

    Raises ``ChangedUnderYou`` when another save waits or none, and what ``change_application`` raises.
    """
    must_hold(who, Role.OPERATOR)
    with house.views() as books:
        found = _at(books, draw_id, n)
    stands = found.stands
    kept = replace(changed, tenderer=stands.tenderer, agency=stands.agency, filed_by=stands.filed_by)
    return change_application(house, draw_id, kept, found.reason, codes, option, n)


def send_back_change(house: House, who: Who, draw_id: str, *, n: int) -> None:
    """The parties do not agree: the draft is the applicant's again, nothing has changed. Raises
    ``ChangedUnderYou``."""
    must_hold(who, Role.OPERATOR)
    with house.books() as books:
        draft = _at(books, draw_id, n).draft
        typed: Mapping[str, str] = {**draft.typed, SENT_BACK: stamp(house.clock.now())}
        books.draws.put_draft(replace(draft, typed=typed, n=draft.n + 1, handed_over=False))
        books.commit()


def _at(books: Books, draw_id: str, n: int) -> WaitingChange:
    found = _waiting(books, draw_id)
    if found is None or found.draft.n != n:
        raise ChangedUnderYou
    return found


def _waiting(books: Books, draw_id: str) -> WaitingChange | None:
    draw = load(books, draw_id)
    draft = books.draws.draft(draw.application_id)
    if draft is None or not waits(draft) or draw.lock or draw.selected or draw.end:
        return None
    return WaitingChange(draft, draft.typed[REASON], application_of(books, draw))
