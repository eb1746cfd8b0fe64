"""What no step can show from these files, said at the end of the report; it changes no verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from audit.events import Event
from audit.verify.bundle import Bundle
from audit.verify.course import SERVICE_REASONS, Course
from audit.verify.extras import outcomes
from audit.verify.report import Said


def unproven(
    bundle: Bundle, course: Course, events: list[Event], *, witnessed: bool, receipt: bool
) -> Iterator[Said]:
    """Each sentence only where it applies. ``witnessed``: every checkpoint bears a witness's signature;
    ``receipt``: step 14 compared the paper with the lock."""
    if course.reveals and not witnessed and not receipt:
        yield Said(
            "封存先于份额揭示：无见证人签名，仅以日志所有者的记录为凭，请核对封存回执。",
            "That the lock came before the shares: no witness signed, it rests on the log's owner alone; "
            "compare the lock receipt.",
        )
    if course.lock is not None:
        excluded, recused = course.lock.body["excluded_size"], course.lock.body["recusal_size"]
        if excluded or recused:
            yield Said(
                f"封存时不符合条件 {excluded} 人、回避 {recused} 人及其事由：仅以名册登记的事实为凭。",
                f"Who was excluded ({excluded}) or recused ({recused}) at the lock, and why: it rests on "
                "the facts of the register.",
            )
    alone: Counter[str] = Counter()
    for event in course.additions:
        if event.body["reason"] in SERVICE_REASONS:
            alone[event.body["reason"]] += event.body["size"]
    if alone:
        listed = [f"{reason} {count}" for reason, count in sorted(alone.items())]
        yield Said(
            f"顺序产生后由中心单方增加回避 {alone.total()} 人次（{'、'.join(listed)}）：其事由须另行查证。",
            f"Why the center alone added {alone.total()} recusals after the order ({', '.join(listed)}): "
            "check the grounds elsewhere.",
        )
    bare = sum(one["record"] == "" for one in outcomes(events))
    if bare:
        yield Said(f"{bare} 次应答结果：无记录可查。", f"{bare} outcomes: no record tells of them.")
    if bundle.stage == "public" and course.seal is not None:
        yield Said("入选专家姓名：公开包不载。", "The names of the panel: a public bundle holds none.")
    if bundle.stage != "auditor":
        yield Said(
            "中标结果公告是否先于本文件公布：须另行查证。",
            "Whether the result notice came before this file was published: check it elsewhere.",
        )
