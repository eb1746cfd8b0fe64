"""What ``panel doctor`` asks a PostgreSQL server: whether what was committed outlives a power failure, and
whether a second in time can be gone back to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine, text

from draw_service.operations.findings import Finding, State

_SAFE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
}
"""Setting of the server -> values under which a commit is on the disk when it is answered."""
_ARCHIVED = "SELECT failed_count > 0 AND last_failed_time > coalesce(last_archived_time, '-infinity')"


def server_findings(engine: Engine) -> Iterator[Finding]:
    """Durability and archived WAL, as the service's own role sees them. Raises ``DBAPIError``."""
    with engine.connect() as connection:
        set_to = {name: str(connection.execute(text(f"SHOW {name}")).scalar_one()) for name in _SAFE}
        archiving = str(connection.execute(text("SHOW archive_mode")).scalar_one())
        failing = connection.execute(text(f"{_ARCHIVED} FROM pg_stat_archiver")).scalar_one()
    unsafe = ", ".join(f"{name}={set_to[name]}" for name in _SAFE if set_to[name] not in _SAFE[name])
    yield Finding(
        "durability",
        State.MISSING if unsafe else State.OK,
        f"断电会丢失已经办完的步骤：{unsafe}" if unsafe else "已办完的步骤在断电后仍在",
        f"a power failure loses what was done: {unsafe}"
        if unsafe
        else "what was done outlives a power failure",
        "在 PostgreSQL 里设为 on 并重启" if unsafe else "",
        "set to on in PostgreSQL and restart it" if unsafe else "",
    )
    if archiving == "off":
        words = "没有归档 WAL，不能恢复到某一秒", "WAL is not archived: no way back to a second in time"
        todo = "照运行手册设置 archive_mode", "set archive_mode as the runbook says"
    elif failing:
        words = (
            "最近一次 WAL 归档失败，磁盘会被写满",
            "the last WAL file could not be archived; the disk fills up",
        )
        todo = "看 PostgreSQL 的日志，核对 archive_command", "see PostgreSQL's log; check archive_command"
    else:
        yield Finding("archive", State.OK, "WAL 正在归档", "WAL is being archived")
        return
    yield Finding("archive", State.WARNING, *words, *todo)
