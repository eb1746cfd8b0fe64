"""Reserve an application's number, so that the witness slip can be made for its first attempt."""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True)
class Reserved:
    application_id: str
    draw_id: str


def reserve_number(house: House) -> Reserved:
    with house.books() as books:
        application_id = books.draws.next_application_id(house.clock.now())
        books.commit()
    return Reserved(application_id, attempt_id(application_id, 1))


def attempt_id(application_id: str, attempt: int) -> str:
    """The draw id of an attempt."""
    return f"{application_id}.{attempt}"
