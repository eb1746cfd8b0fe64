"""Papers of money and archive: 发放明细, the cover of 报销附件, 销毁清册 (Art. 18; 财务管理制度 16(8);
保密工作制度 6)."""

from __future__ import annotations

from collections.abc import Mapping

from draw_service.documents.blocks import Layout, fields, hashes, heading, small, table, text
from draw_service.documents.blocks import signatures as sign
from draw_service.documents.draw_papers import clause_of, head_of, title_of, titled
from draw_service.documents.typesetting import clock_of, day_of
from draw_service.rules.archive import KLASSES
from draw_service.rules.codes import Word
from draw_service.rules.fees import yuan
from draw_service.rules.fees_dossier import GAP_WORDS
from draw_service.rules.papers import PAPERS
from draw_service.usecases.ports import Lang
from draw_service.usecases.ports.paper_bodies import (
    Attachment,
    DestructionCertificate,
    DossierCover,
    FeePaper,
    FeeRow,
)

_FEES: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "day": "评审日期",
        "due": "报账期限",
        "people": "发放人数",
        "people_said": "{n} 人",
        "sum": "合计金额",
        "sum_said": "人民币 {sum} 元",
        "confirmed": "两人核对确认",
        "columns": "席位|姓名|到达|离开|劳务费|交通费|住宿费|伙食补助|合计|收款签字",
        "gone": "{seat}（换）",
        "total": "合计",
        "note": "金额单位：元。收款账户不在本表列出；付款人在系统中查看，支付后登记日期和凭证号。",
        "signers": "制表人|核对人|付款单位负责人",
    },
    "en": {
        "day": "Evaluation",
        "due": "Hand in by",
        "people": "Payees",
        "people_said": "{n}",
        "sum": "Total",
        "sum_said": "CNY {sum}",
        "confirmed": "Checked by two",
        "columns": "Seat|Name|Came|Left|Labour|Travel|Lodging|Meals|Total|Signature",
        "gone": "{seat} (left)",
        "total": "Total",
        "note": "In yuan. Accounts do not stand here: the payer sees them in the system, and puts down the "
        "day and the voucher.",
        "signers": "Made by|Checked by|For the payer",
    },
}


def fee_sheet(body: FeePaper, lang: Lang, _center: str) -> Layout:
    said = _FEES[lang]
    total = sum(row.total for row in body.rows)
    sums = [yuan(sum(getattr(row, part) for row in body.rows)) for part in _PARTS]
    rows = [_fee_row(row, said) for row in body.rows]
    rows.append((said["total"], "", "", "", *sums, yuan(total), ""))
    return Layout(
        titled(body.kind, body.project, lang),
        "form",
        (
            head_of(body.project, lang, whole=False),
            fields(
                (said["day"], day_of(body.evaluated_on, lang)),
                (said["due"], day_of(body.due, lang)),
                (said["people"], said["people_said"].format(n=len(body.rows))),
                (said["sum"], said["sum_said"].format(sum=yuan(total))),
                (said["confirmed"], clock_of(body.confirmed_at)),
            ),
            table(said["columns"].split("|"), (3, 5, 3, 3, 4, 4, 4, 4, 5, 5), rows),
            small(said["note"]),
            sign(*said["signers"].split("|")),
        ),
        note=clause_of(body.kind, lang),
    )


_PARTS = ("labour", "travel", "lodging", "meals")


def _fee_row(row: FeeRow, said: Mapping[str, str]) -> tuple[str, ...]:
    seat, _, gone = row.place.partition("-")
    sums = [yuan(getattr(row, part)) for part in _PARTS]
    return (
        said["gone"].format(seat=seat) if gone else seat,
        row.name,
        clock_of(row.arrived_at)[5:],
        clock_of(row.left_at)[5:],
        *sums,
        yuan(row.total),
        "",
    )


_DOSSIER: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "sum": "报销金额",
        "sum_said": "人民币 {sum} 元",
        "due": "报账期限",
        "columns": "序号|附件|编号|页|形式|情况",
        "scan": "签字扫描件",
        "print": "系统打印件",
        "none": "—",
        "good": "齐全",
        "whole": "五项附件齐全，按序号装订，页码连续。",
        "lacking": "附件不齐全：{n} 项须补办后重新取出。",
        "digests": "各附件的哈希（SHA-256）",
        "signers": "经办人|审核人|负责人",
    },
    "en": {
        "sum": "Claimed",
        "sum_said": "CNY {sum}",
        "due": "Hand in by",
        "columns": "No.|Attachment|Serial|Pages|Form|State",
        "scan": "signed, scanned",
        "print": "printed",
        "none": "—",
        "good": "complete",
        "whole": "All five attachments, bound in order, pages numbered through.",
        "lacking": "Not complete: {n} attachments are to be put right; take the dossier again afterwards.",
        "digests": "Hashes of the attachments (SHA-256)",
        "signers": "Clerk|Checked by|Head",
    },
}


def dossier_cover(body: DossierCover, lang: Lang, _center: str) -> Layout:
    said = _DOSSIER[lang]
    lacking = sum(bool(part.gap) for part in body.parts)
    digests = [
        (f"{part.number} {PAPERS[part.paper].word.say(lang)}", part.digest)
        for part in body.parts
        if part.digest
    ]
    return Layout(
        titled(body.kind, body.project, lang),
        "form",
        (
            head_of(body.project, lang, whole=False),
            fields(
                (said["sum"], said["sum_said"].format(sum=yuan(body.total))),
                (said["due"], day_of(body.due, lang)),
            ),
            table(
                said["columns"].split("|"), (2, 5, 5, 2, 4, 6), [_part(one, lang, said) for one in body.parts]
            ),
            text(said["lacking"].format(n=lacking) if lacking else said["whole"]),
            *([heading(said["digests"]), hashes(*digests)] if digests else []),
            sign(*said["signers"].split("|")),
        ),
        note=clause_of(body.kind, lang),
    )


def _part(part: Attachment, lang: Lang, said: Mapping[str, str]) -> tuple[str, ...]:
    first, last = part.pages
    pages = str(first) if first == last else f"{first}–{last}"
    return (
        str(part.number),
        PAPERS[part.paper].word.say(lang),
        part.serial or said["none"],
        pages if part.digest else said["none"],
        (said["scan"] if part.scan else said["print"]) if part.digest else said["none"],
        GAP_WORDS[part.gap].say(lang) if part.gap else said["good"],
    )


_DESTRUCTION: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "year": "年度",
        "year_said": "{year} 年结束的项目",
        "klass": "类别",
        "until": "保管期限至",
        "at": "销毁时间",
        "count": "项目数",
        "count_said": "{n} 个",
        "by": "提出人、监销人账户（代号）",
        "what": "销毁的是上列项目的人员记录：启封后的名单、通知和签到记录、发放明细、扫描件、投标人名单、"
        "书面回避申请和本系统打印文书的内容。系统销毁了各项目的数据密钥，密文无法再解开。",
        "stays": "日志、封存名单的代号、公开核验包不含姓名，继续保存，抽取过程仍可核验。",
        "copies": "纸质文书、光盘和年度档案副本、早于本次销毁的数据库备份，由下列两人当面清点销毁：",
        "columns": "抽取编号|项目|结束日期|记录条数",
        "paper": "纸质文书|　　　　份|年度档案副本|　　　　份|数据库备份|　　　　份",
        "signers": "提出人|监销人|档案负责人",
    },
    "en": {
        "year": "Year",
        "year_said": "projects that ended in {year}",
        "klass": "Class",
        "until": "Kept until",
        "at": "Destroyed",
        "count": "Projects",
        "count_said": "{n}",
        "by": "Accounts (pseudonyms) of the two",
        "what": "Destroyed are the records of people of the projects below: opened rosters, call and sign-in "
        "records, fee sheets, scans, bidders, written requests for recusal, and what printed papers said. "
        "The data key of each project is destroyed; the ciphertext opens no more.",
        "stays": "The log, the handles of the locked lists and the public bundles name nobody; they stay, "
        "and the draws can still be verified.",
        "copies": "Paper, copies of the year's archive, and backups older than this destruction are counted "
        "and destroyed by the two who sign:",
        "columns": "Draw|Project|Ended|Records",
        "paper": "Papers|        |Archive copies|        |Backups|        ",
        "signers": "Proposed by|Second person|Head of the archive",
    },
}


def destruction_certificate(body: DestructionCertificate, lang: Lang, _center: str) -> Layout:
    said = _DESTRUCTION[lang]
    by_hand = said["paper"].split("|")
    return Layout(
        title_of(body.kind, lang),
        "form",
        (
            fields(
                (said["year"], said["year_said"].format(year=body.year)),
                (said["klass"], KLASSES[body.klass][0].say(lang)),
                (said["until"], day_of(body.keep_until, lang)),
                (said["at"], clock_of(body.destroyed_at)),
                (said["count"], said["count_said"].format(n=len(body.draws))),
                (Word("理由", "Reason").say(lang), body.reason),
            ),
            text(said["what"]),
            table(
                said["columns"].split("|"),
                (3, 5, 3, 2),
                [(one.draw_id, one.project, day_of(one.ended, lang), str(one.cells)) for one in body.draws],
            ),
            text(said["stays"]),
            text(said["copies"]),
            fields(*zip(by_hand[::2], by_hand[1::2], strict=True)),
            hashes((said["by"], f"{body.proposed_by} {body.destroyed_by}")),
            sign(*said["signers"].split("|")),
        ),
        note=clause_of(body.kind, lang),
    )
