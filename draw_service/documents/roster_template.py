"""The blank roster an office fills in: every sheet and column, drop-down lists, and notes with an example."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from draw_service.documents.roster_choices import CHOICES, expected
from draw_service.documents.rosters_out import Table, workbook, write_text
from draw_service.documents.workbook_guard import MAX_ROWS
from draw_service.rules.roster_columns import SHEETS

NOTES = "填写说明"
"""Name of the sheet that explains the others; it is never read as data."""

_RULES = (
    "一、表头带 * 的为必填项；不要改动表头和工作表名称。 Columns with * are mandatory; keep the headers.",
    "二、所有单元格都是文本格式；证件号、信用代码不得存成数字。 Every cell is text.",
    "三、一名专家有几个参评专业就填几行，其他各列相同。 One row for each specialty of an expert.",
    "四、工作经历、利害关系、请假等在其他工作表填写，以证件号对应。 The number ties the sheets.",
    "五、下面的示例不是真实数据，本工作表不会被导入。 Invented examples; never imported.",
)
_EXAMPLES = {
    "ID_CARD": "220800197001051018",
    "ID_CARD_TYPE": "01",
    "EXPERT_NAME": "某某",
    "SEX": "男",
    "BIRTHDAY": "19700105",
    "EDUCATION": "大学本科",
    "PROFESSIONAL": "高级工程师",
    "ONWORK": "是",
    "COMPANY": "某某工程有限公司",
    "INDUSTRY": "E48",
    "AREA": "220800000",
    "PHONE_NUMBER": "15400000000",
    "DMISSON": "是",
    "ENTER_DATE": "20250301",
    "BASE_TYPE": "1",
    "MAJOR_CODE": "A080101",
    "IS_MAIN": "是",
    "KIND": "董事",
}


def write_template(path: Path, *, replace: bool = False) -> None:
    """Write a blank roster. Raises ``OSError`` when it cannot be written."""
    with workbook(path, replace=replace) as book:
        for sheet in SHEETS:
            table = Table(book, sheet, marks=True)
            for name, at in table.columns.items():
                if name in CHOICES:
                    table.sheet.data_validation(
                        1, at, MAX_ROWS, at, {"validate": "list", "source": list(CHOICES[name])}
                    )
        _notes(book)


def _notes(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(NOTES)
    bold = book.add_format({"bold": True})
    for row, rule in enumerate(_RULES):
        write_text(sheet, row, 0, rule)
    heads = (("工作表", 12), ("列", 28), ("必填", 8), ("填写要求", 44), ("In English", 44), ("示例", 24))
    top = len(_RULES) + 1
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        write_text(sheet, top, column, head, bold)
    lines = [(each, column) for each in SHEETS for column in each.columns]
    for row, (each, field) in enumerate(lines, start=top + 1):
        zh, en = (expected(field.name, lang) for lang in ("zh", "en"))
        cells = (each.zh, field.header, "必填" if field.mandatory else "", zh, en)
        for at, cell in enumerate((*cells, _EXAMPLES.get(field.name, ""))):
            write_text(sheet, row, at, cell)
