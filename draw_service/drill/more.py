"""The rarer lives of a draw, for ``panel demo --all``: a leak with a new attempt, and a selective draw."""

from __future__ import annotations

from dataclasses import replace

from audit.verify import verify
from draw_service.drill.by_hand import call_by_hand
from draw_service.drill.story import Act, Story
from draw_service.drill.told import told
from draw_service.rules.applications import Application, Party
from draw_service.rules.identifiers import SHANGHAI
from draw_service.rules.lottery import Stratum
from draw_service.rules.slips import Slip, make_slip
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.open_attempt import next_attempt_id, open_attempt
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.report_leak import report_leak
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.draws.select_experts import select_experts
from draw_service.usecases.pool.find_experts import find_experts
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.record_consent import record_consent
from draw_service.usecases.supervision.record_notice import record_notice

Verified = list[tuple[str, int, str]]


def aborted_attempt(story: Story) -> Verified:
    """The list leaks after the seal: the attempt ends on record, the next one starts with fresh slips."""
    house, tell = story.house, story.tell
    tell.part("名单泄露：终止并重新抽取", "The list leaks: abort, and a new attempt")
    act = story.file(_on(story, story.application(2), 9))
    story.clock.jump(story.at(9, 8))
    story.enter(act)
    story.draw(act)
    story.call(act)
    story.seal(act)
    tell.chapter("Art. 13(4)", "名单泄露", "The list leaks")
    due = report_leak(house, act.draw_id, "list-seen-outside", act.all_codes)
    local = due.astimezone(SHANGHAI)
    tell.say(
        f"三方确认名单泄露，本次抽取终止；应在北京时间 {local:%Y-%m-%d %H:%M} 前上报（24 小时内）。",
        f"Three parties confirm the leak; the attempt ends, reported upward by {local:%Y-%m-%d %H:%M}"
        " Beijing time.",
    )
    again = next_attempt_id(house, act.application_id)
    slips: dict[Party, Slip] = {p: make_slip(p, again, house.entropy.bytes(72)) for p in _WITNESSES}
    open_attempt(house, act.application_id, proof_of(slips["tenderer"]))
    second = Act(act.application_id, again, slips, act.phones)
    appoint_witness(house, again, "regulator", proof_of(slips["regulator"]))
    tell.say(f"第 2 次抽取 {again} 已立项，凭条全部重做。", f"Attempt 2, {again}, is open with fresh slips.")
    abort(house, again, "project-stopped", "end-of-drill", second.codes("center", "tenderer"))
    return _published(story, act, "aborted.edraw.json")


def selective_draw(story: Story) -> Verified:
    """Chosen with the regulator's consent, by three parties, and never called random."""
    house, tell = story.house, story.tell
    tell.part("选择性抽取", "A selective draw")
    plain = story.application(2)
    rare = replace(
        plain,
        mode="selective",
        complex=True,
        strata=(Stratum("a08", "A08", 5),),
        project_name="演练：特殊结构工程",
    )
    act = story.file(_on(story, rare, 3))
    story.clock.jump(story.at(3, 8))
    story.enter(act)
    tell.chapter("Art. 4(2)", "经同意选定人员", "Choose with consent")
    of_each_employer = {choice.group: choice for choice in reversed(find_experts(house, act.draw_id))}
    able = sorted(choice.id for choice in of_each_employer.values())[:30]
    # One for each seat and five reserves for each: whatever the phones say, somebody comes.
    chosen = [(n % 5 + 1, expert_id) for n, expert_id in enumerate(able)]
    record_consent(house, act.draw_id, "CONSENT-2026-01", "complex")
    select_experts(house, act.draw_id, chosen, "CONSENT-2026-01", "complex", act.all_codes)
    tell.say(
        "监管部门书面同意，三方确认选定的人员；核验包写明“非随机抽取”，“顺序一致”一项不作核实。",
        "Consented in writing, confirmed by three; the evidence says so and never ticks the order.",
    )
    call_by_hand(story, act)
    story.seal(act)
    story.clock.jump(story.at(3, 10))
    tell.chapter("Art. 8(4), 14", "签到", "Sign in")
    for slot, card in sorted(act.phones.card_at.items()):
        story.sign_in_seat(act, slot, card)
    story.open(act)
    return _published(story, act, "selective.edraw.json")


_WITNESSES: tuple[Party, Party] = ("tenderer", "regulator")


def _on(story: Story, application: Application, day: int) -> Application:
    """The application opened on another day."""
    return replace(
        application,
        bid_opening=story.at(day, 9, 30),
        signin_at=story.at(day, 10),
        latest_start=story.at(day, 12),
    )


def _published(story: Story, act: Act, name: str) -> Verified:
    story.tell.chapter("招标投标法 37", "证据与核验", "Evidence, verified")
    record_notice(story.house, act.application_id, f"NOTICE-{name.split('.')[0]}")
    data = export_bundle(story.house, act.draw_id, "public")
    (story.folder / name).write_bytes(data)
    return [told(story.tell, name, verify(data, policy=export_policy(story.house)))]
