"""Papers of the ledger and of supervision: 考评记录告知书, 异议答复书, 不良行为公示, 年度考评结果证书,
警示、告诫、通报 (Art. 20 to 23)."""

from __future__ import annotations

from datetime import date

from draw_service.documents.blocks import Layout, award, fields, text
from draw_service.documents.draw_papers import clause_of, title_of
from draw_service.documents.typesetting import day_of
from draw_service.rules.articles import article_said
from draw_service.rules.codes import Word
from draw_service.usecases.ports import Lang
from draw_service.usecases.ports.paper_bodies import (
    AnnualCertificate,
    ConductNotice,
    ObjectionAnswer,
    PublicationNotice,
    SupervisionNotice,
)
from scoring.rules.annual import GRADE_WORDS
from scoring.rules.items import item_of
from scoring.rules.objections import ANSWER_WORDS
from scoring.rules.working_days import civil_date

_LEAD = Word("公共资源交易平台整合牵头部门", "Lead department of the trading platform")
_OFFICE = Word("公共资源交易管理办公室", "Public resource trading management office")
_MEASURES = {
    "warning": Word("警示", "Warning"),
    "admonition": Word("告诫", "Admonition"),
    "notice": Word("通报", "Notice"),
}


def conduct_notice(body: ConductNotice, lang: Lang, center: str) -> Layout:
    zh = lang == "zh"
    item = item_of(body.item).say(lang)
    until, year = _until(body.until, body.provisional, lang), civil_date(body.at).year
    if zh:
        opening = f"经登记并由第二人确认，您的下列行为记入 {year} 年度日常考核记录，自告知之日起生效："
        right = (
            f"您对本考评结论有异议的，可在 {until} 二十四时前向{_LEAD.zh}提出，"
            "该部门受理后按第二十一条规定的期限书面答复。异议期间记录保留，答复变更或撤销的以冲正更正。"
        )
        shown = "本事项属不良行为，异议期满并经保密审查后公示，只公示姓名、事项、日期和项目。"
        names = ("专家编号", "考评事项", "扣分", "行为日期", "项目", "事实", "告知日期", "记录编号")
    else:
        opening = (
            f"The following was recorded, confirmed by a second person, and enters your record of "
            f"{year} from the day you are told:"
        )
        right = (
            f"If you disagree, object to the {_LEAD.en.lower()} until 24:00 of {until}; it "
            "answers in writing in the time of Art. 21. The line stays meanwhile; an answer that changes or "
            "revokes it adds a reversing line."
        )
        shown = (
            "The item counts as bad conduct: after that time and a secrecy review it is published, "
            "with name, item, day and project alone."
        )
        names = ("Register no.", "Item", "Points", "Day", "Project", "Facts", "Told on", "Entry")
    number = f"第二十条第（{body.item}）项：{item}" if zh else f"Art. 20({body.item}): {item}"
    values = (
        body.expert,
        number,
        f"−{body.points}",
        day_of(body.at, lang),
        body.project,
        body.note,
        day_of(body.notified_at, lang),
        body.entry,
    )
    blocks = [text(opening), fields(*zip(names, values, strict=True)), text(right)]
    if body.published:
        blocks.append(text(shown))
    return Layout(
        title_of(body.kind, lang),
        "letter",
        tuple(blocks),
        to=body.name,
        from_=center,
        dated=day_of(body.notified_at, lang),
        note=clause_of(body.kind, lang),
    )


def objection_answer(body: ObjectionAnswer, lang: Lang, _center: str) -> Layout:
    zh = lang == "zh"
    answer = Word(*ANSWER_WORDS[body.answer]).say(lang)  # type: ignore[index]
    subject = _subject(body, lang)
    if zh:
        opening = f"您于 {day_of(body.filed_at, lang)} 对{subject}提出的异议收悉。现答复如下："
        names = ("异议编号", "专家编号", "受理日期", "异议内容", "结论", "更正为", "答复")
        closing = "结论为变更或撤销的，记录已以冲正方式更正，原记录保留。"
    else:
        opening = f"On {day_of(body.filed_at, lang)} you objected to {subject}. The answer is:"
        names = ("Objection", "Register no.", "Accepted", "Your words", "Result", "Changed to", "Reply")
        closing = "Where it is changed or revoked, a reversing line corrects the record; the old line stays."
    accepted = day_of(body.accepted_at, lang) if body.accepted_at is not None else ""
    changed = _item(body.item, lang) if body.item else ""
    values = (body.objection, body.expert, accepted, body.words, answer, changed, body.reply)
    return Layout(
        title_of(body.kind, lang),
        "letter",
        (text(opening), fields(*zip(names, values, strict=True)), text(closing)),
        to=body.name,
        from_=_LEAD.say(lang),
        dated=day_of(body.answered_at, lang),
        note=clause_of(body.kind, lang),
    )


def publication_notice(body: PublicationNotice, lang: Lang, center: str) -> Layout:
    until = _until(body.until, body.provisional, lang)
    if lang == "zh":
        opening = (
            f"根据第二十一条，现将下列评标评审专家不良行为予以公示，公示期为 "
            f"{day_of(body.started, lang)}至{until}："
        )
        names = ("姓名", "不良行为", "行为日期", "项目")
        closing = (
            "公示期满后转为后台记录保管，按程序提供历史记录查询。本公示不含身份证件号码、联系方式和地址。"
        )
    else:
        opening = f"Under Art. 21 the following is published from {day_of(body.started, lang)} to {until}:"
        names = ("Name", "Conduct", "Day", "Project")
        closing = (
            "Afterwards it is kept as a background record, shown on approved request. No identity number, "
            "contact or address is published."
        )
    values = (body.name, _item(body.item, lang), day_of(body.on, lang), body.project)
    return Layout(
        title_of(body.kind, lang),
        "letter",
        (text(opening), fields(*zip(names, values, strict=True)), text(closing)),
        from_=center,
        dated=day_of(body.started, lang),
        note=clause_of(body.kind, lang),
    )


def annual_certificate(body: AnnualCertificate, lang: Lang, _center: str) -> Layout:
    grade = Word(*GRADE_WORDS[body.grade]).say(lang)  # type: ignore[index]
    if lang == "zh":
        opening = (
            f"您（专家编号 {body.expert}）{body.year} 年度响应评标评审邀请 {body.responses} 次，"
            f"考评得分 {body.score} 分，年度考评结果为"
        )
        closing = {
            "excellent": "依据第二十二条，予以通报表彰。",
            "unqualified": "依据第二十二条，不再抽取使用；经相应教育、课时培训、考试后，恢复正常状态。",
        }.get(body.grade, "特此证明。")
    else:
        opening = (
            f"In {body.year} you (register no. {body.expert}) answered {body.responses} invitations and "
            f"scored {body.score} points. Your annual result is"
        )
        closing = {
            "excellent": "You are commended under Art. 22.",
            "unqualified": "Under Art. 22 you are not drawn until education, training and an exam are done.",
        }.get(body.grade, "This is to certify it.")
    document = Word("确认文号：", "Confirmed as: ").say(lang) + body.document
    return Layout(
        title_of(body.kind, lang),
        "certificate",
        (text(opening), award(grade), text(closing)),
        to=body.name,
        from_=_OFFICE.say(lang),
        dated=day_of(body.confirmed_at, lang),
        note=f"{document}　{clause_of(body.kind, lang)}",
    )


def supervision_notice(body: SupervisionNotice, lang: Lang, _center: str) -> Layout:
    zh = lang == "zh"
    measure = _MEASURES[body.measure].say(lang)
    until = day_of(body.answer_by, lang)
    clause = article_said(body.clause, lang)
    if zh:
        opening = (
            "经查，你单位未按照规定从专家库抽取和使用专家。"
            f"依据第二十三条，决定对你单位予以{measure}，并列入执业记录："
        )
        names = ("文号", "项目", "事实", "违反的规定", "整改要求")
        closing = f"请于 {until} 前书面报送整改情况。"
    else:
        opening = (
            "You did not draw or use experts from the pool as prescribed. Under Art. 23 this "
            f"{measure.lower()} is given and enters your practice record:"
        )
        names = ("Document", "Project", "Facts", "Rule broken", "To be done")
        closing = f"Send a written account of what was put right by {until}."
    values = (body.number, body.project, body.facts, clause, body.demand)
    return Layout(
        measure + ("书" if zh else ""),
        "letter",
        (text(opening), fields(*zip(names, values, strict=True)), text(closing)),
        to=body.organisation,
        from_=_OFFICE.say(lang),
        dated=day_of(body.ordered_on, lang),
        note=clause_of(body.kind, lang),
    )


def _item(number: int, lang: Lang) -> str:
    said = item_of(number).say(lang)
    return f"第二十条第（{number}）项：{said}" if lang == "zh" else f"Art. 20({number}): {said}"


def _subject(body: ObjectionAnswer, lang: Lang) -> str:
    if body.subject:
        return f"考评记录（{_item(body.subject, lang)}）" if lang == "zh" else _item(body.subject, lang)
    return f" {body.year} 年度考评结果" if lang == "zh" else f"the annual result of {body.year}"


def _until(until: date, provisional: bool, lang: Lang) -> str:
    mark = Word("（暂定）", " (provisional)").say(lang) if provisional else ""
    return day_of(until, lang) + mark
