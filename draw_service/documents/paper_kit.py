"""The paper kit: instructions, a result sheet, and the committed order as sealed cards (Art. 5(2)).

A card is A5, printed on one side: the strip on top stays visible, the lower third folds up over the numbers
and is glued down; its hatching keeps light from showing them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from draw_service.documents.call_card import DRILL, WORDS, call_card
from draw_service.documents.official import official_paper
from draw_service.documents.roster_sheet import PRESSURE_SEAL, roster_sheet
from draw_service.documents.typesetting import Facts, clock_of, missing, typeset
from draw_service.rules.codes import DISPATCH_MARK
from draw_service.usecases.ports import CallCard, Lang, Paper, PaperKit, RosterSheet

_KIT: dict[str, dict[str, str]] = {
    "zh": {
        "title": "通知纸面备用件",
        "sheet": "结果登记表",
        "checkpoint": "检查点",
        "queue": "打印时等候通知的席位，从左到右：",
        "ticked": "系统运行期间，屏幕每显示一张卡号，见证人在此勾去：",
        "seat": "第{slot}席 · 专业{stratum}",
        "employer": "同单位",
        "same": "与 {labels} 是同一人：那张已拆封的，跳过本张",
        "open": "轮到本号才可拆封；未用的由两人清点销毁并登记",
        "mark": "演练",
    },
    "en": {
        "title": "Paper kit for calling",
        "sheet": "Result sheet",
        "checkpoint": "checkpoint",
        "queue": "Seats waiting when this was printed, from left to right:",
        "ticked": "While the system runs, a witness ticks each card number the screen shows:",
        "seat": "seat {slot} · specialty {stratum}",
        "employer": "One employer:",
        "same": "Same person as {labels}: if that card was opened, skip this one",
        "open": "Open only when its turn has come; two people count and destroy the rest, on record",
        "mark": "DRILL",
    },
}
_STEPS: dict[str, tuple[str, ...]] = {
    "zh": (
        "只在停电或断网、系统不能通知时使用。启用前由招标人、监管部门、中心三方在本页签名，写明时间。",
        "断电时正在通知的席位先重拨：拆封该席位最后勾去的卡。",
        "排在最前的席位先通知：从该席位专业的卡中，按卡号从小到大取第一张没有勾去的，勾去，拆封，拨打。",
        "跳过并保留不拆：标明“同一人”且那张已拆封的；标有同单位字母、而该字母在席人数已达 {cap} "
        "的（后者以后仍可轮到）。",
        "每次只拆一张，有了结果再拆下一张。照读第一页的话；第二次答复才算数。",
        "号码从上到下依次拨打，共 {tries} 轮，同一号码间隔至少 {gap} 分钟，{opens}–{closes} 之间。",
        "结果写入登记表，见证人逐行签名。没有人参加的席位排到队尾。",
        "备用件的卡用完，即停止，等系统恢复。",
        "恢复后按登记表的顺序逐张录入，两位见证人输入入场码。不该轮到的卡，其结果无效。",
        "未拆的卡由两人清点销毁并登记；已拆的放入保密信封。",
    ),
    "en": (
        "Only for a power or network failure, when the system cannot call. Before it is used tenderer, "
        "regulator and "
        "center sign this page with the time.",
        "A seat whose call was cut off is dialled again first: open the card last ticked for it.",
        "Then the first seat of the queue: of its specialty's cards take the first one not ticked, "
        "tick it, open it, "
        "dial.",
        "Skip, and leave closed: a card marked “same person” when the other one was opened; a card "
        "with an employer's "
        "letter when {cap} of that letter are seated (such a card may have its turn later).",
        "Open one card at a time; the next one after the result. Read out the words below; the second "
        "answer counts.",
        "Dial the numbers from top to bottom, {tries} rounds, at least {gap} minutes between two calls "
        "to one number, "
        "between {opens} and {closes}.",
        "Write each result on the sheet; a witness signs each line. A seat that nobody accepted goes "
        "to the end of the "
        "queue.",
        "When the cards are used up, stop and wait for the system.",
        "Afterwards type the cards back in the order of the sheet; both witnesses give their entry "
        "codes. A card whose "
        "turn it was not has no result.",
        "Two people count and destroy the closed cards on record; the opened ones go into the "
        "confidential envelope.",
    ),
}
_SIGN = {"zh": ["招标人", "监管部门", "中心"], "en": ["Tenderer", "Regulator", "Center"]}
_COLUMNS = {
    "zh": ["", "席位", "卡号", "号码", "时间", "结果", "拨打人", "见证人"],
    "en": ["", "Seat", "Card", "Number", "Time", "Result", "Caller", "Witness"],
}


def paper_kit(kit: PaperKit, *, drill: bool) -> bytes:
    """The kit as PDF: instructions, result sheet, one page for each card."""
    return typeset("paper_kit", facts_of(kit, drill=drill), kit.printed_at, code=kit.checkpoint)


def facts_of(kit: PaperKit, *, drill: bool) -> Facts:
    """What the template is given."""
    words = {**WORDS[kit.lang], **_KIT[kit.lang]}
    fields = {
        "tries": str(kit.tries),
        "gap": str(kit.gap_minutes),
        "opens": kit.opens,
        "closes": kit.closes,
        "cap": str(kit.cap),
    }
    fixed = (
        "title",
        "checkpoint",
        "queue",
        "ticked",
        "employer",
        "open",
        "mark",
        "read",
        "none",
        "outcomes",
    )
    separator = "、" if kit.lang == "zh" else ", "
    mark = DISPATCH_MARK.say(kit.lang) if kit.dispatch else ""
    return {
        "lang": kit.lang,
        "drill": drill,
        "title": words["title"] + mark,
        "serial": kit.serial,
        "draw": kit.draw_id,
        "checkpoint": kit.checkpoint,
        "printed": clock_of(kit.printed_at),
        "steps": [step.format_map(fields) for step in _STEPS[kit.lang]],
        "script": list(kit.script),
        "seats": [words["seat"].format(slot=slot, stratum=stratum) for slot, stratum in kit.seats],
        "cards": [
            {
                "label": card.label,
                "numbers": list(card.numbers),
                "mark": card.mark if kit.cap else "",
                "same": words["same"].format(labels=separator.join(card.same_as)) if card.same_as else "",
            }
            for card in kit.cards
        ],
        "words": {
            **{name: words[name] for name in fixed},
            "sheet": words["sheet"] + mark,
            "dispatch": mark,
            "rule": words["rule"].format_map(fields),
            "drill": DRILL[kit.lang],
            "sign": _SIGN[kit.lang],
            "columns": _COLUMNS[kit.lang],
        },
    }


class TypstPapers:
    """``ports.Papers`` for one center; ``drill`` marks every sheet 演练; ``envelope``: one of
    ``roster_sheet.LAYOUTS``."""

    def __init__(self, center: str, *, drill: bool, envelope: str = PRESSURE_SEAL) -> None:
        self.center, self._drill, self._envelope = center, drill, envelope

    def call_card(self, card: CallCard) -> bytes:
        return call_card(card, drill=self._drill)

    def kit(self, kit: PaperKit) -> bytes:
        return paper_kit(kit, drill=self._drill)

    def roster(self, sheet: RosterSheet) -> bytes:
        return roster_sheet(sheet, self.center, self._envelope, drill=self._drill)

    def missing(self, text: str) -> Sequence[str]:
        return missing(text)

    def paper(self, paper: Paper, nth: int = 1) -> bytes:
        return official_paper(paper, self.center, nth, drill=self._drill)

    def pages_of(self, pdf: bytes) -> int:
        # The reader of other people's PDFs is large, and few commands meet one.
        from draw_service.documents.dossier import pages_of

        return pages_of(pdf)

    def bind(
        self, cover: bytes, parts: Sequence[tuple[str, bytes]], at: datetime, lang: Lang, *, scans: bool
    ) -> bytes:
        from draw_service.documents.dossier import bind

        return bind(cover, parts, at, lang, scans=scans)
