"""What the forms of pool keeping share: an entry typed in, its documents, names of fields (Art. 2)."""

from __future__ import annotations

from collections.abc import Mapping

from draw_service.documents.roster_choices import expected
from draw_service.rules.pool_changes import MAJORS, TYPED, label_of
from draw_service.usecases.ports import House
from draw_service.web.forms import Form
from draw_service.web.words import say

LABELS = {
    "wanted": "编号、证件号或手机号",
    "why": "查看事由",
    "about": "事项编号",
    "reason": "理由",
    "until": "最后一天",
    "document": "监管部门文号",
    "authority": "行业监管部门",
    "papers": "材料",
    "verdict": "结论",
}
MOST_PAPERS = 5
_YES_OR_NO = (("1", "是"), ("0", "否"))
OPTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "SEX": (("1", "男"), ("2", "女")),
    **dict.fromkeys(("ONWORK", "DMISSON", "LEGAL_BAR"), _YES_OR_NO),
}
"""Column -> what a form lets choose from: the roster's own value, its word."""


def entry_of(form: Form) -> dict[str, str]:
    """The columns of an entry as typed; what is wrong with them the roster's own reader says."""
    return {name: form.text(name, needed=False) for name in (*(one.name for one in TYPED), MAJORS)}


def columns_of(lang: str) -> list[tuple[str, str, bool, str, list[tuple[str, str]]]]:
    """``(name, label, mandatory, what is written there, [(value, word)…] to choose from)`` of each column of
    a person."""
    return [
        (
            one.name,
            label_of(one.name).say(lang),
            one.mandatory,
            "" if one.name in OPTIONS else expected(one.name, lang),
            [(value, say(lang, word)) for value, word in OPTIONS.get(one.name, ())],
        )
        for one in TYPED
    ]


def papers_of(form: Form) -> list[tuple[str, bytes]]:
    """The files that came with the form."""
    found = [(form.upload_name(f"papers{n}"), form.file(f"papers{n}")) for n in range(1, MOST_PAPERS + 1)]
    return [(name, data) for name, data in found if data is not None]


def specialties_of(house: House) -> Mapping[str, str]:
    """Code -> name of the table in force."""
    with house.views() as books:
        return books.pool.specialties()
