"""A year as one package that is checked without the database (档案管理制度 3)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from draw_service.rules.archive import MANIFEST, read_manifest
from draw_service.rules.archive_acts import Package
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.wiring import open_drill
from tests.usecases.archive.package import YEAR, checked, made
from tests.usecases.fees.office import FeeOffice, copy_of


def test_a_year_is_whole_and_good(office: FeeOffice) -> None:
    policy = export_policy(office.house)

    done, files = made(office.house)

    assert (done.draws, done.unfinished) == (1, ())
    assert f"bundles/{office.draw_id}.edraw.json" in files
    assert {path.partition("/")[0] for path in files} >= {"bundles", "papers", "records", MANIFEST}
    manifest = read_manifest(files[MANIFEST])
    assert {one.path for one in manifest.files} == set(files) - {MANIFEST}
    assert [one.keep_until.year for one in manifest.draws] == [YEAR + 15]
    found = checked(files, policy)
    assert (found.exit_code, found.differs, found.missing) == (0, (), ())
    assert checked(files).exit_code == 3, "the package's own keys prove less"
    with office.house.books() as books:
        (package,) = books.archive.find(Package)
    assert package.manifest == done.manifest


def test_the_same_books_give_the_same_bytes(over: tuple[Path, str], tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one, other = (copy_of(*over, tmp_path / name) for name in ("a", "b"))

    assert made(one.house)[1] == made(other.house)[1]


def test_another_year_is_empty_and_still_good(office: FeeOffice) -> None:
    done, files = made(office.house, 2025)

    assert done.draws == 0
    assert not [path for path in files if path.startswith("bundles/")]
    # Without a bundle there is nothing whose steps could fail; files and log are still held to the manifest.
    assert checked(files, export_policy(office.house)).differs == ()


@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("papers/", "changed"),
        ("papers/", "missing"),
        ("checkpoint.txt", "missing"),
        ("ledger.jsonl", "changed"),
    ],
)
def test_a_file_that_is_not_as_it_was_is_named(office: FeeOffice, path: str, how: str) -> None:
    policy = export_policy(office.house)
    _done, files = made(office.house)
    name = next(one for one in sorted(files) if one.startswith(path))
    if how == "missing":
        del files[name]
    else:
        files[name] += b" "

    found = checked(files, policy)

    assert found.exit_code == 1
    assert [(one.path, one.how) for one in found.differs] == [(name, how)]


def test_what_was_put_in_beside_is_named(office: FeeOffice) -> None:
    _done, files = made(office.house)
    files["papers/FORGED.pdf"] = b"%PDF"

    assert [(one.path, one.how) for one in checked(files).differs] == [("papers/FORGED.pdf", "extra")]


def test_a_draw_left_out_with_its_manifest_line_is_missed_by_the_log(office: FeeOffice) -> None:
    policy = export_policy(office.house)
    _done, files = made(office.house)
    path = f"bundles/{office.draw_id}.edraw.json"
    del files[path]
    told = json.loads(files[MANIFEST])
    told["files"] = [one for one in told["files"] if one["path"] != path]
    told["draws"] = []
    files[MANIFEST] = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    found = checked(files, policy)

    assert found.differs == ()
    assert found.missing == (office.draw_id,)
    assert found.exit_code == 1


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format":"panel-archive/1"}', b"\xff"])
def test_a_manifest_nobody_wrote_is_unreadable(data: bytes) -> None:
    with pytest.raises(ValueError):
        checked({MANIFEST: data})
    with pytest.raises(ValueError, match="no manifest"):
        checked({})


def test_put_away_is_read_as_before_and_rotates(office: FeeOffice) -> None:
    before = office.seated()
    done, _files = made(office.house)
    assert done.put_away > 0
    assert office.seated() == before

    again, _files = made(office.house)

    assert again.put_away == 0
    house, _clock, _printer = open_drill(office.folder, 5, office.house.clock.now())
    with house.books() as books:
        assert books.draws.openings(office.draw_id) is not None
