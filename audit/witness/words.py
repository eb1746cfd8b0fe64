"""PURE. Every alarm of a witness, in Chinese and in English."""

from __future__ import annotations

from audit.witness.rules import Wrong

SAID: dict[str, tuple[str, str]] = {
    Wrong.NO_EVENT: ("日志中有一条不是事件", "a leaf of the log is no event"),
    Wrong.TWIN_EVENT: ("同一抽取出现两个同号事件", "two events of one draw have one number"),
    Wrong.BROKEN_CHAIN: ("事件与其所属的链不衔接", "an event does not follow the one before in its chain"),
    Wrong.AFTER_END: ("抽取结束之后又有事件", "an event after the end of its draw"),
    Wrong.SECOND_LOCK: ("同一抽取重复封存", "a draw was locked a second time"),
    Wrong.TWIN_ATTEMPT: ("同一申请的同一次抽取出现两次", "two draws are the same attempt of one application"),
    Wrong.ATTEMPT_GAP: ("同一申请的抽取次数有缺号", "attempts of an application have a gap"),
    Wrong.UNENDED_ATTEMPT: (
        "前一次抽取没有结束便开始下一次",
        "an attempt began before the one before it had ended",
    ),
    "fork": ("日志给出了与已签检查点不同的历史", "the log shows another history than the one cosigned"),
    "inconsistent": (
        "新检查点不是由已签检查点增长而来",
        "a new checkpoint does not grow out of the one cosigned",
    ),
    "leaves-differ": (
        "日志给出的条目与其检查点不符",
        "the leaves the log hands out are not those of its checkpoint",
    ),
    "clock-ahead": (
        "日志的时间比见证人的时钟快五分钟以上",
        "the log's time is more than five minutes ahead of the witness's clock",
    ),
}
"""Code of an alarm -> what it says."""
