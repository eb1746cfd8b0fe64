"""The schema brought forward, and a database moved to the other engine, with the service stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from draw_service import wiring
from draw_service.rules.refusals import DatabaseUnusable, SettingWrong
from draw_service.settings import Settings
from draw_service.store import copying
from draw_service.store.books import check_key
from draw_service.store.engine import open_engine
from draw_service.store.migrations import plan, standing, upgrade

Steps = list[tuple[str, str]]


def to_do(settings: Settings) -> tuple[str, Steps]:
    """The revision the database is at, and what an upgrade would do: number and first line of each step.

    Raises ``DatabaseNewer``, ``DatabaseUnusable``.
    """
    engine = _open(settings.database_url, "PANEL_DATABASE")
    try:
        revision, _newest = standing(engine)
    except DBAPIError:
        raise DatabaseUnusable from None
    finally:
        engine.dispose()
    return revision, plan(revision)


def bring_forward(settings: Settings, applied: Callable[[str], None]) -> None:
    """Upgrade in one transaction; ``applied`` hears of every step. Raises as ``to_do`` does."""
    engine = _open(settings.database_url, "PANEL_DATABASE")
    try:
        upgrade(engine, applied)
    except DBAPIError:
        raise DatabaseUnusable from None
    finally:
        engine.dispose()


def copy_to(settings: Settings, to: str, progress: Callable[[int, int], None]) -> Mapping[str, int]:
    """Copy the settings' database into the empty one at ``to``; rows by table.

    Raises as ``store.copying.copy`` does, ``SettingWrong`` for an address, ``KeyringForeign``.
    """
    source, target = _open(settings.database_url, "PANEL_DATABASE"), _open(to, "--to")
    try:
        keyring = wiring._keyring(settings)
        check_key(source, keyring)
        return copying.copy(source, target, keyring.log.vkey, progress)
    except DBAPIError:
        raise DatabaseUnusable from None
    finally:
        source.dispose()
        target.dispose()


def _open(url: str, name: str) -> Engine:
    try:
        return open_engine(url)
    except (ArgumentError, ValueError):
        zh, en = "应为 sqlite:/// 或 postgresql:// 地址", "give a sqlite:/// or postgresql:// URL"
        raise SettingWrong(name=name, zh=zh, en=en) from None
