"""Papers of the meeting, with names: 专家签到表, 名单启封记录, 评审会议记录 (Art. 8(4), 8(5), 16(4))."""

from __future__ import annotations

from draw_service.documents.blocks import Layout, fields, hashes, heading, room, small, table
from draw_service.documents.blocks import signatures as sign
from draw_service.documents.draw_papers import clause_of, head_of, parties_said, titled
from draw_service.documents.typesetting import clock_of
from draw_service.rules.codes import PARTY_WORDS, Word
from draw_service.usecases.ports import Lang
from draw_service.usecases.ports.paper_bodies import Member, Minutes, SignInSheet, UnsealingRecord

_SECRET = Word(
    "姓名、单位和联系方式不得向任何人透露，启封之后亦同（第九条）。",
    "Names, employers and contacts are told to nobody, afterwards neither (Art. 9).",
)
_OWNER = Word("招标人代表", "tenderer's representative")


def sign_in_sheet(body: SignInSheet, lang: Lang, _center: str) -> Layout:
    columns = Word(
        "席位|姓名|工作单位|专业|系统签到|签名", "Seat|Name|Employer|Specialty|Signed in|Signature"
    )
    rows = [
        (
            str(one.slot),
            one.name,
            one.employer or "—",
            one.specialty,
            clock_of(one.arrived_at)[-5:] if one.arrived_at is not None else "—",
            "",
        )
        for one in body.members
    ]
    rows += [("—", "", _OWNER.say(lang), "—", "", "") for _one in range(body.representatives)]
    return Layout(
        titled(body.kind, body.project, lang),
        "form",
        (
            head_of(body.project, lang, whole=False),
            table(columns.say(lang).split("|"), (0, 3, 6, 0, 0, 4), rows, tall=True),
            small(
                Word(
                    "签名即确认：本人到场，已出示身份证明，移动通信工具已存放；无应当回避的情形（第八条（四）、第十二条）。",
                    "By signing each confirms: present in person, identity shown, phone deposited, and "
                    "nothing to step back for (Art. 8(4), 12).",
                ).say(lang)
            ),
            small(_SECRET.say(lang)),
            sign(*_both(lang)),
        ),
        note=clause_of(body.kind, lang),
    )


def unsealing_record(body: UnsealingRecord, lang: Lang, _center: str) -> Layout:
    said = _UNSEALING[lang]
    way = said["rebuilt"] if body.rebuilt else said["codes"]
    rows = [(str(one.slot), one.name, one.employer or "—", _identity(one, lang), "") for one in body.members]
    envelopes = [(one.serial, one.number, clock_of(one.at)) for one in body.envelopes]
    return Layout(
        titled(body.kind, body.project, lang),
        "form",
        (
            head_of(body.project, lang),
            heading(said["envelopes"]),
            table(said["envelope_columns"].split("|"), (2, 2, 3), envelopes),
            heading(said["opening"]),
            fields(
                (said["at"], clock_of(body.opened_at)),
                (said["camera"], body.camera),
                (said["by"], parties_said(body.by, lang)),
                (said["way"], way),
            ),
            heading(said["check"]),
            table(said["columns"].split("|"), (0, 3, 6, 3, 3), rows, tall=True),
            hashes((said["roster"], body.roster_hash)),
            small(_SECRET.say(lang)),
            sign(
                said["opener"], PARTY_WORDS["regulator"].say(lang), Word("抽取工作人员", "Operator").say(lang)
            ),
        ),
        note=clause_of(body.kind, lang),
    )


def minutes(body: Minutes, lang: Lang, _center: str) -> Layout:
    said = _MINUTES[lang]
    members = [(str(one.slot), one.name, one.employer or "—", one.specialty, "") for one in body.members]
    members += [("—", "", _OWNER.say(lang), "—", "") for _one in range(body.representatives)]
    dissent = [(one.name, "", "", "") for one in body.members]
    dissent += [(_OWNER.say(lang), "", "", "") for _one in range(body.representatives)]
    return Layout(
        titled(body.kind, body.project, lang),
        "form",
        (
            head_of(body.project, lang, whole=False),
            fields(
                (said["began"], "　"), (said["ended"], "　"), (said["chair"], "　"), (said["keeper"], "　")
            ),
            heading(said["members"]),
            table(said["member_columns"].split("|"), (0, 3, 6, 0, 3), members),
            heading(said["course"]),
            room(said["course_label"], 7),
            heading(said["result"]),
            room(said["result_label"], 6),
            heading(said["dissent"]),
            small(said["dissent_rule"]),
            room(said["dissent_label"], 9),
            heading(said["signatures"]),
            table(said["sign_columns"].split("|"), (3, 3, 4, 3), dissent, tall=True),
            small(_SECRET.say(lang)),
        ),
        note=clause_of(body.kind, lang),
    )


def _identity(member: Member, lang: Lang) -> str:
    if member.same is None:
        return Word("未核对", "not checked").say(lang)
    return (Word("相符", "the same") if member.same else Word("不符", "not the same")).say(lang)


def _both(lang: Lang) -> tuple[str, str]:
    return Word("签到工作人员", "Desk").say(lang), Word("监管部门", "Regulator").say(lang)


_UNSEALING = {
    "zh": {
        "envelopes": "一、保密信封",
        "envelope_columns": "名单编号|信封号|打印时间",
        "opening": "二、启封",
        "at": "启封时间",
        "camera": "摄像机",
        "by": "启封人",
        "way": "方式",
        "codes": "双方启封码",
        "rebuilt": "启封码遗失，三方确认后由系统恢复",
        "check": "三、逐一核对身份",
        "columns": "席位|姓名|工作单位|核对结果|备注",
        "roster": "锁定名单的哈希",
        "opener": "招标人（代理机构）",
    },
    "en": {
        "envelopes": "1. Confidential envelopes",
        "envelope_columns": "List no.|Envelope|Printed",
        "opening": "2. Opening",
        "at": "Opened at",
        "camera": "Camera",
        "by": "Opened by",
        "way": "How",
        "codes": "both unseal codes",
        "rebuilt": "codes lost, rebuilt by the system after three confirmed",
        "check": "3. Identities, one by one",
        "columns": "Seat|Name|Employer|Found|Remark",
        "roster": "Sealed roster's hash",
        "opener": "Tenderer (agency)",
    },
}
_MINUTES = {
    "zh": {
        "began": "开始时间",
        "ended": "结束时间",
        "chair": "主持人",
        "keeper": "记录人",
        "members": "一、评标评审委员会成员",
        "member_columns": "席位|姓名|工作单位|专业|委员会职务",
        "course": "二、评审经过",
        "course_label": "初步评审、询标与澄清、详细评审等",
        "result": "三、评审结论",
        "result_label": "结论、推荐顺序及理由",
        "dissent": "四、不同意见",
        "dissent_rule": "对评审结论有异议的，可以书面阐述不同意见和理由，随评审报告一并保存"
        "（第十六条（四））。没有不同意见的，写“无”。",
        "dissent_label": "姓名、不同意见及理由（可另附页）",
        "signatures": "五、签字",
        "sign_columns": "姓名|有无不同意见|签字|日期",
    },
    "en": {
        "began": "Began",
        "ended": "Ended",
        "chair": "Chair",
        "keeper": "Minutes by",
        "members": "1. Members of the panel",
        "member_columns": "Seat|Name|Employer|Specialty|Office",
        "course": "2. Course",
        "course_label": "Preliminary check, questions and answers, detailed evaluation",
        "result": "3. Result",
        "result_label": "Result, order recommended, reasons",
        "dissent": "4. Dissent",
        "dissent_rule": "Whoever disagrees with the result may say so in writing, with reasons; it is kept "
        "with the report (Art. 16(4)). Write “none” where there is none.",
        "dissent_label": "Name, dissent and reasons (further sheets may be added)",
        "signatures": "5. Signatures",
        "sign_columns": "Name|Dissent?|Signature|Date",
    },
}
