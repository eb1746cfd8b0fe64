"""Begin an application: it gets its number at once, so that the slip can be made for it (Art. 8(1))."""

from __future__ import annotations

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.people import Company
from draw_service.usecases.ports import Draft, House


def start_draft(house: House, who: Who) -> str:
    """Returns the application's number. Raises ``NotYourRoom`` for other roles."""
    must_hold(who, Role.TENDERER, Role.AGENCY)
    own = Company(who.organisation_name, who.organisation)
    tenders = Role.TENDERER in who.roles
    with house.books() as books:
        now = house.clock.now()
        application_id = books.draws.next_application_id(now)
        books.draws.put_draft(
            Draft(
                application_id,
                "tenderer" if tenders else "agency",
                own if tenders else Company(""),
                None if tenders else own,
                {},
                now,
            )
        )
        books.commit()
    return application_id
