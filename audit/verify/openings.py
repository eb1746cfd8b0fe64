"""Steps 12 and 13: the names behind the sealed seats, and what the auditor's K and register show."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from operator import itemgetter
from typing import Any, cast

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.canonical import NotCanonical, canonical, parse, quoted
from audit.verify.bundle import Bundle
from audit.verify.course import Course
from audit.verify.lists import Lists
from audit.verify.report import Failed, NotApplicable, NotProven, Said
from audit.verify.seats import Seats
from audit.verify.seed import Keyed


class Keys:
    """What K yields for one draw: handles, employer tags, salts (protocol section 2)."""

    def __init__(self, k: bytes) -> None:
        self._handle, self._unit, self._salt = (
            Keyed(HKDF(SHA256(), 32, b"", info).derive(k), info + b"\0")
            for info in (b"edraw/1 handle", b"edraw/1 unit", b"edraw/1 salt")
        )
        self._tags = {"": ""}

    def handles(self, experts: Iterable[str]) -> list[str]:
        """Each expert's handle in this draw, hex."""
        return [found.hex() for found in self._handle.each(map(str.encode, experts))]

    def unit(self, unit: str) -> str:
        """The employer's tag in this draw, hex; "" for none."""
        if unit not in self._tags:  # many experts share an employer
            self._tags[unit] = self._unit(unit.encode())[:16].hex()
        return self._tags[unit]

    def salts(self, experts: Iterable[str]) -> list[bytes]:
        """The salt that closes each expert's identity."""
        return self._salt.each(map(str.encode, experts))


def identity_hash(salt: bytes, identity: str) -> str:
    """``c`` of a pool leaf, hex, from the canonical spelling of {"id","name","unit"}."""
    return sha256(b"edraw/1 identity\0" + salt + identity.encode()).hexdigest()


def check_openings(bundle: Bundle, course: Course, seats: Seats | None, lists: Lists | None) -> Said:
    """Step 12. One opening per slot of the last seal, each the person behind the replayed holder."""
    if course.seal is None:
        if bundle.openings:
            raise Failed("没有锁定结果却有身份", "there are identities although nothing was sealed")
        raise NotApplicable("没有锁定结果", "nothing was sealed")
    if bundle.stage == "public":
        raise NotProven("公开包不含身份", "a public bundle holds no identity")
    if course.opened is None:
        raise Failed(
            "锁定的名单未经启封，只应有公开包",
            "the sealed roster was never unsealed: only a public bundle may exist",
        )
    if [opening["slot"] for opening in bundle.openings] != course.seal.body["slots"]:
        raise Failed("身份与锁定的席位不对应", "there is not one identity for each sealed slot, in order")
    people = [opening["identity"] for opening in bundle.openings]
    if len({person["id"] for person in people}) != len(people):
        raise Failed("同一专家占两席", "one person holds two seats")
    if seats is None:
        raise NotProven("席位未能重放", "the seats could not be replayed")
    if lists is None:
        raise NotProven("选择性抽取没有公开名单可对照", "a selective draw has no list to compare with")
    tags = []
    for opening in bundle.openings:
        leaf = lists.pool[seats.sealed_at_last[opening["slot"]]]
        identity = canonical(opening["identity"]).decode()
        if identity_hash(bytes.fromhex(opening["salt"]), identity) != leaf["c"]:
            raise Failed(
                f"第 {opening['slot']} 席身份与名单不符", f"slot {opening['slot']}: another person's leaf"
            )
        tags.append(leaf["u"])
    pairs = {(person["unit"], tag) for person, tag in zip(people, tags, strict=True)}
    one_each = len({unit for unit, _ in pairs}) == len({tag for _, tag in pairs}) == len(pairs)
    if not one_each or any((unit == "") != (tag == "") for unit, tag in pairs):
        raise Failed("工作单位与单位标记不对应", "employers and employer tags do not agree")
    return Said(f"{len(people)} 席身份均与名单相符", f"{len(people)} identities match the leaves they open")


def check_key(
    bundle: Bundle,
    course: Course,
    seats: Seats | None,
    lists: Lists | None,
    register: bytes | None,
) -> Said:
    """Step 13. K is the one bound at the lock; it gives every handle, tag and salt of the register."""
    if bundle.stage != "auditor":
        if register is not None:
            raise NotProven("只有审计包可与名册核对", "a register needs the auditor's bundle")
        raise NotProven("只有审计包含密钥 K", "only the auditor's bundle holds K")
    start = course.lock or course.selection
    if start is None:
        if bundle.k is not None:
            raise Failed("没有封存却有密钥 K", "there is a K although nothing was locked")
        raise NotApplicable("封存前终止，没有密钥 K", "ended before the lock: there is no K")
    if bundle.k is None:
        raise Failed("审计包缺密钥 K", "the auditor's bundle lacks K")
    if sha256(b"edraw/1 k\0" + bundle.k).hexdigest() != start.body["k_commit"]:
        raise Failed("密钥 K 与封存不符", "K is not the one bound")
    keys = Keys(bundle.k)
    _openings_by_key(bundle, keys, seats, lists)
    if course.selection is not None:
        return _chosen(bundle, course, register)
    if register is None:
        return Said("密钥 K 与封存相同；未给出名册，名册未核实", "K is the one bound; register NOT PROVEN")
    if lists is None:
        raise NotProven("没有名单可与名册核对", "there is no list to compare the register with")
    count = _register(register, bundle.k, keys, course, lists)
    return Said(f"密钥 K 与 {count} 人名册逐条相符", f"K and all {count} entries of the register agree")


def _openings_by_key(bundle: Bundle, keys: Keys, seats: Seats | None, lists: Lists | None) -> None:
    people = [opening["identity"]["id"] for opening in bundle.openings]
    made = zip(bundle.openings, keys.handles(people), keys.salts(people), strict=True)
    for opening, found, salt in made:
        slot, good = opening["slot"], salt.hex() == opening["salt"]
        if good and seats is not None and lists is not None:
            handle = seats.sealed_at_last.get(slot, "")
            good = found == handle and keys.unit(opening["identity"]["unit"]) == lists.pool[handle]["u"]
        if not good:
            raise Failed(f"第 {slot} 席身份与密钥 K 不符", f"slot {slot}: K gives other values")


def _chosen(bundle: Bundle, course: Course, register: bytes | None) -> Said:
    """One hash binds a selection, reserves and all: it opens only when the chosen ones are the panel."""
    assert course.selection is not None
    assert bundle.k is not None
    chosen = [[opening["slot"], opening["identity"]["id"]] for opening in bundle.openings]
    found = sha256(b"edraw/1 chosen\0" + bundle.k + canonical(chosen)).hexdigest()
    if found != course.selection.body["chosen"]:
        raise NotProven(
            "密钥 K 与选定时相同；选定名单（含候补）不在文件内，不能证明到场者即经同意选定的人",
            "K is the one bound; who was chosen, reserves included, cannot be opened from the file",
        )
    if register is not None:
        raise NotProven(
            "到场者即经同意选定的人；选择性抽取未绑定名册",
            "the people seated are the ones chosen; a selective draw binds no register",
        )
    return Said(
        "密钥 K 与选定时相同，到场者即经同意选定的人",
        "K is the one bound, and the people seated are the ones chosen",
    )


def _experts(register: bytes) -> list[dict[str, Any]]:
    """The entries of a register file, ascending by id; what an entry holds besides is seen by ``_bound``."""
    try:
        found = parse(register)
    except NotCanonical:
        raise Failed("名册文件无法读取", "the register cannot be read") from None
    if not isinstance(found, list):
        raise Failed("名册文件应为列表", "the register is not a list")
    try:
        found.sort(key=itemgetter("id"))
        twice = len({expert["id"] for expert in found}) != len(found)
    except (TypeError, KeyError):
        raise _no_entry() from None
    if twice:
        raise Failed("名册有重复编号", "an id of the register is used twice")
    return cast(list[dict[str, Any]], found)


def _no_entry() -> Failed:
    return Failed("名册条目格式不符", "an entry of the register is out of shape")


def register_ids(register: bytes) -> list[str]:
    """Every id of a register file, ascending; Failed when it is none."""
    return [expert["id"] for expert in _experts(register)]


class _Asked(dict[tuple[str, ...], tuple[str, list[str]]]):
    """Specialty codes -> their canonical spelling and the strata they qualify for; few combinations exist."""

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._wanted = sorted((stratum["id"], stratum["code"]) for stratum in course.strata)

    def __missing__(self, codes: tuple[str, ...]) -> tuple[str, list[str]]:
        strata = [name for name, prefix in self._wanted if any(code.startswith(prefix) for code in codes)]
        found = self[codes] = (canonical(sorted(codes)).decode(), strata)
        return found


def _bound(experts: list[dict[str, Any]], k: bytes, course: Course) -> tuple[list[str], list[list[str]]]:
    """The canonical spelling of each identity and the strata of each expert; Failed when the register they
    make is not the one bound. Entry and identity hold the same words, so they are put together directly."""
    assert course.lock is not None
    asked = _Asked(course)
    entries, identities, strata = [], [], []
    try:
        for expert in experts:
            held = expert["s"]
            if len(expert) != 4 or type(held) is not list:
                raise TypeError
            codes, wanted = asked[tuple(held)]
            start = f'{{"id":{quoted(expert["id"])},"name":{quoted(expert["name"])},'
            end = f'"unit":{quoted(expert["unit"])}}}'  # whatever is no text has no spelling here
            entries.append(f'{start}"s":{codes},{end}')
            identities.append(start + end)
            strata.append(wanted)
    except (TypeError, KeyError, AttributeError):
        raise _no_entry() from None
    listed = f"[{','.join(entries)}]"
    found = sha256(b"edraw/1 register\0" + k + listed.encode()).hexdigest()
    if found != course.lock.body["register_commit"]:
        raise Failed("名册与封存时不同", "the register is not the one bound at the lock")
    return identities, strata


def _register(register: bytes, k: bytes, keys: Keys, course: Course, lists: Lists) -> int:
    experts = _experts(register)
    identities, strata = _bound(experts, k, course)
    ids = [expert["id"] for expert in experts]
    pool, excluded = lists.pool, lists.excluded
    tags = {unit: keys.unit(unit) for unit in {expert["unit"] for expert in experts}}
    kept = 0
    people, opened, committed = [], [], []
    for expert, wanted, handle, identity in zip(experts, strata, keys.handles(ids), identities, strict=True):
        leaf = pool.get(handle)
        if leaf is None or not wanted:
            if wanted and handle not in excluded:
                raise _another()
            kept += bool(wanted)
            _absent(wanted, handle, lists)
        elif leaf["s"] == wanted and leaf["u"] == tags[expert["unit"]]:
            people.append(expert["id"])
            opened.append(identity)
            committed.append(leaf["c"])
        else:
            raise _another()
    said = b"edraw/1 identity\0"
    made = zip(keys.salts(people), opened, strict=True)
    if [sha256(said + salt + identity.encode()).hexdigest() for salt, identity in made] != committed:
        raise _another()
    if kept + len(committed) != len(pool) + len(excluded):
        raise Failed("名单中有人不在名册", "the lists hold someone the register does not")
    return len(experts)


def _another() -> Failed:
    return Failed("名册中有人不在名单，或条目不同", "an expert has no leaf, or another one")


def _absent(wanted: list[str], handle: str, lists: Lists) -> None:
    if not wanted and (handle in lists.pool or handle in lists.excluded):
        raise Failed("名单中有人无相应专业", "the lists hold someone who qualifies for no stratum")
