"""PURE. What an expert may do, must do and is paid (Art. 16, 17, 18), in words of our own for the pages.

The regulation's own text prevails. Duties are accepted once a year with a signed statement, which is kept as
the hash of the words that stood on the page.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from audit.canonical import canonical
from draw_service.rules.codes import Word
from scoring.rules.working_days import SHANGHAI, civil_date

RIGHTS = (
    Word("接受邀请，参加评标评审。", "Accept invitations and take part in evaluations."),
    Word(
        "查阅交易文件和相关资料；不明确的地方，有权要求询标。",
        "Read the tender documents, and ask for clarification of what is unclear.",
    ),
    Word("独立评审，不受任何单位或个人干预。", "Judge independently; nobody may interfere."),
    Word(
        "对结论有不同意见的，可以书面写明意见和理由，随评审报告一并保存。",
        "Write down a dissent with your reasons; it is kept with the report.",
    ),
    Word("按规定取得劳务报酬。", "Be paid as the rules say."),
    Word("抵制、检举交易活动中的违法违规行为。", "Resist and report breaches of the rules."),
    Word("法律法规规定的其他权利。", "Whatever else the law gives you."),
)
"""Art. 16, items 1 to 7."""

DUTIES = (
    Word("按要求参加公共资源交易活动。", "Take part as required once you have accepted."),
    Word(
        "客观、公平、公正、审慎、择优，只依据交易文件的方法和标准独立评审，并对自己的意见承担责任。",
        "Judge fairly and carefully, by the methods and criteria of the tender documents alone, and answer "
        "for your own opinion.",
    ),
    Word(
        "遵守纪律：不私下接触投标人，不收受任何财物或好处。",
        "Keep discipline: no private contact with bidders, no gift or advantage from anybody concerned.",
    ),
    Word(
        "保密：不透露交易文件、评审情况和知悉的商业、技术秘密。",
        "Keep secret the documents, the course of the evaluation, and any trade secret you learn of.",
    ),
    Word("发现违法违规行为，及时反映或举报。", "Report breaches of the rules without delay."),
    Word(
        "配合处理质疑、投诉、申诉、复议和诉讼。",
        "Help with queries, complaints, appeals, reviews and lawsuits.",
    ),
    Word("参加培训和考核。", "Attend training and assessment."),
    Word("法律法规规定的其他义务。", "Whatever else the law asks of you."),
)
"""Art. 17, items 1 to 8."""

RECUSALS = (
    Word(
        "本人是投标人或代理机构主要负责人的近亲属；",
        "you are a near relative of the head of a bidder or of the agency;",
    ),
    Word(
        "本人是项目主管部门或者对项目有监督职责部门的工作人员；",
        "you are on the staff of the project's authority or of a supervisor;",
    ),
    Word(
        "本人与投标人有其他利害关系，可能影响公正；",
        "you have any other interest in a bidder that could affect fairness;",
    ),
    Word("法律法规规定的其他情形。", "the law says so for another reason."),
)
"""Art. 12, items 1 to 4: when an expert must step back."""

PAY = (
    Word(
        "劳务报酬由招标人（采购人）及时支付，包括交通费、住宿费和伙食补助费，标准按有关规定执行。",
        "The tenderer pays without delay, with travel, lodging and meals, at the rates laid down.",
    ),
    Word(
        "每个项目有一份发放明细，逐项写明依据；您可以在“报酬”页查看金额和是否已经支付。",
        "Each project has a fee sheet that names the rule of each line; the page Pay shows your sums, and "
        "whether they are paid.",
    ),
)
"""Art. 18."""

STATEMENT = Word(
    "我已阅读上述义务，愿意遵守；如有应当回避的情形，我会主动提出。",
    "I have read these duties and accept them; where I must step back, I will say so myself.",
)

UNCHANGED = Word(
    "我已核对本人的工作单位、专业、利害关系和联系方式，均无变化。",
    "I have checked my employer, specialties, relations and phone; nothing has changed.",
)


def hash_of_words(*words: Word) -> str:
    """Hex SHA-256 of both languages of what was signed."""
    return sha256(canonical([[one.zh, one.en] for one in words])).hexdigest()


def year_begins(now: datetime) -> datetime:
    """When the calendar year of ``now`` began (Asia/Shanghai): since then a statement counts (Art. 17)."""
    return now.astimezone(SHANGHAI).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def due_again(signed_at: datetime | None, now: datetime) -> bool:
    """A statement holds for the calendar year in which it was signed."""
    return signed_at is None or civil_date(signed_at).year < civil_date(now).year
