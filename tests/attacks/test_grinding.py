"""The owner of the service heard two shares and tries values of his own until the panel suits.

Everything he makes is genuine by itself: he holds K, the center's share, the log's key and the clock.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from audit.verify import Report, verify
from draw_service.rules.slips import code_of
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.record_notice import record_notice
from tests.store.fakes import SeededEntropy
from tests.usecases.stage import Stage, stage

FRIEND = "E000020"


def step(report: Report, number: int) -> str:
    return next(one.status.value for one in report.steps if one.number == number)


@cache
def ground() -> Stage:
    """The draw begun again from before its lock, with another K and another share of the center each time,
    until the first seat falls to the friend; then lived to its end."""
    for number in range(400):
        s = stage("entered").copy()
        s.house = replace(s.house, entropy=SeededEntropy(b"try %d" % number))
        s.go_on("ordered")
        if s.candidate() == FRIEND:
            break
    assert s.candidate() == FRIEND, "some value always suits: that is why it must not be tried"
    s.fill()
    s.seal()
    s.morning()
    s.sign_in()
    s.unseal()
    s.close()
    record_notice(s.house, s.application_id, "N-1")
    return s


def test_a_lock_chosen_after_the_shares_is_found_by_the_receipt_on_paper() -> None:
    paper = stage("receipt").draw().lock_hash.hex()
    s = ground()
    bundle, policy = export_bundle(s.house, s.draw_id, "public"), export_policy(s.house)

    alone = verify(bundle, policy=policy)
    assert alone.exit_code == 0, "from the file alone nobody can tell"
    assert any("the lock came before the shares" in line.en for line in alone.unproven)
    assert verify(bundle, policy=policy, receipt=paper).failed_step == 14


def test_a_lock_chosen_after_the_shares_is_found_by_a_copy_of_the_log() -> None:
    honest = stage("receipt")
    kept = export_log(honest.house)
    s = ground()

    report = verify(export_bundle(s.house, s.draw_id, "public"), policy=export_policy(s.house), log=kept)

    assert report.failed_step == 17


def test_the_witness_share_was_used_all_the_same() -> None:
    """Grinding needs no false share, so a kept share alone does not show it; the receipt is what counts."""
    s = ground()
    report = verify(
        export_bundle(s.house, s.draw_id, "public"),
        policy=export_policy(s.house),
        shares={"regulator": code_of(s.slips["regulator"].share)},
    )
    assert step(report, 15) == "pass"


def test_another_share_of_the_center_after_the_lock_is_refused_by_the_arithmetic() -> None:
    """Within one lock there is nothing to try: the service takes its share from the lock, and typed shares
    must open their commitments."""
    s = stage("one-share")
    with s.house.books() as books:
        before = books.draws.secret(s.draw_id, "center-share")
    s.house = replace(s.house, entropy=SeededEntropy(b"better"))
    s.reveal("regulator", "center")
    revealed = [event.body["share"] for event in s.events() if event.type == "draw.revealed"]
    assert before is not None
    assert revealed[-1] == before.hex()
