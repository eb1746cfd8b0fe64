"""档案管理制度 3, 4; 采购法 42: what is kept how long, the manifest, requests and destruction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.refusal import Refusal
from draw_service.rules.archive import (
    Archived,
    Kept,
    Manifest,
    differences,
    hand_over_due,
    kept_until,
    klass_of,
    read_manifest,
    write_manifest,
)
from draw_service.rules.archive_acts import LookRequest, decide_look, look, must_be_past
from draw_service.rules.archive_told import told

from .examples import pack, shipped

NOW = datetime(2026, 6, 10, 1, tzinfo=UTC)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}(/[A-Za-z0-9][A-Za-z0-9._-]{0,12})?", fullmatch=True)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
kepts = st.lists(
    st.builds(Kept, names, hashes, st.integers(0, 2**40)), unique_by=lambda one: one.path, max_size=8
)
archived = st.builds(
    Archived,
    draw_id=st.from_regex(r"AP-20[0-9]{2}-[0-9]{4}\.[1-9]", fullmatch=True),
    application_id=st.just("AP-2026-0001"),
    attempt=st.integers(1, 9),
    ended=days,
    stage=st.sampled_from(("closed", "aborted")),
    klass=st.sampled_from(("project", "government-procurement")),
    keep_until=days,
    project=st.text("项目工程一二三", max_size=6),
)
manifests = st.builds(
    Manifest,
    year=st.integers(2020, 2040),
    center=st.just("中心"),
    checkpoint=hashes,
    draws=st.lists(archived, unique_by=lambda one: one.draw_id, max_size=4).map(
        lambda found: tuple(sorted(found, key=lambda one: one.draw_id))
    ),
    files=kepts.map(lambda found: tuple(sorted(found, key=lambda one: one.path))),
)


@given(manifests)
def test_a_manifest_is_read_as_it_was_written(manifest: Manifest) -> None:
    assert read_manifest(write_manifest(manifest)) == manifest


@given(manifests, st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_another_manifest_or_none(manifest: Manifest, at: int, flip: int) -> None:
    data = bytearray(write_manifest(manifest))
    data[at % len(data)] ^= flip
    with suppress(ValueError):
        assert read_manifest(bytes(data)) != manifest


@given(manifests, st.data())
def test_every_difference_is_named_once(manifest: Manifest, data: st.DataObject) -> None:
    assert differences(manifest, manifest.files) == []
    if not manifest.files:
        return
    victim = data.draw(st.sampled_from(manifest.files))
    rest = [one for one in manifest.files if one != victim]
    changed = replace(victim, size=victim.size + 1)
    beside = replace(victim, path=victim.path + "x")

    assert [(d.path, d.how) for d in differences(manifest, rest)] == [(victim.path, "missing")]
    assert [(d.path, d.how) for d in differences(manifest, [*rest, changed])] == [(victim.path, "changed")]
    if all(one.path != beside.path for one in manifest.files):
        found = differences(manifest, [*manifest.files, beside])
        assert [(d.path, d.how) for d in found] == [(beside.path, "extra")]


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a//b", "a/../b", "", ".x", "a\\b", "C:x"])
def test_a_path_out_of_the_package_is_no_manifest(path: str) -> None:
    wrong = Manifest(2026, "中心", "00" * 32, (), (Kept(path, "00" * 32, 1),))

    with pytest.raises(ValueError, match="cannot be"):
        read_manifest(write_manifest(wrong))


@given(days, st.sampled_from(("project", "government-procurement")))
def test_whole_years_are_kept_and_not_a_day_less(ended: date, klass: str) -> None:
    until = kept_until(klass, ended, shipped())

    assert until >= date(ended.year + 15, ended.month, min(ended.day, 28))
    assert (until.month, until.day) == (12, 31)
    with pytest.raises(Refusal):
        must_be_past(until, until)
    must_be_past(until, until + timedelta(days=1))


def test_classes_and_their_years() -> None:
    assert klass_of("government-procurement") == "government-procurement"
    assert klass_of("tendering") == "project"
    assert kept_until("project", date(2026, 3, 1), pack(retention_years=30)) == date(2056, 12, 31)


@pytest.mark.parametrize(
    ("month", "due"), [(4, date(2027, 4, 30)), (2, date(2027, 2, 28)), (12, date(2027, 12, 31))]
)
def test_a_year_is_due_at_the_end_of_a_month(month: int, due: date) -> None:
    assert hand_over_due(2026, pack(archive_due_month=month)) == due


def test_a_year_ends_at_midnight_of_the_center() -> None:
    leaves = [
        {"type": "draw.closed", "draw": "A", "at": "2026-12-31T15:59:59Z"},
        {"type": "draw.aborted", "draw": "B", "at": "2026-12-31T16:00:00Z"},
        {"type": "draw.sealed", "draw": "C", "at": "2026-06-01T00:00:00Z"},
        {"type": "fees.paid", "stream": "fees", "at": "2026-06-01T00:00:00Z"},
    ]

    assert told(leaves, 4, 2026).draws == {"A": ("closed", date(2026, 12, 31))}
    assert told(leaves, 4, 2027).draws == {"B": ("aborted", date(2027, 1, 1))}


def test_a_look_is_for_who_asked_for_as_long_as_it_was_given() -> None:
    asked = LookRequest("r", "D", "ann", NOW, "核查")
    for by in ("ann", "ben"):
        with pytest.raises(Refusal):
            look(asked, by, NOW)
    with pytest.raises(Refusal):
        decide_look(asked, "ann", NOW, shipped(), approve=True)
    given_ = decide_look(asked, "boss", NOW, shipped(), approve=True)

    assert look(look(given_, "ann", NOW), "ann", NOW).looks == 2
    assert given_.until == NOW + timedelta(days=7)
    for by, at in (("ben", NOW), ("ann", NOW + timedelta(days=7))):
        with pytest.raises(Refusal):
            look(given_, by, at)
    with pytest.raises(Refusal):
        look(decide_look(asked, "boss", NOW, shipped(), approve=False), "ann", NOW)
