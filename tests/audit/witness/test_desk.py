"""One submission after another: what is signed, what is not, and what the regulator hears of it."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from audit import merkle
from audit.checkpoint import open_note
from audit.keys import LogKey
from audit.witness.refusals import WitnessElsewhere, WitnessMissing
from audit.witness.store import Cosigned, Log, Mirror
from audit.witness.wire import SIZE_TYPE, Submission, write_submission
from tests.audit.witness.logs import LOG_KEY, NOON, ORIGIN, WITNESS_KEY, Book, Witnessed, checkpoint


@pytest.fixture
def book() -> Book:
    made = Book()
    made.live("AP-1")
    return made


@pytest.fixture
def there(tmp_path: Path, book: Book) -> Witnessed:
    return Witnessed(tmp_path / "w", book.leaves)


def test_it_signs_what_grows(there: Witnessed, book: Book) -> None:
    for _ in range(3):
        answer = there.show()
        note = checkpoint(there.leaves)

        assert answer.status == 200
        head, signed = open_note(note + answer.text, [LOG_KEY.vkey, WITNESS_KEY.vkey])
        assert head.size == there.size == len(there.leaves)
        assert signed == {LOG_KEY.vkey, WITNESS_KEY.vkey}
        book.live(f"AP-{len(book.leaves)}")
    assert there.alarms == []


def test_the_mirror_holds_every_leaf_and_the_root_of_every_size(there: Witnessed) -> None:
    there.show(3)
    there.show()

    with Mirror.open(there.file) as mirror:
        assert list(mirror.leaves()) == there.leaves
        for size in range(len(there.leaves) + 1):
            assert mirror.root_at(size) == merkle.root([merkle.leaf_hash(one) for one in there.leaves[:size]])


def test_asked_again_it_signs_the_same_again(there: Witnessed) -> None:
    there.show()
    there.now += timedelta(minutes=1)

    again = there.show()

    assert again.status == 200
    open_note(checkpoint(there.leaves) + again.text, [WITNESS_KEY.vkey])


def test_a_wrong_old_size_is_answered_with_the_right_one(there: Witnessed) -> None:
    there.show(4)

    answer = there.show(7, old=2)

    assert (answer.status, answer.text, answer.type) == (409, "4\n", SIZE_TYPE)
    assert there.alarms == []
    assert there.show(7, old=4).status == 200


def test_an_older_checkpoint_of_the_same_history_is_no_alarm(there: Witnessed) -> None:
    there.show()

    assert there.show(3, old=3).status == 409
    assert there.alarms == []


def test_statuses_of_the_document(there: Witnessed) -> None:
    stranger = LogKey.from_seed("elsewhere.test/log", bytes(32))
    forger = LogKey.from_seed(ORIGIN, bytes(32))
    note = checkpoint(there.leaves)
    there.show(4)

    def status(old: int, proof: tuple[bytes, ...], note: str) -> int:
        return there.desk.add_checkpoint(write_submission(Submission(old, proof, note))).status

    assert status(4, (), checkpoint(there.leaves, key=stranger)) == 404
    assert status(4, (), checkpoint(there.leaves, key=forger)) == 403
    assert status(8, (), note) == 400
    assert status(4, (bytes(32),), note) == 422
    assert status(4, (), note) == 422
    assert status(4, (bytes(32),), checkpoint(there.leaves, 4)) == 422
    for body in (
        b"",
        b"\xff",
        b"old 01\n\n" + note.encode(),
        b"old 4\nAAAA\n\n" + note.encode(),
        b"old 4\n" + (b64encode(bytes(32)) + b"\n") * 64 + b"\n" + note.encode(),
        b"old 4\n\nno note",
    ):
        assert there.desk.add_checkpoint(body).status == 400
    assert there.size == 4


def test_the_first_submission_needs_an_empty_proof(there: Witnessed) -> None:
    body = write_submission(Submission(0, (bytes(32),), checkpoint(there.leaves)))

    assert there.desk.add_checkpoint(body).status == 422
    assert there.size == 0


def test_a_fork_of_the_same_size_is_refused_and_remembered_with_its_proof(there: Witnessed) -> None:
    there.show()
    other = Book()
    other.live("AP-2")
    forked = checkpoint(other.leaves)

    answer = there.show(note=forked)

    assert answer.status == 409
    assert there.alarms == [("fork", str(len(there.leaves)))]
    with Mirror.open(there.file) as mirror:
        assert mirror.alarms(1)[0].note == forked


def test_a_rollback_that_goes_another_way_is_a_fork(there: Witnessed) -> None:
    there.show()
    there.leaves[4:] = []
    Book(there.leaves, {"AP-1.1": list(there.leaves)}).add("AP-1.1", "draw.aborted")

    answer = there.show(5, old=5)

    assert answer.status == 409
    assert there.alarms == [("fork", "5")]


def test_a_bigger_tree_that_did_not_grow_is_refused(there: Witnessed) -> None:
    there.show(4)
    other = Book()
    other.live("AP-2")
    other.live("AP-3")
    there.leaves[:] = other.leaves

    assert there.show(old=4).status == 422
    assert there.alarms == [("inconsistent", str(len(other.leaves)))]
    assert there.size == 4


def test_an_objection_is_for_ever(there: Witnessed, book: Book) -> None:
    there.show()
    draw = book.file("AP-2", 1)
    book.add(draw, "draw.locked")
    bad = book.add(draw, "draw.locked")

    first = there.show()
    book.live("AP-3")
    later = there.show()

    assert (first.status, first.text, later.status) == (422, "second-lock\n", 422)
    assert there.alarms == [("second-lock", "AP-2.1")]
    with Mirror.open(there.file) as mirror:
        assert mirror.alarms(1)[0].leaf == bad
    assert there.show(9).status == 200  # up to the first lock the log is good


def test_whoever_tampers_with_the_feed_accuses_nobody(there: Witnessed, book: Book) -> None:
    note = checkpoint(book.leaves)
    there.leaves = [*book.leaves[:1], book.leaves[0], *book.leaves[2:]]

    answer = there.desk.add_checkpoint(write_submission(Submission(0, (), note)))

    assert (answer.status, answer.text) == (422, "leaves-differ\n")
    assert there.alarms == [("leaves-differ", str(len(book.leaves)))]
    assert there.size == 0


def test_without_leaves_nothing_is_signed_and_nothing_said(there: Witnessed) -> None:
    there.silent = True
    assert there.show().status == 503
    there.silent, kept = False, there.leaves
    there.leaves = kept[:3]
    assert there.desk.add_checkpoint(write_submission(Submission(0, (), checkpoint(kept)))).status == 503
    there.leaves = kept
    assert there.show().status == 200
    assert there.alarms == []


def test_a_log_ahead_of_time_is_signed_and_told(there: Witnessed, book: Book) -> None:
    there.now = NOON - timedelta(minutes=6)

    assert there.show().status == 200
    assert there.alarms == [("clock-ahead", "2026-03-02")]


def test_one_size_has_one_root_whoever_writes(there: Witnessed) -> None:
    there.show()

    with Mirror.open(there.file) as mirror, pytest.raises(Exception, match="UNIQUE"):
        mirror.put_cosigned(Cosigned(len(there.leaves), bytes(32), "", ""))


def test_two_at_once_one_history(there: Witnessed, tmp_path: Path) -> None:
    """Two processes of one witness, fed two histories: at most one is signed."""
    other = Book()
    other.live("AP-2")
    twin = Witnessed(tmp_path / "w", other.leaves)
    found: list[int] = []
    threads = [Thread(target=lambda one=one: found.append(one.show(old=0).status)) for one in (there, twin)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [200, 409]


def test_a_folder_belongs_to_one_log(there: Witnessed, tmp_path: Path) -> None:
    with pytest.raises(WitnessElsewhere):
        Mirror.make(there.file, Log("other.test/log", LOG_KEY.vkey, ""))
    with pytest.raises(WitnessMissing):
        Mirror.open(tmp_path / "none.db")


def test_what_was_kept_cannot_be_changed(there: Witnessed) -> None:
    import sqlite3

    there.show()
    with sqlite3.connect(there.file) as database:
        for statement in ("DELETE FROM cosigned", "UPDATE leaf SET data = x''", "DELETE FROM alarm"):
            if "alarm" in statement:
                continue
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                database.execute(statement)
    database.close()
