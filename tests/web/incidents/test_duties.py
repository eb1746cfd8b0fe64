"""The yearly statement of duties: asked once a year, and the keeper sees who has not signed (Art. 17)."""

from __future__ import annotations

from datetime import timedelta

from draw_service.rules.access import Role
from draw_service.usecases.expert.sign_statement import sign_duties
from draw_service.usecases.expert.unsigned_duties import unsigned_duties
from tests.usecases.fees.office import FeeOffice, who

KEEPER = who("keeper", Role.POOL_KEEPER)


def test_who_has_not_signed_this_year(office: FeeOffice) -> None:
    expert, before = next(iter(office.seated().values())), unsigned_duties(office.house, KEEPER)
    assert expert in before.first

    sign_duties(office.house, expert, office.name_of(expert))
    after = unsigned_duties(office.house, KEEPER)
    assert (before.total - after.total, expert in after.first) == (1, False)

    page = office.town().enter(Role.POOL_KEEPER).get("/pool/declarations").text
    assert f"在库 {after.of} 人，今年 1 人已签，{after.of - 1} 人未签" in page
    assert (after.total, after.of) == (before.of - 1, before.of)
    assert f'href="/pool/experts/{expert}"' not in page

    office.clock.jump(office.house.clock.now() + timedelta(days=365))
    assert unsigned_duties(office.house, KEEPER).total == before.total
