"""Who looked at what, when and why: every decryption of a name for eyes (Art. 9; 个人信息保护法 51).

Built from the log, and for looks into the register from the rows beside it, which say whom. Nobody's name is
here: an expert stands with the register number, who looked with the login.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from audit.events import DrawEvent, Event, HouseEvent, HouseFact
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.codes import Word
from draw_service.rules.life import parse_time
from draw_service.rules.papers import PAPERS
from draw_service.rules.pool_looks import LOOKS
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import Books, House
from draw_service.usecases.supervision.supervised import supervises

READERS = (Role.REGULATOR, Role.LEAD, Role.OFFICE)
MOST = 2000
"""Newest events looked through; of an account, a draw or an expert those among them."""
KINDS: Mapping[str, Word] = {
    "file.seen": Word("查看专家档案", "an expert's file"),
    "names.seen": Word("查看姓名", "names of a draw"),
    "roster.unsealed": Word("启封名单", "the roster unsealed"),
    "roster.rebuilt": Word("重建名单", "the roster rebuilt"),
    "roster.printed": Word("打印密封名单", "the sealed roster printed"),
    "roster.fetched": Word("接口读取名单", "the roster by the API"),
    "paper.printed": Word("打印含姓名的文书", "a paper with names"),
    "paper.reprinted": Word("重印含姓名的文书", "a paper with names, again"),
    "fees.shown": Word("付款方查看报酬表", "the fee sheet, by who pays"),
    "dossier.taken": Word("取出报销材料", "the dossier of a claim"),
    "archive.opened": Word("打开归档项目", "an archived project"),
    "history.seen": Word("查询历史记录", "a history query"),
    "register.exported": Word("导出专家名册", "the whole register exported"),
}
REASONS: Mapping[str, Word] = {
    "recusal-letter": Word("核对书面回避要求", "a written request for recusal"),
    "why-not": Word("说明未被抽取的原因", "why somebody was not drawn"),
    "auditor-bundle": Word("领取审计包", "the auditor's bundle"),
    "auditor-records": Word("领取通知记录", "the call records"),
    "auditor-register": Word("领取名册", "the register of the lock"),
}
_DRAW = (DrawEvent.ROSTER_UNSEALED, DrawEvent.ROSTER_REBUILT, DrawEvent.ROSTER_PRINTED)
_HOUSE = (
    *(HouseEvent.NAMES_SEEN, HouseEvent.ROSTER_FETCHED, HouseEvent.PAPER_PRINTED, HouseEvent.PAPER_REPRINTED),
    *(HouseEvent.FEES_SHOWN, HouseEvent.DOSSIER_TAKEN, HouseEvent.ARCHIVE_OPENED, HouseEvent.HISTORY_SEEN),
    HouseEvent.REGISTER_EXPORTED,
)
EVENTS = (*_DRAW, *_HOUSE, HouseEvent.FILE_SEEN)
"""Every event that says a name was shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look. ``kind``: of ``KINDS``; ``draw``, ``expert``: what it was at, "" for none; ``account``: the
    login, "" where parties, a program or the server's terminal looked, which ``by`` then says; ``reason``:
    its words; ``about``: number of the case, paper or request."""

    at: datetime
    kind: str
    draw: str
    expert: str
    account: str
    by: Word
    reason: Word
    about: str


def look_at_looks(
    house: House, who: Who, *, account: str = "", draw: str = "", expert: str = ""
) -> list[Seen]:
    """The newest first. A regulator sees the draws it supervises, and the looks into the register.

    Raises ``NotYourRoom``.
    """
    must_hold(who, *READERS)
    with house.views() as books:
        logins = {one.id: one.login for one in books.access.accounts()}
        marked = {mark(house, "account", id): login for id, login in logins.items()}
        found = [
            Seen(
                *(one.at, "file.seen", "", one.expert, logins.get(one.account, ""), Word("", "")),
                LOOKS.get(one.reason, Word(one.reason, one.reason)),
                one.about,
            )
            for one in books.keeping.looks(expert, most=MOST)
        ]
        for event in books.journal.newest_of((*_DRAW, *_HOUSE), MOST):
            seen = _of(house, books, event, marked, logins)
            if seen is not None:
                found.append(seen)
        wanted = [
            one
            for one in found
            if (not account or one.account == account)
            and (not draw or one.draw == draw)
            and (not expert or one.expert == expert)
        ]
        own = _supervised(books, who, {one.draw for one in wanted} - {""})
    kept = [one for one in wanted if not one.draw or one.draw in own]
    return sorted(kept, key=lambda one: one.at, reverse=True)[:MOST]


def _of(
    house: House,
    books: Books,
    event: Event | HouseFact,
    marked: Mapping[str, str],
    logins: Mapping[str, str],
) -> Seen | None:
    body, kind, at = event.body, str(event.type), parse_time(event.at)
    draw = event.draw if isinstance(event, Event) else str(body.get("draw", ""))
    login, by, about = "", Word("", ""), str(body.get("serial") or body.get("request") or "")
    reason = REASONS.get(str(body.get("what", "")), Word("", ""))
    if isinstance(event, Event):
        by = Word("现场各方", "the parties present")
        reason = KINDS[kind]
    elif kind in ("paper.printed", "paper.reprinted", "names.seen") and "kind" in body:
        paper = PAPERS.get(str(body["kind"]))
        if paper is None or not paper.named:
            return None
        reason = paper.word
        if "serial" in body:
            center, serial = house.papers.center, str(body["serial"])
            printings = books.papers.printings(center, serial)
            nth = int(body.get("nth", 1))
            login = logins.get(printings[nth - 1].by, "") if len(printings) >= nth else ""
            known = books.papers.paper(center, serial)
            draw = draw or (known.subject if known is not None else "")
    if "key" in body:
        by = Word("接口密钥", "an API key")
    if kind == "register.exported":
        by = Word("服务器终端", "the server's terminal")
    login = login or marked.get(str(body.get("account") or body.get("by") or ""), "")
    return Seen(at, kind, draw, "", login, by, reason, about)


def _supervised(books: Books, who: Who, draws: Iterable[str]) -> set[str]:
    if Role.REGULATOR not in who.roles:
        return set(draws)
    own = set()
    for one in draws:
        row = books.draws.draw(one)
        found = books.draws.application(row.application_id) if row is not None else None
        if found is not None and supervises(who, found[1]):
            own.add(one)
    return own
