"""Clauses as people write them: ``Art. 8(2), 12`` is 第八条（二）、第十二条 in Chinese (Art. 24, 25).

The house writes a clause once, in the short form of the docstrings; papers, pages and the terminal say it in
their reader's language. The city's regulation stands without its name; a law is named.
"""

from __future__ import annotations

import re

_DIGITS = "〇一二三四五六七八九"
_COUNTED = (*_DIGITS, "十")
_CLAUSE = re.compile(r"(\d+)((?:\(\d+\))*)")
_LAWS = {
    "招标投标法": "Tendering and Bidding Law",
    "招标投标法实施条例": "Regulation on the Tendering and Bidding Law",
    "个人信息保护法": "Personal Information Protection Law",
    "政府采购法": "Government Procurement Law",
    "政府采购法实施条例": "Regulation on the Government Procurement Law",
    "财务管理制度": "Finance Rules",
    "财务管理制度（试行）": "Finance Rules (trial)",
    "档案管理制度": "Archive Rules",
    "保密工作制度": "Secrecy Rules",
    "软环境建设警示通报告诫制度": "Rules on Warning, Notice and Admonition",
    "财库〔2014〕214号": "MOF Document [2014] 214",
    "财库〔2016〕198号": "MOF Document [2016] 198",
    "印章管理制度": "Seal Rules",
    "26号令": "NDRC Order 26",
    "国家发展改革委令第26号": "NDRC Order 26",
    "财政部令第74号": "MOF Order 74",
    "财政部令第87号": "MOF Order 87",
}


def article_said(article: str, lang: str) -> str:
    """The clause in ``lang`` ("zh" or "en"); what has no number or no English name stays as it is."""
    return ("；" if lang == "zh" else "; ").join(_one(part, lang) for part in article.split("; ") if part)


class Clause(str):
    """A clause inside a sentence: said in the sentence's language."""

    def say(self, lang: str) -> str:
        return article_said(self, lang)


def _one(part: str, lang: str) -> str:
    law, _, clauses = part.partition(" ")
    if not _CLAUSE.match(clauses):
        return part if lang == "zh" or law not in _LAWS else f"{_LAWS[law]} {_numbered(clauses)}"
    if lang != "zh":
        return part if law == "Art." else f"{_LAWS.get(law, law)}, Art. {clauses}"
    said = "、".join(_clause(clause) for clause in clauses.split(", "))
    return said if law == "Art." else f"{law}{said}"


def _numbered(parts: str) -> str:
    """Parts that are counted in Chinese, 四至八, for an English reader: 4–8."""
    return "–".join(str(_COUNTED.index(one)) if one in _COUNTED else one for one in parts.split("至"))


def _clause(text: str) -> str:
    found = _CLAUSE.fullmatch(text)
    if found is None:
        return text
    items = re.findall(r"\d+", found[2])
    return f"第{numeral(int(found[1]))}条" + "".join(f"（{numeral(int(item))}）" for item in items)


def numeral(number: int) -> str:
    """A whole number below 100 in Chinese: 8 is 八, 12 is 十二, 20 is 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")
