"""Art. 6 and the law it defers to: size and composition of a panel."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.articles import article_said
from draw_service.rules.lottery import Stratum
from draw_service.rules.panel import check_composition, minimum_size
from draw_service.rules.refusals import PanelEmpty, PanelEven, PanelTooSmall, PanelUnlawful, TooFewExperts

from .examples import application, shipped


def check(experts: int, owners: int, **changes: Any) -> None:
    made = application(strata=(Stratum("a", "A08", experts),), owner_representatives=owners, **changes)
    check_composition(made, shipped())


@pytest.mark.parametrize(("experts", "owners"), [(5, 0), (4, 1), (5, 2), (6, 3)])
def test_lawful_tendering_panels(experts: int, owners: int) -> None:
    check(experts, owners)


@pytest.mark.parametrize(
    ("experts", "owners", "refusal", "words"),
    [
        (3, 0, PanelTooSmall, "Tendering and Bidding Law, Art. 37"),
        (4, 0, PanelTooSmall, "at least 5"),
        (6, 0, PanelEven, "6 members"),
        (4, 2, PanelEven, "Tendering and Bidding Law, Art. 37"),
        (3, 2, TooFewExperts, "at least 4"),
        (4, 3, TooFewExperts, "at least 5"),
        (0, 5, PanelEmpty, "seat"),
        (6, -1, PanelEmpty, "negative"),
    ],
)
def test_unlawful_tendering_panels(
    experts: int, owners: int, refusal: type[PanelUnlawful], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        check(experts, owners)


def test_a_panel_without_strata_is_refused() -> None:
    with pytest.raises(PanelEmpty):
        check_composition(application(strata=()), shipped())


LARGE = 10_000_000 * 100


@pytest.mark.parametrize(
    ("changes", "members", "article"),
    [
        ({"procurement": "government-procurement", "budget_fen": LARGE - 1}, 5, "87号"),
        ({"procurement": "government-procurement", "budget_fen": LARGE}, 7, "87号"),
        ({"procurement": "government-procurement", "complex": True}, 7, "87号"),
        ({"procurement": "tendering", "budget_fen": LARGE, "complex": True}, 5, "招标投标法"),
        ({"procurement": "negotiation"}, 3, "政府采购法 38"),
        ({"procurement": "negotiation", "open_tender_threshold_reached": True}, 5, "74号"),
        ({"procurement": "inquiry"}, 3, "政府采购法 40"),
        ({"procurement": "inquiry", "open_tender_threshold_reached": True}, 5, "74号"),
        ({"procurement": "consultation", "open_tender_threshold_reached": True}, 3, "214号"),
    ],
)
def test_the_least_size_and_its_article(changes: dict[str, Any], members: int, article: str) -> None:
    least = minimum_size(application(**changes), shipped())
    assert (least.members, article in least.article) == (members, True)
    check(members, 0, **changes)
    with pytest.raises(PanelTooSmall, match=re.escape(article_said(least.article, "en"))):
        check(members - 2, 0, **changes)


@given(st.integers(1, 40), st.integers(0, 40))
def test_two_thirds_and_odd_exactly(experts: int, owners: int) -> None:
    total = experts + owners
    lawful = total % 2 == 1 and total >= 5 and 3 * experts >= 2 * total
    if lawful:
        check(experts, owners)
    else:
        with pytest.raises(PanelUnlawful):
            check(experts, owners)
