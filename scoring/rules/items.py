"""The twenty items of Art. 20 with the heading of Art. 19 each belongs to.

``marked``: the text itself calls the item 不良行为. What is published is a parameter (``published_items``);
by default the marked five. The headings are ours to assign: the text lists both without joining them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scoring.rules.refusals import ItemUnknown

Category = Literal["response", "platform", "order", "integrity", "cooperation"]

CATEGORIES: Mapping[Category, tuple[str, str]] = {
    "response": ("响应评标评审邀请", "answering invitations"),
    "platform": ("遵守平台管理规定", "keeping the rules of the platform"),
    "order": ("维护交易秩序", "keeping order in trading"),
    "integrity": ("廉洁自律", "integrity"),
    "cooperation": ("支持配合调查取证", "helping supervision and inquiry"),
}
"""Art. 19, in Chinese and English."""

LATE = 1
"""Item 1: counted for the stop of draws."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item, named in both languages."""

    number: int
    category: Category
    zh: str
    en: str
    marked: bool = False

    def say(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


_ALL = (
    Item(1, "response", "无故迟到超过30分钟", "more than 30 minutes late without cause"),
    Item(2, "platform", "不按规定提交证明、登记、存放通讯工具", "no ID, registration or phone deposit"),
    Item(3, "platform", "委托或接受委托替代参加", "sent or was a substitute"),
    Item(4, "platform", "未及时更新注册资料致补抽", "profile not updated, so a redraw was needed"),
    Item(5, "integrity", "应当回避而不主动回避", "should have stepped back and did not"),
    Item(6, "cooperation", "发现违法违规未及时反映", "saw a breach and did not report it"),
    Item(7, "platform", "擅自离开评标评审区域", "left the evaluation area without leave"),
    Item(8, "integrity", "泄露本人参与信息", "leaked own participation"),
    Item(9, "order", "不能独立、客观、公正评审", "not independent, objective and fair"),
    Item(10, "integrity", "接受倾向或排斥特定主体的要求", "took a hint for or against a bidder", True),
    Item(11, "order", "按所有制畸高畸低打分且无正当理由", "scored by ownership without reason", True),
    Item(12, "order", "发表或征询倾向性意见", "stated or asked for a leaning", True),
    Item(13, "order", "应当否决而不提出否决", "no veto where one was due"),
    Item(14, "order", "未按招标文件的标准和方法评审", "not by the published criteria"),
    Item(15, "order", "无正当理由拒绝签字", "refused to sign the report without reason"),
    Item(16, "platform", "不能或拒绝使用电子评审", "could not or would not use e-evaluation"),
    Item(17, "platform", "将资料或数据带离评审区域", "took material out of the area"),
    Item(18, "order", "评审结论经复议有明显失误", "clear error found on review"),
    Item(19, "cooperation", "不配合异议、质疑、投诉的答复", "did not help to answer objections", True),
    Item(20, "integrity", "索要不合理费用", "asked for undue fees", True),
)
ITEMS: Mapping[int, Item] = {item.number: item for item in _ALL}


def item_of(number: int) -> Item:
    """Raises ``ItemUnknown`` outside 1 to 20."""
    found = ITEMS.get(number)
    if found is None or isinstance(number, bool):
        raise ItemUnknown(value=number)
    return found
