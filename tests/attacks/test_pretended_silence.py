"""Whoever runs the service says of somebody that nobody answered; the carrier's list of calls says otherwise.

The verifier only knows that the records are the ones the log hashed. What a regulator then does by hand, one
record after the other against the bill, is done here by ``held_against``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit.verify import verify
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.draws.record_answer import CallFacts, record_answer
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from notifications.simulator.network import Network
from tests.usecases.calling.town import Town


def held_against(records: bytes, carrier: Network) -> Iterator[str]:
    """Each call of a record the carrier does not know, and each call answered that no record tells of."""
    named = set()
    for line in records.splitlines():
        record: dict[str, Any] = json.loads(line)
        if "attempts" not in record and "ref" not in record:
            continue  # a sign-in
        for attempt in record.get("attempts", [record]):
            named.add(attempt["ref"])
            call = carrier.calls.get(attempt["ref"])
            if call is None:
                yield f"slot {record['slot']} {record['outcome']}: the carrier knows no such call"
    for sid, call in carrier.calls.items():
        if sid not in named and "in-progress" in call.times:
            yield f"a call of {call.created:%H:%M:%S} was answered and stands in no record"


def lived(folder: Path, *, pretending: bool) -> tuple[Town, bytes]:
    town = Town(folder, scripts=lambda n: "silent" if n % 5 == 0 else None)
    start_calling(town.house, town.draw_id)
    town.pass_time(seconds=1)
    if pretending:
        facts = CallFacts(town.number_at(1), "", [("ring", town.house.clock.now())], "CA" + "0" * 32)
        record_answer(town.house, town.draw_id, 1, "silent", facts)
    town.settle()
    town.live_the_day()
    return town, export_records(town.house, town.draw_id)


def test_a_pretended_silence_is_found_against_the_carriers_records(tmp_path: Path) -> None:
    town, records = lived(tmp_path, pretending=True)
    bundle, policy = export_bundle(town.house, town.draw_id, "auditor"), export_policy(town.house)

    assert verify(bundle, policy=policy, records=records).exit_code == 0, "the records are the ones logged"
    found = list(held_against(records, town.network))
    assert "slot 1 silent: the carrier knows no such call" in found
    assert any("stands in no record" in line for line in found)
    retold = records.replace(b'"outcome":"silent","ref"', b'"outcome":"accepted","ref"')
    assert retold != records
    assert verify(bundle, policy=policy, records=retold).failed_step == 16


def test_honest_records_agree_with_the_carrier(tmp_path: Path) -> None:
    town, records = lived(tmp_path, pretending=False)
    assert json.loads(records.splitlines()[0])["attempts"]
    assert list(held_against(records, town.network)) == []
