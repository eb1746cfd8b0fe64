"""``panel witness``: the regulator's log witness, a process with its own key and its own file.

It needs nothing of the house: neither database nor keyring, only where the log's leaves are served.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from audit.checkpoint import LOG_KEY, NoteError, parse_vkey
from audit.refusal import Refusal
from audit.witness.app import create_app
from audit.witness.desk import Desk
from audit.witness.feed import HttpFeed
from audit.witness.keyfile import WitnessKey, open_key
from audit.witness.refusals import WitnessMissing
from audit.witness.report import Report, read_report
from audit.witness.store import Log, Mirror
from audit.witness.words import SAID
from draw_service import wiring
from draw_service.cli.terminal import Lang, LangOption, refusals, tell
from draw_service.cli.worker import address_of
from draw_service.observing.logs import configure
from draw_service.rules.refusals import SettingWrong
from draw_service.worker import listen as take_connections

app = typer.Typer(invoke_without_command=True)
FILE, KEY = "witness.db", "witness-key.json"
FOLDER = Path("panel-witness")
ALARMED = 1
"""Exit code of ``status`` when there are alarms."""

DataOption = Annotated[Path, typer.Option("--data", help="见证人自己的文件夹\n\nthe witness's own folder")]


@app.callback()
def witness(
    context: typer.Context,
    data: DataOption = FOLDER,
    listen: Annotated[
        str, typer.Option(help="HOST:PORT，接收检查点\n\nwhere checkpoints are taken in")
    ] = "127.0.0.1:8646",
    origin: Annotated[str, typer.Option(help="日志名称，首次必填\n\nname of the log; the first time")] = "",
    log_vkey: Annotated[str, typer.Option(help="日志公钥，首次必填\n\nkey of the log; the first time")] = "",
    feed: Annotated[
        str,
        typer.Option(
            help="日志条目的网址，首次必填\n\nURL of the leaves, …/public/log/leaves; the first time"
        ),
    ] = "",
    name: Annotated[
        str, typer.Option(help="见证名称，首次确定\n\nname of this witness; fixed the first time")
    ] = "",
    lang: LangOption = Lang.ZH,
) -> None:
    """日志见证：由监管部门运行，逐条核对日志后签署检查点。
    The log witness: run by the regulator; checks every leaf, then cosigns.
    """
    if context.invoked_subcommand is not None:
        return
    with refusals(lang):
        at = address_of(listen)
        if at is None:
            raise SettingWrong(name="--listen", zh="应为 HOST:PORT", en="give HOST:PORT")
        log = _log(data, origin, log_vkey, feed)
        clock = wiring.SystemClock()
        Mirror.make(data / FILE, log)
        key = _key(data / KEY, name or f"{log.origin}/witness")
        socket = take_connections(*at)
    # Its page is shown on this machine alone, where "every address" is none.
    address = f"http://{listen.replace('0.0.0.0:', '127.0.0.1:')}"
    tell(lang, f"日志见证：{address}/", f"log witness: {address}/en")
    typer.echo(f"{key.vkey}")
    configure(sys.stderr)
    desk = Desk(data / FILE, key, HttpFeed(log.feed), clock.now)
    made = create_app(desk, data / FILE, key.vkey, clock.now)
    config = uvicorn.Config(made, log_config=None, access_log=False, server_header=False, lifespan="off")
    uvicorn.Server(config).run([socket])


@app.command()
def status(
    data: DataOption = FOLDER,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON\n\nprint as JSON")] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """日志见证的现状；有报警时退出码为 1。
    How the witness stands; exit 1 when there are alarms.
    """
    with refusals(lang):
        if not (data / FILE).exists() or not (data / KEY).exists():
            raise WitnessMissing(path=data)
        key, report = _key(data / KEY, ""), read_report(data / FILE)
    if as_json:
        typer.echo(json.dumps(_as_json(key, report), ensure_ascii=False, indent=1))
    else:
        for line in _lines(key, report, lang):
            typer.echo(line)
    raise typer.Exit(ALARMED if report.alarms else 0)


def _log(data: Path, origin: str, log_vkey: str, feed: str) -> Log:
    """Whose witness it shall be: what is not named is as it was."""
    known: Log | None = None
    if (data / FILE).exists():
        with Mirror.open(data / FILE) as mirror:
            known = mirror.log()
    if known is None and not (origin and log_vkey and feed):
        raise WitnessMissing(path=data)
    log = Log(
        origin or (known.origin if known else ""),
        log_vkey or (known.vkey if known else ""),
        feed or (known.feed if known else ""),
    )
    try:
        key = parse_vkey(log.vkey)
    except NoteError:
        raise _wrong_key() from None
    if key.kind != LOG_KEY or key.name != log.origin:
        raise _wrong_key()
    if not log.feed.startswith(("http://", "https://")):
        raise SettingWrong(name="--feed", zh="应为 http 或 https 网址", en="give an http or https URL")
    return log


def _wrong_key() -> Refusal:
    return SettingWrong(
        name="--log-vkey",
        zh="应为 panel keys show 显示的日志公钥，其名称与 --origin 相同",
        en="give the log's key as panel keys show prints it; its name is the origin",
    )


def _key(path: Path, name: str) -> WitnessKey:
    try:
        return open_key(path, name, wiring.SystemEntropy().bytes)
    except NoteError:
        raise SettingWrong(name="--name", zh="不得为空，不得含空格或加号", en="no blanks, no plus") from None


def _as_json(key: WitnessKey, report: Report) -> dict[str, object]:
    last = report.cosigned[0] if report.cosigned else None
    return {
        "vkey": key.vkey,
        "origin": report.origin,
        "feed": report.feed,
        "size": report.size,
        "root": last.root.hex() if last else None,
        "at": last.at if last else None,
        "unended": report.open,
        "aborted": [{"draw": one.name, "shares": one.shares, "at": one.at} for one in report.aborted],
        "alarms": [{"code": one.code, "subject": one.subject, "at": one.at} for one in report.alarms],
    }


def _lines(key: WitnessKey, report: Report, lang: Lang) -> list[str]:
    zh = lang is Lang.ZH
    last = report.cosigned[0] if report.cosigned else None
    lines = [
        f"{'日志' if zh else 'log'}: {report.origin}",
        f"{'本见证的公钥' if zh else 'key of this witness'}: {key.vkey}",
        f"{'已签署' if zh else 'signed'}: {report.size}"
        + (f"  {last.root.hex()}  {last.at}" if last else ""),
        f"{'未结束的抽取' if zh else 'draws without an end'}: {report.open}",
        f"{'已终止的抽取' if zh else 'aborted draws'}: {report.stopped}",
    ]
    for one in report.alarms:
        said = SAID.get(one.code, (one.code, one.code))[not zh]
        lines.append(f"{'报警' if zh else 'ALARM'} {one.at}: {said} ({one.subject})")
    return [*lines, *([] if report.alarms else ["没有报警" if zh else "no alarm"])]
