"""PURE. Refusals around the transaction catalogue (Art. 3)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.out_of_order import OutOfOrder


class CatalogueLineUnknown(BadInput):
    code, article = "catalogue-line-unknown", "Art. 3"
    zh, en = "现行交易目录中没有所填的这一项。", "The transaction catalogue in force has no such line."
    todo_zh, todo_en = (
        "请从现行目录中选择，或说明不在目录内。",
        "Choose a line in force, or say that none covers it.",
    )


class CatalogueLineMissing(BadInput):
    code, article = "catalogue-line-missing", "Art. 3"
    zh, en = (
        "没有写明交易目录项目，或没有写明另有规定的法律法规。",
        "The line of the transaction catalogue is missing, or the law that rules instead.",
    )
    todo_zh, todo_en = (
        "请选择目录项目；不在目录内或法律法规另有规定的，照实选择并写明依据。",
        "Choose the line; where none covers it or a law rules instead, say so and name the law.",
    )


class CatalogueRowWrong(BadInput):
    code, article = "catalogue-row-wrong", "Art. 3"
    zh, en = "目录第 {row} 行：{zh}。", "Row {row} of the catalogue: {en}."
    todo_zh, todo_en = "改正后再提交，全表一并读入。", "Correct it and send again; the table is taken whole."


class CatalogueTooEarly(BadInput):
    code, article = "catalogue-too-early", "Art. 3"
    zh, en = "目录最早可自 {day} 起启用。", "The catalogue can hold from {day} on at the earliest."
    todo_zh, todo_en = "请改启用日期：目录不追溯。", "Give a later day: no edition reaches back."


class CatalogueUnchanged(BadInput):
    code, article = "catalogue-unchanged", "Art. 3"
    zh, en = "与届时的目录没有不同。", "It does not differ from the catalogue of that day."
    todo_zh, todo_en = "请核对所附的表。", "Check the table."


class CatalogueDecided(OutOfOrder):
    code, article = "catalogue-decided", "Art. 3"
    zh, en = "这一版已经确认或撤回。", "This edition is confirmed or withdrawn already."
    todo_zh, todo_en = "需要改动的，另拟一版。", "Propose another edition."


class CatalogueStale(OutOfOrder):
    code, article = "catalogue-stale", "Art. 3"
    zh, en = "拟定之后另一版已经确认。", "Another edition was confirmed since this one was proposed."
    todo_zh, todo_en = (
        "请撤回，按现在的目录重新拟定。",
        "Withdraw it and propose again from the catalogue as it is.",
    )
