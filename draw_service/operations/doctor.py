"""What an installation still lacks (``panel doctor``): one finding a check, with what to do. It makes no
folder, no key, no table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from shutil import disk_usage, which
from urllib.parse import urlsplit

from sqlalchemy import Engine, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from audit.refusal import Refusal
from draw_service import wiring
from draw_service.operations.findings import Finding, State
from draw_service.operations.server_findings import server_findings
from draw_service.rules.access import Role
from draw_service.rules.refusals import KeyringDamaged
from draw_service.settings import Settings
from draw_service.store import backups
from draw_service.store.engine import open_engine
from draw_service.store.migrations import standing
from draw_service.usecases.platform.clock_check import check_clock
from draw_service.usecases.ports import House
from notifications.channels.manual import ManualChannel

ROOM = 1 << 30
"""Bytes that should be free where the data are."""
OLD = timedelta(hours=26)
"""A daily backup is late after so long."""


def examine(settings: Settings, backed_up: Path | None = None) -> list[Finding]:
    """Every check that can be made; what stands on something missing is not looked at. ``backed_up``: the
    folder of the backups."""
    try:
        return _examined(settings, backed_up)
    except PermissionError as error:
        words = f"本用户不能打开 {error.filename}", f"{error.filename} cannot be opened by this user"
        todo = (
            "以运行服务的用户执行；再把它交给该用户：文件夹 0700，密钥文件 0600",
            "run this as the user the service runs as; give it to that user: folders 0700, the keyring 0600",
        )
        return [Finding("rights", State.MISSING, *words, *todo)]


def _examined(settings: Settings, backed_up: Path | None) -> list[Finding]:
    found = [*_folder(settings), *_address(settings), *_house_rules(settings)]
    found += _backups(backed_up) if backed_up is not None else [_no_backups()]
    keyring = _keyring(settings)
    database, engine = _database(settings)
    found += [*keyring, *database]
    if engine is None:
        return found
    try:
        if engine.dialect.name == "postgresql":
            found += _tools(engine)
            found += server_findings(engine)
        if all(one.state is not State.MISSING for one in (*keyring, *database)):
            found += _inside(settings)
    finally:
        engine.dispose()
    return found


def _folder(settings: Settings) -> Iterator[Finding]:
    place = next(one for one in (settings.data.resolve(), *settings.data.resolve().parents) if one.exists())
    if not settings.database or settings.keyring_path.parent == settings.data:
        yield _data_folder(settings)
    free = disk_usage(place).free
    yield Finding(
        "disk",
        State.OK if free >= ROOM else State.WARNING,
        f"可用磁盘 {free >> 20} MiB",
        f"{free >> 20} MiB of disk are free",
        "" if free >= ROOM else "至少留出 1 GiB",
        "" if free >= ROOM else "keep 1 GiB free at least",
    )


def _data_folder(settings: Settings) -> Finding:
    """For a house that keeps its database or its keyring in it."""
    if not settings.data.is_dir():
        return Finding(
            "data-folder",
            State.MISSING,
            f"没有数据文件夹 {settings.data}",
            f"there is no data folder {settings.data}",
            "新装的，首次启动 panel serve 会建立；否则核对 PANEL_DATA",
            "panel serve makes it at its first start; else check PANEL_DATA",
        )
    if not os.access(settings.data, os.W_OK | os.X_OK):
        return Finding(
            "data-folder",
            State.MISSING,
            f"没有写入 {settings.data} 的权限",
            f"{settings.data} cannot be written to",
            "把文件夹交给运行服务的用户",
            "give the folder to the user the service runs as",
        )
    return Finding("data-folder", State.OK, f"数据文件夹 {settings.data}", f"data folder {settings.data}")


def _address(settings: Settings) -> Iterator[Finding]:
    url = urlsplit(settings.site)
    if url.scheme == "https" and url.hostname and not _is_ip(url.hostname):
        yield Finding("site", State.OK, f"页面地址 {settings.site}", f"pages at {settings.site}")
    else:
        yield Finding(
            "site",
            State.WARNING,
            "没有设置 https 的页面地址，安全密钥不能用",
            "no https address of the pages is set; security keys do not work",
            "设置 PANEL_SITE，如 https://panel.center.example；没有证书的用 panel tls init",
            "set PANEL_SITE, such as https://panel.center.example; panel tls init makes a certificate",
        )
    if settings.origin == Settings.model_fields["origin"].default and not settings.keyring_path.exists():
        yield Finding(
            "origin",
            State.WARNING,
            "日志还没有自己的名称，密钥文件建立后不能再改",
            "the log has no name of its own, and none can be given once the keyring is made",
            "首次启动前设置 PANEL_ORIGIN，如 panel.center.example/log",
            "set PANEL_ORIGIN before the first start, such as panel.center.example/log",
        )


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


_RULES = {
    "second-factor": ("工作人员须用第二验证方式", "a second factor for staff", "PANEL_SECOND_FACTOR=true"),
    "terminals": ("入场码限在中心终端", "entry codes at terminals alone", "PANEL_TERMINALS"),
    "witness": ("日志见证", "log witnesses", "PANEL_WITNESS=required"),
    "metrics": ("运行指标", "figures for Prometheus", "PANEL_METRICS=127.0.0.1:9464"),
}


def _house_rules(settings: Settings) -> Iterator[Finding]:
    made = {
        "second-factor": settings.second_factor,
        "terminals": bool(settings.terminals),
        "witness": settings.witness == "required",
        "metrics": bool(settings.metrics),
    }
    for check, (zh, en, todo) in _RULES.items():
        if made[check]:
            yield Finding(check, State.OK, f"{zh}：已设置", f"{en}: set")
        else:
            words = f"{zh}：未设置", f"{en}: not set", f"设置 {todo}", f"set {todo}"
            yield Finding(check, State.WARNING, *words)


def _backups(folder: Path) -> Iterator[Finding]:
    try:
        at, taken, _beside = backups.find(folder)
    except Refusal as refusal:
        yield _refused("backup", refusal)
        return
    age = wiring.SystemClock().now() - datetime.strptime(taken.at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    late = age > OLD
    yield Finding(
        "backup",
        State.WARNING if late else State.OK,
        f"最近一次备份 {at}",
        f"the last backup is {at}",
        "用定时任务每日备份（deploy/panel-backup.timer）" if late else "",
        "let a timer make one every day (deploy/panel-backup.timer)" if late else "",
    )


def _no_backups() -> Finding:
    return Finding(
        "backup",
        State.WARNING,
        "没有指明备份文件夹，没有检查备份",
        "no folder of backups was named, so none was looked at",
        "用 --backups 指明",
        "name it with --backups",
    )


def _keyring(settings: Settings) -> list[Finding]:
    path = settings.keyring_path
    if not path.exists():
        return [
            Finding(
                "keyring",
                State.MISSING,
                f"没有密钥文件 {path}",
                f"there is no keyring {path}",
                "新装的，首次启动会建立；恢复的，把另存的密钥文件放回",
                "the first start makes one; after a restore, put the one you kept in its place",
            )
        ]
    try:
        vkey, _ids = wiring.key_facts(settings)
    except Refusal as refusal:
        return [_refused("keyring", refusal)]
    found = [
        Finding("keyring", State.OK, f"密钥文件可用，日志公钥 {vkey}", f"the keyring opens; log key {vkey}")
    ]
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    if settings.database_url.startswith("sqlite") and database.resolve().parent == path.resolve().parent:
        found.append(
            Finding(
                "keyring-apart",
                State.WARNING,
                "密钥文件与数据库在同一文件夹，复制一个文件夹就什么都有了",
                "keyring and database are in one folder: who copies it has everything",
                "用 PANEL_KEYRING 把密钥文件放到别处，备份也分开",
                "move the keyring elsewhere (PANEL_KEYRING), and back it up elsewhere",
            )
        )
    return found


def _database(settings: Settings) -> tuple[list[Finding], Engine | None]:
    url = settings.database_url
    file = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not file.exists():
        todo = "首次启动会建立；恢复的，用 panel restore", "the first start makes it; or panel restore"
        words = f"没有数据库 {file}", f"there is no database {file}"
        return [Finding("database", State.MISSING, *words, *todo)], None
    try:
        engine = open_engine(url)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        found, newest = standing(engine)
    except (ArgumentError, ValueError):
        words = "PANEL_DATABASE 不是数据库地址", "PANEL_DATABASE is no address of a database"
        todo = "应为 sqlite:/// 或 postgresql:// 地址", "give a sqlite:/// or postgresql:// URL"
        return [Finding("database", State.MISSING, *words, *todo)], None
    except DBAPIError:
        todo = "核对 PANEL_DATABASE、网络和权限", "check PANEL_DATABASE, the network and the rights"
        return [
            Finding("database", State.MISSING, "数据库连接不上", "the database does not answer", *todo)
        ], None
    kind = engine.dialect.name
    if found != newest:
        words = f"数据库结构 {found or '空'}，应为 {newest}", f"schema {found or 'empty'}, should be {newest}"
        todo = (
            "先备份，再启动新版本（自动升级）",
            "back up, then start the new version: it upgrades by itself",
        )
        if not found:
            todo = "首次启动会建立；恢复的，用 panel restore", "the first start makes it; or panel restore"
        return [Finding("database", State.MISSING, *words, *todo)], engine
    return [Finding("database", State.OK, f"数据库 {kind}，结构 {found}", f"{kind}, schema {found}")], engine


def _tools(engine: Engine) -> Iterator[Finding]:
    for tool in ("pg_dump", "pg_restore"):
        if which(tool):
            yield Finding(f"tool-{tool.replace('_', '-')}", State.OK, f"{tool} 已安装", f"{tool} is there")
        else:
            todo = (
                "安装与服务器同版本的 PostgreSQL 客户端",
                "install the PostgreSQL client of the server's version",
            )
            yield Finding(
                f"tool-{tool.replace('_', '-')}", State.MISSING, f"没有 {tool}", f"there is no {tool}", *todo
            )
    with engine.connect() as connection:
        theirs: datetime = connection.execute(text("SELECT now()")).scalar_one()
    apart = abs((wiring.SystemClock().exact() - theirs).total_seconds())
    yield Finding(
        "clock-database",
        State.OK if apart < 2 else State.WARNING,
        f"与数据库服务器的时钟相差 {apart:.0f} 秒",
        f"{apart:.0f} seconds from the database server's clock",
        "" if apart < 2 else "两台机器对同一时间源校时",
        "" if apart < 2 else "set both machines by one source of time",
    )


def _inside(settings: Settings) -> Iterator[Finding]:
    """Checks that need an open house."""
    try:
        works = wiring.open_works(settings, by_hand=True)
    except Refusal as refusal:
        yield _refused("settings", refusal)
        return
    house = works.house
    try:
        yield _tried("clock", lambda: check_clock(house), "时钟不早于日志", "the clock is not behind the log")
        yield _printer(house)
        if house.lines is None or any(isinstance(one, ManualChannel) for one in works.channels.values()):
            words = "没有自动呼叫的渠道，由人打电话", "no channel calls by itself: a person phones"
            todo = "设置 PANEL_VOICE、PANEL_CHANNELS", "set PANEL_VOICE and PANEL_CHANNELS"
            yield Finding("lines", State.WARNING, *words, *todo)
        else:
            names = ", ".join(works.channels)
            yield Finding("lines", State.OK, f"呼叫渠道 {names}", f"people are called by {names}")
        if house.witnesses is not None:
            yield _witnesses(house)
        yield from _content(house)
    except Refusal as refusal:
        yield _refused("keyring-fits" if isinstance(refusal, KeyringDamaged) else "database", refusal)
    finally:
        works.pool.shutdown(wait=False)


def _printer(house: House) -> Finding:
    try:
        house.printer.ready()
    except Refusal:
        words = "保密信封打印机没有设置，或没有应答", "no envelope printer is set, or it does not answer"
        todo = "设置 PANEL_PRINTER，接好打印机", "set PANEL_PRINTER, and switch the printer on"
        return Finding("printer", State.WARNING, *words, *todo)
    return Finding("printer", State.OK, "保密信封打印机可用", "the envelope printer answers")


def _witnesses(house: House) -> Finding:
    """They are asked anew, whatever they signed before: a draw will need them."""
    assert house.witnesses is not None
    with house.views() as books:
        empty = next(iter(books.journal.leaves(0, 1)), None) is None
    if empty:
        words = "日志还是空的，没有请日志见证签名", "the log is empty; the witnesses were not asked"
        todo = "启动服务后再检查一次", "look again once the service has started"
        return Finding("witness-answers", State.WARNING, *words, *todo)
    try:
        house.witnesses.time()
    except Refusal as refusal:
        return _refused("witness-answers", refusal)
    return Finding("witness-answers", State.OK, "日志见证已签名", "the witnesses have signed")


_CONTENT = {
    "administrator": (
        "系统管理员",
        "an administrator",
        "启动 panel serve，打开它显示的一次性链接",
        "start panel serve and open its one-time link",
    ),
    "roster": ("专家名册", "a roster", "panel pool import", "panel pool import"),
    "specialties": (
        "专业分类",
        "the specialty classification",
        "panel pool specialties",
        "panel pool specialties",
    ),
}


def _content(house: House) -> Iterator[Finding]:
    with house.views() as books:
        keepers = [one for one in books.access.accounts() if Role.ADMINISTRATOR in one.roles]
        there = {
            "administrator": any(one.password for one in keepers),
            "roster": any(True for _ in books.pool.experts()),
            "specialties": bool(books.pool.specialties()),
        }
    year = house.clock.now().year
    missing = [str(one) for one in (year, year + 1) if one not in house.calendar().years]
    for check, (zh, en, todo_zh, todo_en) in _CONTENT.items():
        if there[check]:
            yield Finding(check, State.OK, f"{zh}：有", f"{en}: there")
        else:
            yield Finding(check, State.MISSING, f"{zh}：没有", f"{en}: none", todo_zh, todo_en)
    yield Finding(
        "calendar",
        State.WARNING if missing else State.OK,
        f"工作日历缺 {'、'.join(missing)} 年" if missing else "工作日历齐全",
        f"no working-day calendar of {', '.join(missing)}"
        if missing
        else "the working-day calendar is there",
        "放假通知发布后由系统管理员导入" if missing else "",
        "let the administrator load it once the State Council has announced it" if missing else "",
    )


def _tried(check: str, act: Callable[[], object], zh: str, en: str) -> Finding:
    try:
        act()
    except Refusal as refusal:
        return _refused(check, refusal)
    return Finding(check, State.OK, zh, en)


def _refused(check: str, refusal: Refusal) -> Finding:
    """A refusal's own words; they say what to do themselves."""
    return Finding(check, State.MISSING, refusal.say("zh"), refusal.say("en"))
