"""The parameters of the ledger come out of the rule pack."""

from __future__ import annotations

import pytest

from draw_service.rules.refusals import PackInvalid
from draw_service.usecases.conduct.office import parameters_of
from tests.rules.examples import pack, shipped
from tests.scoring.fakes import PARAMETERS


def test_the_shipped_pack_is_what_the_regulation_says() -> None:
    assert parameters_of(shipped()) == PARAMETERS


def test_an_unknown_reading_of_the_stop_is_refused() -> None:
    with pytest.raises(PackInvalid, match="late_stop_until"):
        parameters_of(pack(late_stop_until="for ever"))
