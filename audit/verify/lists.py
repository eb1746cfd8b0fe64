"""Step 7: the lists are the ones the lock bound (protocol section 2).

A pool may hold a hundred thousand leaves, so their canonical bytes are put together directly: the shape is
matched on the result, and nothing but that shape can match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from audit import merkle
from audit.canonical import canonical
from audit.verify.bundle import Bundle, Leaves
from audit.verify.course import Course
from audit.verify.report import Failed, NotApplicable, Said

Progress = Callable[[int, int], None]

_POOL_LEAF = re.compile(r'\{"c":"[0-9a-f]{64}","h":"[0-9a-f]{64}","s":\[[^\[\]]+\],"u":"(?:[0-9a-f]{32})?"\}')
_WHY_LEAF = re.compile(r'\{"h":"[0-9a-f]{64}","why":"[a-z0-9][a-z0-9-]{0,63}"\}')
BATCH = 4096


@dataclass(frozen=True)
class Lists:
    """The lists after step 7: ``pool`` maps a handle (hex) to its leaf, in ascending order."""

    pool: dict[str, dict[str, Any]]
    excluded: frozenset[str]
    recused: frozenset[str]
    added: list[frozenset[str]]


def check_lists(bundle: Bundle, course: Course, progress: Progress | None) -> tuple[Lists, Said]:
    """Strata of the lock are the last ones asked for; every list has its root, size, order and place.

    A selective draw has no list; the ids and quotas of its strata are checked all the same.
    """
    ids = [stratum["id"] for stratum in course.strata]
    if len(set(ids)) != len(ids) or any(stratum["quota"] < 1 for stratum in course.strata):
        raise Failed("专业编号重复或人数为零", "a stratum id is used twice, or a quota is zero")
    if course.lock is None:
        if bundle.pool or bundle.excluded or bundle.recusals or bundle.added:
            raise Failed("没有封存却有名单", "there are lists although nothing was locked")
        if course.kind == "selective":
            raise NotApplicable("选择性抽取没有随机名单", "a selective draw locks no list")
        raise NotApplicable("封存前终止，没有名单", "ended before the lock: there is no list")
    lock = course.lock.body
    if lock["strata"] != course.strata:
        raise Failed("封存的专业与人数和申请不同", "the lock's strata are not the last ones asked for")
    _tree("pool", _pool_leaves(bundle.pool, ids, progress), lock)
    _tree("excluded", _why_leaves(bundle.excluded), lock)
    _tree("recusal", _why_leaves(bundle.recusals), lock)
    pool = {leaf["h"]: leaf for leaf in bundle.pool}
    excluded = frozenset(leaf["h"] for leaf in bundle.excluded)
    recused = frozenset(leaf["h"] for leaf in bundle.recusals)
    if not excluded.isdisjoint(pool):
        raise Failed("同一专家既在抽取名单又属不符合条件", "a handle is both in the pool and excluded")
    if not recused <= pool.keys():
        raise Failed("回避名单超出抽取名单", "a recusal is not in the pool")
    added = _added(bundle, course, pool)
    return Lists(pool, excluded, recused, added), Said(
        f"名单 {len(pool)}、不符合条件 {len(excluded)}、回避 {len(recused)}，根与封存相同",
        f"pool {len(pool)}, excluded {len(excluded)}, recused {len(recused)}: the roots the lock bound",
    )


def _tree(name: str, hashes: list[bytes], lock: Any) -> None:
    if len(hashes) != lock[f"{name}_size"]:
        raise Failed(f"名单（{name}）人数不符", f"the {name} list has another size than locked")
    if merkle.root(hashes).hex() != lock[f"{name}_root"]:
        raise Failed(f"名单（{name}）与封存的根不符", f"the {name} list has another root than locked")


def _ascending(leaves: Leaves) -> None:
    before = ""
    for leaf in leaves:
        if not before < leaf["h"]:
            raise Failed("名单未按代号升序", "the handles of a list do not ascend")
        before = leaf["h"]


def _pool_leaves(leaves: Leaves, ids: Iterable[str], progress: Progress | None) -> list[bytes]:
    known = set(ids)
    spelled: dict[tuple[str, ...], str] = {}
    hashes, total = [], len(leaves)
    shaped = _POOL_LEAF.fullmatch
    for at, leaf in enumerate(leaves):
        if progress is not None and at % BATCH == 0:
            progress(at, total)
        try:
            chosen = tuple(leaf["s"])
            strata = spelled.get(chosen)
            if strata is None:
                strata = spelled[chosen] = _spell(leaf["s"], known)
            text = f'{{"c":"{leaf["c"]}","h":"{leaf["h"]}","s":{strata},"u":"{leaf["u"]}"}}'
        except (KeyError, TypeError):
            raise Failed(f"名单第 {at} 条不完整", f"pool leaf {at} is not whole") from None
        if len(leaf) != 4 or not isinstance(leaf["s"], list) or not shaped(text):
            raise Failed(f"名单第 {at} 条格式不符", f"pool leaf {at} is out of shape")
        hashes.append(sha256(b"\0" + text.encode()).digest())
    if progress is not None:
        progress(total, total)
    _ascending(leaves)
    return hashes


def _spell(strata: object, known: set[str]) -> str:
    """The canonical text of a leaf's strata: at least one, ascending, all of them locked."""
    if not isinstance(strata, list) or not strata or not all(isinstance(item, str) for item in strata):
        raise Failed("名单中专业不成立", "a pool leaf names no stratum")
    if strata != sorted(set(strata)) or not known.issuperset(strata):
        raise Failed("名单中专业未升序或未知", "the strata of a pool leaf do not ascend, or are unknown")
    return canonical(strata).decode()


def _why_leaves(leaves: Leaves) -> list[bytes]:
    hashes = []
    for at, leaf in enumerate(leaves):
        text = f'{{"h":"{leaf.get("h")}","why":"{leaf.get("why")}"}}'
        if len(leaf) != 2 or not _WHY_LEAF.fullmatch(text) or not isinstance(leaf["why"], str):
            raise Failed(f"名单第 {at} 条格式不符", f"leaf {at} of a list is out of shape")
        hashes.append(sha256(b"\0" + text.encode()).digest())
    _ascending(leaves)
    return hashes


def _added(bundle: Bundle, course: Course, pool: dict[str, dict[str, Any]]) -> list[frozenset[str]]:
    if len(bundle.added) != len(course.additions):
        raise Failed("增加回避的名单数不符", "there is not one list for each added recusal")
    found = []
    for leaves, event in zip(bundle.added, course.additions, strict=True):
        hashes = _why_leaves(leaves)
        if len(hashes) != event.body["size"] or merkle.root(hashes).hex() != event.body["root"]:
            raise Failed(
                f"第 {event.n} 个事件的增加回避名单不符", f"the list behind event {event.n} is another one"
            )
        handles = frozenset(leaf["h"] for leaf in leaves)
        if not handles <= pool.keys():
            raise Failed("增加回避超出抽取名单", "an added recusal is not in the pool")
        found.append(handles)
    return found
