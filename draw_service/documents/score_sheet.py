"""The annual board as a workbook (Art. 22): results, distribution, headings of Art. 19. Experts by number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter

from draw_service.documents.tables_out import write_table
from scoring.rules.annual import GRADE_WORDS, Result, Run
from scoring.rules.items import CATEGORIES, Category

_HEADS = {
    "zh": ("专家编号", "得分", "响应次数", "列入", "等次", "迟到", "停止抽取"),
    "en": ("Expert", "Score", "Responses", "Listed", "Grade", "Late", "Stopped"),
}
_SHEETS = {
    "zh": ("年度结果", "得分分布", "第十九条分类"),
    "en": ("Results", "Distribution", "Art. 19 headings"),
}
_COLUMNS = {"zh": (("得分", "人数"), ("分类", "扣分")), "en": (("Score", "Experts"), ("Heading", "Points"))}


def score_sheet(
    run: Run,
    results: Iterable[Result],
    scores: Mapping[int, int],
    categories: Mapping[Category, int],
    lang: str,
) -> bytes:
    """An xlsx with three sheets; the first line of each says which run it is of."""
    zh = lang == "zh"
    title = f"{run.year} · {run.revision} · {run.root}"
    words = {grade: both[0 if zh else 1] for grade, both in GRADE_WORDS.items()}
    yes = "是" if zh else "yes"
    data = BytesIO()
    # Constant memory: a year may have 100,000 rows.
    with xlsxwriter.Workbook(data, {"constant_memory": True, "in_memory": False}) as book:
        rows: Iterable[Sequence[str | int]] = (
            (
                one.expert,
                one.score,
                one.responses,
                yes if one.listed else "",
                words[one.grade],
                one.late_count,
                yes if one.stopped else "",
            )
            for one in results
        )
        write_table(book, _SHEETS[lang][0], title, _HEADS[lang], rows)
        write_table(book, _SHEETS[lang][1], title, _COLUMNS[lang][0], sorted(scores.items(), reverse=True))
        headings = [(CATEGORIES[key][0 if zh else 1], n) for key, n in categories.items()]
        write_table(book, _SHEETS[lang][2], title, _COLUMNS[lang][1], headings)
    return data.getvalue()
