"""The regulator's page of a witness: one file of HTML without a script, made when it is asked for.

It names no person: a log has none. Times are Beijing time, as on the papers of a draw.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from html import escape

from audit.witness.report import Report
from audit.witness.rules import Chain
from audit.witness.words import SAID

BEIJING = timezone(timedelta(hours=8))
STYLE = """
:root { --main: #14508c; --soft: #eef3f9; --line: #8a97a6; --ink: #15202b; --dim: #4a5866; --bad: #b3261e;
  --good: #1e6b3a; }
* { box-sizing: border-box; }
html { font-size: 112.5%; -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: #fff; line-height: 1.6; font-family: "PingFang SC",
  "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", system-ui, sans-serif; }
.wide { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
.top { background: var(--main); color: #fff; }
.top .wide { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
  justify-content: space-between; padding-block: .7rem; }
.top a { color: #fff; }
.brand { font-size: 1.2rem; font-weight: 700; }
main { padding-block: 1.2rem 3rem; }
h1 { font-size: 1.8rem; line-height: 1.3; margin: .6rem 0 1rem; }
h2 { font-size: 1.3rem; line-height: 1.35; margin: 1.8rem 0 .3rem; }
p { margin: .3rem 0 .9rem; max-width: 44rem; }
.hint { color: var(--dim); font-size: .92rem; }
.good, .bad { border: 3px solid var(--good); background: #f0f8f2; padding: .6rem 1rem; font-weight: 600;
  font-size: 1.1rem; }
.bad { border-color: var(--bad); background: #fbe6e4; color: #8c1d17; }
.mono { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.sides { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 42rem; margin: .6rem 0 1.4rem; }
th, td { text-align: left; padding: .45rem .6rem; border-bottom: 1px solid #cfd6de; vertical-align: top; }
th { background: var(--soft); white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.time, td.name { white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; }
dt { color: var(--dim); } dd { margin: 0; }
:focus-visible { outline: 3px solid #f0a500; outline-offset: 2px; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
"""
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_ZH = {
    "title": "日志见证",
    "other": "English",
    "quiet": "没有报警。已签署到第 {size} 条。",
    "none": "没有报警。尚未签署任何检查点：中心把本见证写入 PANEL_WITNESSES 之后才会开始。",
    "loud": "有 {count} 项报警，请逐项查明。含有不合规条目的检查点，本见证一律不签。",
    "log": "日志",
    "feed": "条目来源",
    "vkey": "本见证的公钥",
    "clock": "本机时间（北京时间）",
    "alarms": "报警",
    "alarms_hint": "每项都留有日志自己签过名的检查点作为凭据，保存在本见证的数据文件中。",
    "cosigned": "最近签署的检查点",
    "cosigned_hint": "只签由上一次增长而来的检查点；条目数与根哈希可与纸面、核验包逐字比对。",
    "unended": "未结束的抽取（{count}）",
    "unended_hint": "从申请到结束之间的抽取。久无进展的，请向中心了解原因。",
    "aborted": "已终止的抽取（{count}）",
    "aborted_hint": "终止时已公开的份额越多，越应核实终止的理由：三份全部公开后，顺序即可算出。",
    "empty": "没有。",
    "what": "事由",
    "where": "所涉抽取、条目数或日期",
    "at": "时间",
    "size": "条目数",
    "root": "根哈希",
    "draw": "抽取编号",
    "attempt": "第几次",
    "locked": "名单",
    "yes": "已封存",
    "no": "未封存",
    "shares": "已公开份额",
    "of": "{n} / 3",
    "begun": "申请时间",
    "last": "最近一步",
    "ended": "终止时间",
}
_EN = {
    "title": "Log witness",
    "other": "中文",
    "quiet": "No alarm. Leaves signed: {size}.",
    "none": "No alarm. No checkpoint signed yet: the center names this witness in PANEL_WITNESSES first.",
    "loud": "Alarms: {count}. Look into each. No checkpoint over a leaf that breaks a rule is signed.",
    "log": "log",
    "feed": "leaves from",
    "vkey": "key of this witness",
    "clock": "this machine's clock (Beijing time)",
    "alarms": "Alarms",
    "alarms_hint": "Each is kept with the checkpoint that the log itself signed, in this witness's own file.",
    "cosigned": "Checkpoints signed last",
    "cosigned_hint": "Only what grew out of the one before. Compare size and root with papers and bundles.",
    "unended": "Draws without an end ({count})",
    "unended_hint": "Between application and end. Ask the center about any that stands still for long.",
    "aborted": "Aborted draws ({count})",
    "aborted_hint": "The more shares were open, the more its reason matters: with three the order is known.",
    "empty": "None.",
    "what": "what",
    "where": "draw, size or day",
    "at": "time",
    "size": "leaves",
    "root": "root",
    "draw": "draw",
    "attempt": "attempt",
    "locked": "lists",
    "yes": "locked",
    "no": "not locked",
    "shares": "shares open",
    "of": "{n} of 3",
    "begun": "filed",
    "last": "last step",
    "ended": "aborted",
}


def render(report: Report, vkey: str, lang: str, now: datetime) -> str:
    """The whole page, ``lang`` "zh" or "en"."""
    say = _ZH if lang == "zh" else _EN
    head = "zh-CN" if lang == "zh" else "en"
    state = say["quiet" if report.size else "none"].format(size=report.size)
    mark = "good"
    if report.alarms:
        state, mark = say["loud"].format(count=len(report.alarms)), "bad"
    facts = {"log": report.origin, "feed": report.feed, "vkey": vkey, "clock": _time(now)}
    listed = "".join(f'<dt>{say[k]}</dt><dd class="mono">{escape(v)}</dd>' for k, v in facts.items())
    body = [
        f'<h1>{say["title"]}</h1><p class="{mark}" role="status">{state}</p><dl>{listed}</dl>',
        _alarms(report, say, lang == "en"),
        _cosigned(report, say),
        _unended(report, say),
        _aborted(report, say),
    ]
    other = "/en" if lang == "zh" else "/"
    return (
        f'<!doctype html><html lang="{head}"><head><meta charset="utf-8"><title>{say["title"]}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style>{STYLE}</style></head><body><header class="top"><div class="wide">'
        f'<span class="brand">{say["title"]}</span><a href="{other}">{say["other"]}</a></div></header>'
        f'<main class="wide">{"".join(body)}</main></body></html>\n'
    )


def _alarms(report: Report, say: dict[str, str], english: bool) -> str:
    rows = (
        (SAID.get(alarm.code, (alarm.code, alarm.code))[english], alarm.subject, _read(alarm.at))
        for alarm in report.alarms
    )
    return _section(say, "alarms", ("what", "where", "at"), rows)


def _cosigned(report: Report, say: dict[str, str]) -> str:
    rows = ((str(one.size), b64encode(one.root).decode(), _read(one.at)) for one in report.cosigned[:10])
    return _section(say, "cosigned", ("size", "root", "at"), rows)


def _unended(report: Report, say: dict[str, str]) -> str:
    rows = ((*_draw(one, say), _read(one.begun), _read(one.at)) for one in report.unended)
    keys = ("draw", "attempt", "locked", "shares", "begun", "last")
    return _section(say, "unended", keys, rows, report.open)


def _aborted(report: Report, say: dict[str, str]) -> str:
    rows = ((*_draw(one, say), _read(one.at)) for one in report.aborted)
    return _section(say, "aborted", ("draw", "attempt", "locked", "shares", "ended"), rows, report.stopped)


def _draw(one: Chain, say: dict[str, str]) -> tuple[str, str, str, str]:
    return one.name, str(one.attempt), say["yes" if one.locked else "no"], say["of"].format(n=one.shares)


_KINDS = {"size": "number", "attempt": "number", "shares": "number", "root": "mono", "draw": "mono name"}
_TIMES = ("at", "begun", "last", "ended")


def _section(
    say: dict[str, str], name: str, keys: tuple[str, ...], rows: Iterable[tuple[str, ...]], count: int = 0
) -> str:
    kinds = ["time" if key in _TIMES else _KINDS.get(key, "") for key in keys]
    found = [
        "".join(f'<td class="{kind}">{escape(text)}</td>' for kind, text in zip(kinds, row, strict=True))
        for row in rows
    ]
    title, hint = say[name].format(count=count), say[f"{name}_hint"]
    opened = f'<section><h2>{title}</h2><p class="hint">{hint}</p>'
    if not found:
        return f"{opened}<p>{say['empty']}</p></section>"
    heads = "".join(
        f'<th scope="col" class="{kind.removeprefix("mono")}">{say[key]}</th>'
        for kind, key in zip(kinds, keys, strict=True)
    )
    lines = "".join(f"<tr>{cells}</tr>" for cells in found)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f'{opened}<div class="sides" tabindex="0">{table}</div></section>'


def _read(text: str) -> str:
    """A time of the log or of the witness as people read it."""
    try:
        return _time(datetime.fromisoformat(text))
    except ValueError:
        return text


def _time(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
