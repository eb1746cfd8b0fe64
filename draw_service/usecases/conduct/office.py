"""The house as the ledger sees it: its books, clock and calendar, and the parameters of the rule pack."""

from __future__ import annotations

from typing import Any, cast

from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import PackInvalid
from draw_service.usecases.ports import House
from scoring.ports import Office
from scoring.rules.parameters import Parameters


def office_of(house: House) -> Office:
    """What every use case of ``scoring`` takes first."""
    return Office(
        books=house.books,
        now=house.clock.now,
        chance=house.entropy.bytes,
        pseudonym=house.keyring.pseudonym,
        calendar=house.calendar,
        parameters=lambda at: parameters_of(house.pack(at)),
        sequence=house.sequence,
    )


def parameters_of(pack: RulePack) -> Parameters:
    """Raises ``ParameterMissing``, ``PackInvalid``."""
    if pack.text("late_stop_until") != "year-end":
        raise PackInvalid(name="late_stop_until", what="only year-end is known")
    return Parameters(
        pack=pack.id,
        base_points=pack.int("base_points"),
        item_points=pack.ints("item_points"),
        published_items=frozenset(pack.ints("published_items")),
        objection_days=pack.int("objection_working_days"),
        accept_days=pack.int("accept_within"),
        answer_days=pack.int("answer_working_days"),
        publication_days=pack.int("publication_working_days"),
        publish_after=cast("Any", pack.text("publish_after")),
        history_query=cast("Any", pack.text("history_query")),
        response=cast("Any", pack.text("response")),
        listed_from=pack.int("listed_from_responses"),
        excellent_above=pack.int("excellent_above"),
        pass_from=pack.int("pass_from"),
        restore_needs=pack.list("restore_needs"),
        late_limit=pack.int("late_limit"),
        rectification_days=pack.int("rectification_days"),
        calendar_warn_days=pack.int("calendar_warn_days"),
    )
