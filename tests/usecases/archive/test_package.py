"""A year as one package that is checked without the database (档案管理制度 3)."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from draw_service.rules.archive import MANIFEST, read_manifest
from draw_service.rules.archive_acts import Package
from draw_service.usecases.fees.keep_scan import keep_scan
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.wiring import open_drill
from tests.usecases.archive.package import YEAR, checked, made, rewritten
from tests.usecases.fees.office import ANN, FeeOffice, copy_of
from tests.usecases.fees.test_dossier import scanned


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


DEEP = b"[" * 20_000 + b"]" * 20_000


def test_a_package_of_hostile_files_is_not_good_and_breaks_nothing(office: FeeOffice) -> None:
    _done, files = made(office.house)
    hostile = {"log.json": DEEP, "policy.json": DEEP, "ledger.jsonl": DEEP, "checkpoint.txt": b"\0\xff"}
    for path, data in hostile.items():
        assert checked(rewritten({**files, path: data})).exit_code == 1, path


@pytest.mark.parametrize("data", [DEEP, b"", b"{}", b"[]", b'{"format":"panel-archive/1"}', b"\xff"])
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


def test_who_writes_the_manifest_anew_meets_the_log(office: FeeOffice) -> None:
    policy = export_policy(office.house)
    office.confirmed()
    keep_scan(office.house, ANN, office.draw_id, "minutes", scanned(1))
    done, files = made(office.house)
    good = checked(files, policy)
    assert (good.exit_code, good.papers) == (0, (2, 2))
    assert checked(rewritten(files), policy).exit_code == 0
    bundle, records = f"bundles/{office.draw_id}.edraw.json", f"records/{office.draw_id}.jsonl"
    paper, scan = "papers/SS-2026-0001.pdf", f"scans/{office.draw_id}-minutes.pdf"
    assert {bundle, records, paper, scan} <= set(files)

    for path in (paper, scan, records):
        assert checked(rewritten({**files, path: files[path] + b" "}), policy).unlike == (path,)
        assert path in checked(rewritten(without(files, path)), policy).unlike
    for path in (
        "papers/MM-2026-0099.pdf",
        f"scans/{office.draw_id}-other.pdf",
        "records/X.jsonl",
        "note.txt",
    ):
        assert checked(rewritten({**files, path: b"%PDF"}), policy).unlike == (path,)
    other = f"bundles/{office.draw_id}9.edraw.json"
    moved = rewritten({**without(files, bundle), other: files[bundle]})
    assert set(checked(moved, policy).unlike) == {bundle, other}
    assert other in checked(rewritten({**files, other: files[bundle]}), policy).unlike
    first = files["ledger.jsonl"].splitlines(keepends=True)[0]
    assert checked(rewritten({**files, "ledger.jsonl": first}), policy).ledger is None
    (draw,) = json.loads(files[MANIFEST])["draws"]
    lies = ([], [{**draw, "stage": "aborted"}], [draw, draw], [{**draw, "ended": "2026-01-01"}])
    for draws in lies:
        assert checked(rewritten(files, draws=draws), policy).unlike == (office.draw_id,)
    assert checked(rewritten(files, year=YEAR - 1), policy).exit_code == 1

    # A paper without its salt is not proven and the answer says so; only the manifest's hash tells then.
    bare = rewritten({**without(files, paper.replace(".pdf", ".salt")), paper: b"%PDF"})
    found = checked(bare, policy)
    assert (found.exit_code, found.papers) == (0, (1, 2))
    assert checked(bare, policy, done.manifest).exit_code == 1
    assert checked(files, policy, done.manifest.upper()).exit_code == 0


def test_a_year_said_to_be_empty_meets_the_log(office: FeeOffice) -> None:
    policy = export_policy(office.house)
    _done, files = made(office.house)
    bare = {path: data for path, data in files.items() if "/" not in path}
    assert checked(rewritten(bare, draws=[]), policy).missing == (office.draw_id,)
    for leaves in ([], json.loads(files["log.json"])["leaves"][:5]):
        forged = {**bare, "log.json": json.dumps({"leaves": leaves}).encode()}
        assert checked(rewritten(forged, draws=[]), policy).exit_code == 1
        note = b"panel.invalid/drill\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
        unsigned = rewritten(
            {**forged, "checkpoint.txt": note}, draws=[], checkpoint=sha256(note).hexdigest()
        )
        assert checked(unsigned, policy).exit_code == 1
        gone = without(rewritten({**forged}, draws=[]), "checkpoint.txt")
        assert checked(rewritten(gone, draws=[]), policy).exit_code == 1


def without(files: dict[str, bytes], path: str) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name != path}
