"""What a cell of a roster may say, in words for those who fill it in (national data standard, set 212)."""

from __future__ import annotations

from collections.abc import Mapping

from draw_service.rules.codes import Word
from draw_service.rules.roster_columns import EXPERTS, SHEETS, Column, sheet_of
from draw_service.rules.roster_rows import RowProblem

CHOICES: Mapping[str, tuple[str, ...]] = {
    "SEX": ("男", "女"),
    **dict.fromkeys(("ONWORK", "DMISSON", "IS_MAIN", "LEGAL_BAR"), ("是", "否")),
    "KIND": ("曾任职", "董事", "实际控制", "近亲属", "其他利害关系"),
}
"""Column -> the words of its drop-down list; numbers and other spellings are read too."""

SHAPES: Mapping[str, Word] = {
    "ID_CARD": Word("居民身份证18位，文本格式", "18 characters for a resident card, as text"),
    "ID_CARD_TYPE": Word("2位数字，居民身份证填01", "2 digits, 01 for a resident card"),
    "BIRTHDAY": Word("yyyyMMdd，如19700105", "yyyyMMdd, such as 19700105"),
    "ENTER_DATE": Word("yyyyMMdd，如20250301", "yyyyMMdd, such as 20250301"),
    "COMPANY_CODE": Word("18位，文本格式", "18 characters, as text"),
    "POSTCODE": Word("6位数字", "6 digits"),
    "INDUSTRY": Word("3位，如E48", "3 characters, such as E48"),
    "AREA": Word("9位数字，或6位行政区划代码", "9 digits, or the 6 of a district code"),
    "WORK_YEAR": Word("1至2位数字", "1 or 2 digits"),
    "PHONE_NUMBER": Word("11位手机号", "a mobile number of 11 digits"),
    "BASE_TYPE": Word("1位数字或大写字母", "one digit or capital letter"),
    "MAJOR_CODE": Word("如A080101；一个专业一行", "such as A080101; one row for each specialty"),
    "START": Word("yyyyMMdd", "yyyyMMdd"),
    "END": Word("yyyyMMdd", "yyyyMMdd"),
    "UNTIL": Word("yyyyMMdd", "yyyyMMdd"),
}
"""Column -> the form of what is written there."""

_ENGLISH = {
    "SEX": "1 or 男, 2 or 女",
    **dict.fromkeys(("ONWORK", "DMISSON", "IS_MAIN", "LEGAL_BAR"), "1 or 是, 0 or 否"),
    "KIND": "employed, board, controls, relative, declared",
}


def expected(column: str, lang: str) -> str:
    """What belongs into a column, "" where anything does."""
    if column in CHOICES:
        return "、".join(CHOICES[column]) if lang == "zh" else _ENGLISH[column]
    return SHAPES[column].say(lang) if column in SHAPES else ""


def column_said(problem: RowProblem, lang: str) -> str:
    """The column of a problem as its sheet heads it: in Chinese, else by its standard name."""
    sheet = sheet_of(problem.sheet, frozenset()) or EXPERTS
    known: dict[str, Column] = {column.name: column for each in (*SHEETS, sheet) for column in each.columns}
    return known[problem.column].zh if lang == "zh" and problem.column in known else problem.column


def problem_said(problem: RowProblem, lang: str) -> str:
    """A problem in one sentence; its value is masked."""
    column, reason = column_said(problem, lang), reason_said(problem, lang)
    at = f"第 {problem.row} 行" if lang == "zh" else f"row {problem.row}"
    if not column:  # it concerns the file
        return f"{reason}。" if lang == "zh" else f"{reason}."
    if lang == "zh":
        value = f"（{problem.value}）" if problem.value else ""
        return f"{problem.sheet}{at}，{column}{value}：{reason}。"
    value = f" ({problem.value})" if problem.value else ""
    return f"Sheet {problem.sheet}, {at}, {column}{value}: {reason}."


def reason_said(problem: RowProblem, lang: str) -> str:
    """The reason of a problem, with the values allowed where that is the reason."""
    reason = problem.zh if lang == "zh" else problem.en
    wanted = expected(problem.column, lang) if problem.code in ("choice", "format") else ""
    if not wanted:
        return reason
    return f"{reason}（应为：{wanted}）" if lang == "zh" else f"{reason} ({wanted})"
