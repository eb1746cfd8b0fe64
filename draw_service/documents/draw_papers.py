"""Papers of a draw without a name: 专家抽取告知单, 评审通知, 专家抽取记录 (Art. 8, 10;
财务管理制度 16(8))."""

from __future__ import annotations

from draw_service.documents.blocks import Layout, fields, hashes, heading, small, table, text
from draw_service.documents.blocks import signatures as sign
from draw_service.documents.typesetting import Facts, clock_of, day_of
from draw_service.rules.articles import article_said
from draw_service.rules.codes import DISPATCH_MARK, OUTCOME_WORDS, PARTY_WORDS, WHY_WORDS, Word
from draw_service.rules.papers import PAPERS
from draw_service.usecases.ports import Lang
from draw_service.usecases.ports.paper_bodies import (
    Asked,
    DrawNotice,
    DrawRecord,
    EvaluationNotice,
    Project,
    Step,
)

_PROCUREMENT = {
    "tendering": Word("招标", "tendering"),
    "government-procurement": Word("政府采购", "government procurement"),
    "negotiation": Word("竞争性谈判", "negotiation"),
    "consultation": Word("竞争性磋商", "consultation"),
    "inquiry": Word("询价", "inquiry"),
}
_MODE = {"random": Word("随机抽取", "random"), "selective": Word("选择性抽取", "selective")}
_HEAD = {
    "name": Word("项目名称", "Project"),
    "code": Word("项目编号", "Project no."),
    "section": Word("标段编号", "Section no."),
    "application": Word("抽取申请号", "Application"),
    "draw": Word("抽取编号", "Draw"),
    "attempt": Word("第几次抽取", "Attempt"),
    "kind": Word("采购方式", "Procurement"),
    "mode": Word("抽取方式", "Mode"),
    "tenderer": Word("招标人（采购人）", "Tenderer"),
    "agency": Word("代理机构", "Agency"),
    "signin": Word("签到时间", "Sign-in time"),
    "place": Word("签到地点", "Sign-in place"),
    "length": Word("预计时长", "Expected length"),
    "host": Word("外派服务", "Dispatch service"),
}
_OUTSIDE = Word("专家到{host}（第十五条）", "experts go to {host} (Art. 15)")
_MINUTES = Word("{n} 分钟", "{n} minutes")
_STEPS = {
    "application.filed": Word("受理申请", "application filed"),
    "application.changed": Word("变更申请", "application changed"),
    "witness.appointed": Word("确定见证人", "witness named"),
    "room.entered": Word("进入抽取室，手机已寄存", "entered the room, phone deposited"),
    "draw.confirmed": Word("三方确认变更", "change confirmed by three"),
    "dispatch": Word("外派服务，专家由人工通知", "dispatch service: a person phones"),
    "draw.locked": Word("封存名单", "lists locked"),
    "draw.revealed": Word("揭示份额", "share revealed"),
    "draw.ordered": Word("确定通知顺序", "order made"),
    "selection.confirmed": Word("三方确认选定人员", "selection confirmed by three"),
    "recusal.added": Word("补充回避", "recusal added"),
    "replacement.confirmed": Word("确认更换", "replacement confirmed"),
    "seat.exhausted": Word("该专业顺序用尽", "order exhausted"),
    "draw.sealed": Word("锁定结果", "result sealed"),
    "draw.closed": Word("抽取结束", "draw closed"),
    "draw.aborted": Word("抽取终止", "draw aborted"),
}
_SYSTEM = Word("系统", "the system")
_BY_NATURE = {
    "application.filed": PARTY_WORDS["center"],
    "application.changed": PARTY_WORDS["tenderer"],
    "draw.locked": PARTY_WORDS["center"],
    "draw.closed": PARTY_WORDS["center"],
}
"""Who did what an event has no party for; what else has none the system does by itself."""
_DETAILS = {
    "interest": Word("有利害关系", "interest"),
    "recused": Word("申请回避", "asked to step back"),
    "unable": Word("因故不能参加", "cannot attend"),
    "leaked": Word("名单泄露", "list leaked"),
    "project-stopped": Word("项目停止", "project stopped"),
    "share-lost": Word("份额遗失", "share lost"),
    "wrong-specialty": Word("专业填报有误", "wrong specialty"),
    "channel": Word("通知方式", "channel"),
    "specialty": Word("专业", "specialty"),
    "supplementary": Word("补充抽取", "supplementary draw"),
}
"""Grounds and subjects of steps; one that is not here stands as the log has it."""


def head_of(project: Project, lang: Lang, *, whole: bool = True) -> Facts:
    """The table that opens every paper of a draw; ``whole``: with the draw's own ids."""
    said = {name: word.say(lang) for name, word in _HEAD.items()}
    ids = [
        (said["application"], project.application_id),
        (said["draw"], project.draw_id),
        (said["mode"], _MODE[project.mode].say(lang)),
        (said["attempt"], str(project.attempt)),
    ]
    return fields(
        (said["name"], project.name),
        (said["host"], _OUTSIDE.say(lang).format(host=project.host) if project.host else ""),
        (said["code"], project.code),
        (said["section"], project.section),
        (said["tenderer"], project.tenderer),
        (said["agency"], project.agency),
        (said["kind"], _PROCUREMENT[project.procurement].say(lang)),
        *(ids if whole else []),
        (said["signin"], clock_of(project.signin_at)),
        (said["length"], _MINUTES.say(lang).format(n=project.minutes)),
        (said["place"], project.place),
    )


def parties_said(parties: tuple[str, ...], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(PARTY_WORDS[party].say(lang) for party in parties)


def title_of(kind: str, lang: Lang) -> str:
    return PAPERS[kind].word.say(lang)


def titled(kind: str, project: Project, lang: Lang) -> str:
    """The title of a paper of a draw, marked where experts are dispatched (Art. 15)."""
    return title_of(kind, lang) + (DISPATCH_MARK.say(lang) if project.host else "")


def clause_of(kind: str, lang: Lang) -> str:
    """The remark below a paper: which clauses ask for it."""
    lead = Word("依据：", "Under: ").say(lang)
    return lead + article_said(PAPERS[kind].article, lang)


def draw_notice(body: DrawNotice, lang: Lang, center: str) -> Layout:
    project, zh = body.project, lang == "zh"
    to = project.tenderer + (f"、{project.agency}" if project.agency and zh else "")
    if project.agency and not zh:
        to += f", {project.agency}"
    seats = sum(asked.quota for asked in body.strata)
    opening = (
        f"贵单位申请的评标评审专家已于 {clock_of(body.sealed_at)} 抽取并通知完毕，"
        f"应到专家 {seats} 人，已确认参加 {body.seated} 人，共通知 {body.calls} 人次，"
        "结果由系统自动锁定。现告知如下："
        if zh
        else f"The experts you applied for were drawn and notified by {clock_of(body.sealed_at)}: "
        f"{body.seated} of {seats} seats are confirmed after {body.calls} calls, and the system has "
        "locked the result. You are hereby told:"
    )
    closing = (
        f"专家名单已加密锁定，{clock_of(project.signin_at)}（签到时间）之前任何人不能查看。"
        "到签到时间由中心使用保密信封打印，由贵单位面向视频监控当众启封，逐一核对身份。"
        "有关人员对专家姓名、单位和联系方式负有保密义务，启封后亦同。"
        if zh
        else f"The list is encrypted and locked; nobody can see it before {clock_of(project.signin_at)}, the "
        "sign-in time. From then on the center prints it into a confidential envelope, which you open in "
        "public before the camera, checking each identity. Names, employers and contacts stay secret, "
        "afterwards too."
    )
    return Layout(
        titled(body.kind, body.project, lang),
        "letter",
        (
            text(opening),
            head_of(project, lang),
            asked_table(body.strata, body.representatives, lang),
            text(closing),
            hashes((Word("封存哈希", "Lock hash").say(lang), body.lock_hash)),
        ),
        to=to,
        from_=center,
        dated=day_of(body.sealed_at, lang),
        note=clause_of(body.kind, lang),
    )


def asked_table(strata: tuple[Asked, ...], representatives: int, lang: Lang) -> Facts:
    """How many experts of each specialty, and the owner's representatives."""
    zh = lang == "zh"
    columns = ("专业代码", "专业", "人数") if zh else ("Specialty", "Name", "Experts")
    rows = [(asked.code, asked.name or "—", str(asked.quota)) for asked in strata]
    rows.append(
        (
            "—",
            "招标人代表（不抽取）" if zh else "Tenderer's representatives (not drawn)",
            str(representatives),
        )
    )
    return table(columns, (1, 4, 1), rows)


def evaluation_notice(body: EvaluationNotice, lang: Lang, center: str) -> Layout:
    project = body.project
    zh_words = (
        f"兹定于 {clock_of(project.signin_at)} 在{project.place}召开“{project.name}”评标评审会议，"
        f"预计 {project.minutes} 分钟，应到评标评审专家 {body.experts} 人、"
        f"招标人代表 {body.representatives} 人。",
        f"请自收到确认短信起 {body.arrive_minutes} 分钟内到达指定地点（签到时间在后的，以签到时间为准），"
        "携带居民身份证，存放移动通信工具，经身份验证后进入指定评标室。",
        "请严格遵守评标评审纪律：有应当回避情形的主动申请回避；集合前后不得与投标人（供应商）私下接触；"
        "不得泄露本人参与评标评审的有关信息。因故不能参加的，请立即致电中心。",
    )
    en_words = (
        f"The evaluation of “{project.name}” takes place on {clock_of(project.signin_at)} at "
        f"{project.place}, for about {project.minutes} minutes, with {body.experts} experts and "
        f"{body.representatives} representatives of the tenderer.",
        f"Be there within {body.arrive_minutes} minutes of the confirming message, or at the sign-in time if "
        "that is later. Bring your identity card, deposit your phone, and enter the room after the check.",
        "Step back where you must; meet no bidder in private, before or after; tell nobody that you take "
        "part. If you cannot come, call the center at once.",
    )
    said = zh_words if lang == "zh" else en_words
    return Layout(
        titled(body.kind, body.project, lang),
        "letter",
        (text(said[0]), head_of(project, lang, whole=False), text(said[1]), text(said[2])),
        to=Word("各位评标评审专家、招标人代表", "To the experts and the tenderer's representatives").say(
            lang
        ),
        from_=center,
        dated=day_of(body.sealed_at, lang),
        note=clause_of(body.kind, lang),
    )


def draw_record(body: DrawRecord, lang: Lang, _center: str) -> Layout:
    zh = lang == "zh"
    said = _RECORD[lang]
    counts = (
        (said["pool"], said["people"].format(n=body.pool)),
        (said["excluded"], _counted(body.excluded, lang)),
        (said["recused"], _counted(body.recused, lang)),
        (said["visitors"], _visitors(body.visitors, lang)),
        (said["cameras"], ("、" if zh else ", ").join(body.cameras)),
        (said["pack"], body.rule_pack),
        (said["software"], body.software),
    )
    steps = [(clock_of(one.at), _step(one, lang), _by(one, lang)) for one in body.steps]
    calls = [
        (
            clock_of(one.at),
            str(one.slot),
            one.specialty,
            str(one.nth),
            said["by_hand"] if one.channel == "manual" else said["by_machine"],
            OUTCOME_WORDS[one.outcome].say(lang) if one.outcome else said["open"],
        )
        for one in body.calls
    ]
    commitments = [
        (f"{said['commitment']} {PARTY_WORDS[p].say(lang)}", value) for p, value in body.commitments
    ]
    return Layout(
        titled(body.kind, body.project, lang),
        "form",
        (
            head_of(body.project, lang),
            _strata(body.strata, lang),
            fields(*counts),
            heading(said["steps"]),
            table(said["step_columns"].split("|"), (2, 4, 2), steps),
            heading(said["calls"]),
            table(said["call_columns"].split("|"), (4, 1, 2, 2, 2, 3), calls),
            heading(said["evidence"]),
            hashes(
                (said["lock"], body.lock_hash),
                *commitments,
                (said["seed"], body.seed),
                (said["roster"], body.roster_hash),
            ),
            small(said["no_names"].format(n=body.n)),
            sign(
                *(PARTY_WORDS[party].say(lang) for party in ("tenderer", "regulator")),
                said["operator"],
            ),
        ),
        note=clause_of(body.kind, lang),
    )


def _strata(strata: tuple[Asked, ...], lang: Lang) -> Facts:
    columns = ("专业代码", "专业", "席位") if lang == "zh" else ("Specialty", "Name", "Seats")
    return table(columns, (1, 4, 1), [(one.code, one.name or "—", str(one.quota)) for one in strata])


def _counted(counts: tuple[tuple[str, int], ...], lang: Lang) -> str:
    none = Word("无", "none").say(lang)
    parts = [f"{WHY_WORDS[why].say(lang)} {n}" if why else str(n) for why, n in counts]
    return ("；" if lang == "zh" else "; ").join(parts) or none


def _visitors(visitors: tuple[tuple[str, int], ...], lang: Lang) -> str:
    other = Word("其他", "others")
    parts = [f"{PARTY_WORDS.get(whom, other).say(lang)} {n}" for whom, n in visitors]
    return ("；" if lang == "zh" else "; ").join(parts)


def _by(step: Step, lang: Lang) -> str:
    return parties_said(step.by, lang) or _BY_NATURE.get(step.event, _SYSTEM).say(lang)


def _step(step: Step, lang: Lang) -> str:
    if step.detail == "dispatch":
        return _STEPS[step.detail].say(lang)
    said = _STEPS[step.event].say(lang)
    if not step.detail:
        return said
    detail = _DETAILS[step.detail].say(lang) if step.detail in _DETAILS else step.detail
    return f"{said}（{detail}）" if lang == "zh" else f"{said} ({detail})"


_RECORD = {
    "zh": {
        "pool": "封存名单人数",
        "people": "{n} 人",
        "excluded": "不符合条件（人数）",
        "recused": "应当回避（人数）",
        "visitors": "在场人员登记",
        "cameras": "摄像机",
        "pack": "规则版本",
        "software": "软件",
        "steps": "一、经过",
        "step_columns": "时间|事项|办理人",
        "calls": "二、通知（逐席逐人，不记姓名）",
        "call_columns": "时间|席位|专业|第几位|方式|结果",
        "by_hand": "人工",
        "by_machine": "语音系统",
        "open": "进行中",
        "evidence": "三、可核验的数值",
        "commitment": "承诺值",
        "lock": "封存哈希",
        "seed": "种子",
        "roster": "锁定名单的哈希",
        "no_names": "本记录依日志第 1 至 {n} 条生成，不含任何专家姓名、单位和联系方式；可用核验包逐条复算。",
        "operator": "抽取工作人员",
    },
    "en": {
        "pool": "On the locked list",
        "people": "{n} experts",
        "excluded": "Not eligible, by reason",
        "recused": "Recused, by reason",
        "visitors": "In the room",
        "cameras": "Cameras",
        "pack": "Rule pack",
        "software": "Software",
        "steps": "1. Course",
        "step_columns": "Time|What|By",
        "calls": "2. Calls, seat by seat, without names",
        "call_columns": "Time|Seat|Specialty|Candidate|How|Result",
        "by_hand": "by hand",
        "by_machine": "by machine",
        "open": "open",
        "evidence": "3. Values to verify",
        "commitment": "Commitment,",
        "lock": "Lock hash",
        "seed": "Seed",
        "roster": "Sealed roster's hash",
        "no_names": "Made from entries 1 to {n} of the draw's log; it holds no expert's name, employer or "
        "contact, and can be recomputed from the evidence bundle.",
        "operator": "Operator",
    },
}
