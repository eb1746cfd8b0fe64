"""What each parameter of a rule pack, and each choice it has, is called in Chinese; in English its own name
reads as words."""

from __future__ import annotations

from collections.abc import Mapping

from draw_service.rules.pack_editions import say_value
from draw_service.rules.packs import Parameter

PARAMETER_WORDS: Mapping[str, str] = {
    # Article 4 to 14: the draw, the calls, the unsealing.
    "selective_reasons": "选择性抽取的理由",
    "selective_parties": "选择性抽取须确认的各方",
    "catalogue_line": "何时须写明交易目录项目",
    "application_lead_working_days": "申请提前的工作日数",
    "draw_by": "首次抽取的截止时点",
    "out_of_town_lead_working_days": "异地专家提前抽取的工作日数",
    "call_minutes": "通知至最迟开始须留的分钟数",
    "call_warn_minutes": "通知截止前提醒的分钟数",
    "witnesses": "现场见证的各方",
    "change_parties": "变更须确认的各方",
    "replacement_parties": "更换须确认的各方",
    "leak_response": "名单泄露后的办理",
    "leak_report_hours": "名单泄露上报的小时数",
    "incident_report_kinds": "须限时上报的事件种类",
    "unsigned_statement": "年度义务声明未签的后果",
    "incident_warn_hours": "事件上报期限前提醒的小时数",
    "handover_explained": "交班时须写明的未办结事项",
    "projects_per_room": "一个抽取室同时办理的项目数",
    "phones_in_room": "手机可否带入抽取室",
    "entry_code_tries": "入场码可以输错的次数",
    "random_channel": "随机抽取的通知渠道",
    "call_tries": "每人拨打次数",
    "call_gap_minutes": "两次拨打间隔分钟数",
    "call_opens": "每日开始通知的时刻",
    "call_closes": "每日停止通知的时刻",
    "calls_per_hour": "每人每小时最多拨打次数",
    "lock_when_settled": "各席落定后自动锁定结果",
    "manual_channel_grounds": "可以人工通知的情形",
    "unseal_at": "启封的时点",
    "agency_may_unseal": "受委托的代理机构可否参加启封",
    "shortage_options": "人数不足的合法补足办法",
    "owner_proposed_experts_government_procurement": "政府采购可否由采购人推荐专家",
    "owner_proposed_experts_tendering": "招标项目可否由招标人推荐专家",
    "owner_proposed_per_seat": "每席至少推荐的人数",
    "max_per_unit": "同一单位最多人数",
    "relatives_same_panel": "近亲属同在一个评标委员会时回避",
    "min_days_between_services": "两次评标至少间隔的天数",
    "yearly_services_cap": "每年最多评标次数",
    "arrival_minutes": "接受通知后到场的分钟数",
    "receipt_wait_minutes": "等待短信送达回执的分钟数",
    "desk_opens_minutes": "签到台提前开放的分钟数",
    "lookback_years": "利害关系回溯年数",
    # How easily a panel is guessed, and what is counted of many draws.
    "predictability_window_days": "可预测性：回看的天数",
    "predictability_named": "可预测性：假定点名的人数",
    "predictability_notice_percent": "可预测性：提示的百分比",
    "predictability_chance_percent": "可预测性：警示的百分比",
    "predictability_share_percent": "可预测性：常任者占比的百分比",
    "predictability_least_per_seat": "可预测性：每席至少的候选人数",
    "engagements_told": "封存前所示人数扣除哪些已有评审的专家",
    "statistics_field": "统计：所属行业的取法",
    "statistics_bucket_borders": "统计：次数分段的界限",
    "statistics_shown": "统计：每表列出的行数",
    "statistics_support_least": "统计：共同出现列出的最少次数",
    "statistics_seat_minutes": "统计：落实一席用时的分段（分钟）",
    "statistics_asked_least": "统计：应答规律的最少通知次数",
    "statistics_accepted_least": "统计：应答规律的最少接受次数",
    "statistics_false_alarm_percent": "统计：均匀性检验的误报率（百分比）",
    "statistics_permutations": "统计：均匀性检验的置换次数",
    "statistics_uniformity_least": "统计：均匀性检验的最少抽取次数",
    "statistics_uniformity_most": "统计：均匀性检验的最多抽取次数",
    # Article 20 to 22: points, objections, the year.
    "item1_after": "第一项迟到的起算",
    "item1_minutes": "第一项迟到的分钟数",
    "late_limit": "停止抽取的迟到次数",
    "late_stop_until": "因迟到停止抽取至何时",
    "base_points": "年度基础分",
    "item_points": "二十项行为各扣的分数",
    "published_items": "须公示的行为项目",
    "objection_working_days": "提出异议的工作日数",
    "accept_within": "受理异议的工作日数",
    "answer_working_days": "答复异议的工作日数",
    "publication_working_days": "公示的工作日数",
    "publish_after": "何时公示",
    "history_query": "历史记录的查询方式",
    "response": "应答的算法",
    "listed_from_responses": "列入年度榜的最少应答次数",
    "excellent_above": "优秀的分数线",
    "pass_from": "合格的分数线",
    "restore_needs": "恢复资格所需条件",
    "calendar_warn_days": "工作日历到期前提醒的天数",
    # Papers, fees, the pool, the archive.
    "retention_years": "档案保存年数",
    "retention_years_government_procurement": "政府采购档案保存年数",
    "destruction_people": "销毁须在场的人数",
    "rectification_days": "整改的天数",
    "fee_sheet_months": "劳务报酬结算的月数",
    "fee_base_minutes": "报酬：起算时长（分钟）",
    "fee_base_fen": "报酬：起算金额（分）",
    "fee_step_minutes": "报酬：每档加时（分钟）",
    "fee_step_fen": "报酬：每档加付（分）",
    "fee_cancelled_fen": "报酬：到场后取消的金额（分）",
    "fee_holiday_percent": "报酬：节假日加付的百分比",
    "fee_emergency_fen": "报酬：紧急评标加付（分）",
    "fee_travel_km": "报酬：交通补助的里程分段（公里）",
    "fee_travel_fen": "报酬：交通补助各段金额（分）",
    "fee_lodging_from_km": "报酬：住宿补助起算里程（公里）",
    "fee_lodging_fen": "报酬：住宿补助每晚金额（分）",
    "fee_meal_fen": "报酬：误餐补助金额（分）",
    "fee_most_hours": "报酬：一次评标最多小时数",
    "bank_field_days": "收款账户保存的天数",
    "pool_regulator_reviews": "专家库：须监管部门审核的办理",
    "pool_regulator_decides": "专家库：由监管部门决定的办理",
    "declaration_months": "利害关系申报有效月数",
    "declaration_remind_days": "申报到期前提醒的天数",
    "declaration_grace_days": "申报到期后的宽限天数",
    "declaration_expired": "申报过期未更新的后果",
    "pool_codes_finance": "财政部门专家库的编号",
    "pool_codes_neighbouring": "邻近地区专家库的编号",
    "pools_tendering": "招标项目可用的专家库，按先后",
    "pools_government_procurement": "政府采购可用的专家库，按先后",
    "pair_similarity": "疑似同一人的相似度（百分比）",
    "archive_due_month": "归档的截止月份",
    "archive_remind_days": "归档前提醒的天数",
    "archive_look_days": "查阅档案的天数",
    "terminal_checklist": "何时要求抽取终端检查表",
    "terminal_checklist_months": "终端检查表的有效月数",
    "terminal_remind_days": "终端检查表到期前提醒的天数",
    # Laws above the city's regulation.
    "panel_odd": "评标委员会人数须为单数",
    "panel_experts_share": "专家所占的最低比例",
    "panel_min_tendering": "招标项目最少人数",
    "panel_min_government_procurement": "政府采购招标最少人数",
    "panel_min_large_government_procurement": "大额政府采购招标最少人数",
    "panel_large_budget_fen": "大额采购的预算界限（分）",
    "panel_min_negotiation": "竞争性谈判最少人数",
    "panel_min_inquiry": "询价最少人数",
    "panel_min_consultation": "竞争性磋商最少人数",
    "panel_min_threshold_negotiation": "达到公开招标数额的谈判最少人数",
    "panel_min_threshold_inquiry": "达到公开招标数额的询价最少人数",
    "gp_earliest_working_days": "政府采购最早提前抽取的工作日数",
    "gp_earliest_exempt": "不受最早时限约束的方式",
    "panel_secret_until_result": "结果确定前名单保密",
    "publishes_panel": "依法公布评审专家的采购方式",
}


def parameter_name(name: str) -> str:
    """In Chinese; "" for one of a pack that this edition does not know."""
    return PARAMETER_WORDS.get(name, "")


CHOICE_WORDS: Mapping[str, str] = {
    # Who, and how.
    "tenderer": "招标人",
    "regulator": "监管部门",
    "center": "中心",
    "tendering": "招标投标",
    "government-procurement": "政府采购",
    "negotiation": "竞争性谈判",
    "consultation": "竞争性磋商",
    "inquiry": "询价",
    "out-of-town": "异地专家",
    "voice-sms": "电子语音和短信",
    "manual": "人工电话",
    "selective": "选择性抽取",
    "dispatch": "外派服务",
    "force-majeure": "不可抗力",
    "large": "大型工程",
    "complex": "技术复杂",
    "highly-specialised": "专业性极强",
    "random-draw-failed": "随机方式难以确定",
    "form": "网上填写的申请",
    # When.
    "bid-opening": "开标时间之前",
    "latest-start": "评标最迟开始时间之前",
    "signin": "专家签到时间",
    "year-end": "当年年底",
    "later-plus-30": "应到时间和收到确认短信时间中较晚的一个",
    "due": "应到时间",
    "appeal_window": "异议期满之后",
    "confirmation": "年度结果确认之后",
    # What follows.
    "new-attempt": "终止，重新抽取",
    "refill": "只补充抽取",
    "remind": "只提醒",
    "warn": "只提醒",
    "not-drawn": "更新之前不抽取",
    "always": "一律",
    "once-registered": "登记第一间之后",
    "by-approval": "申请并经批准",
    "open": "公开查询",
    "accepted": "答应参加的次数",
    "attended": "到场的次数",
    "over": "已经结束的",
    "all": "全部",
    "education": "教育",
    "hours": "课时培训",
    "exam": "考试",
    # Incidents, pools and what a keeper does.
    "list-leaked": "名单泄露",
    "lost-slip": "凭条遗失",
    "broken-envelope": "信封破损或被拆",
    "device": "设备遗失或故障",
    "other": "其他",
    "own": "本库",
    "finance": "财政部门专家库",
    "neighbouring": "邻近地区专家库",
    "wider-specialty": "放宽到上一级专业",
    "other-lawful-pool": "其他依法设立的专家库",
    "admit": "入库",
    "amend": "更正",
    "suspend": "暂停",
    "resume": "恢复",
    "remove": "出库",
    "readmit": "重新入库",
    "death": "去世",
    "edition": "名册换版",
    "bulk": "批量更新",
    "alias": "单位别名",
    "sessions": "正在进行的抽取",
    "envelopes": "未启封的信封",
    "kits": "在外的纸面备用件",
    "phones": "寄存的通讯工具",
    "changes": "待三方确认的变更",
    "fees": "未付清的报酬表",
    "incidents": "未结案的事件",
    "late": "临近或逾期的事件",
    "alarms": "未处理的告警",
    "cases": "未办结的名册事项",
    "proposals": "专家更正申请",
    "looks": "查档申请",
    "destructions": "待监销的档案",
    "catalogue": "待确认的交易目录",
}
"""Choices by their code, whichever parameter they belong to."""

_OF_ONE: Mapping[tuple[str, str], str] = {("statistics_field", "own"): "本单位监管的项目"}


def choice_said(parameter: str, choice: str, lang: str) -> str:
    """One choice in words; the code itself, which an English reader can read, where it has none."""
    if lang != "zh":
        return choice
    return _OF_ONE.get((parameter, choice)) or CHOICE_WORDS.get(choice, choice)


def value_said(one: Parameter, lang: str) -> str:
    """The value in force as people read it. What is typed into a form is the code: see ``choices_said``."""
    if isinstance(one.value, tuple):
        return say_value(tuple(choice_said(one.name, str(each), lang) for each in one.value), lang)
    return (
        choice_said(one.name, one.value, lang) if isinstance(one.value, str) else say_value(one.value, lang)
    )


def choices_said(one: Parameter, lang: str) -> str:
    """What may be typed for the value, each choice with its words; "" where anything of its kind may."""
    if isinstance(one.value, bool):
        return say_value(True, lang) + " / " + say_value(False, lang)
    said = ((choice, choice_said(one.name, choice, lang)) for choice in one.choices)
    return " / ".join(code if words == code else f"{code}（{words}）" for code, words in said)
