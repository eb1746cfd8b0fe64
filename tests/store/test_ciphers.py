"""SM4-GCM against RFC 8998; cells of both ciphers beside each other; rotation while others work."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine

from draw_service.store.books import SqlBooks
from draw_service.store.cipher import CellDamaged, Sm4Gcm
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.rotation import reencrypt, remaining
from tests.store.fakes import NOON, SeededEntropy, record

# RFC 8998, appendix A.1
KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
IV = bytes.fromhex("00001234567800000000ABCD")
AAD = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
PLAIN = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
SEALED = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)


def other_process(tmp_path: Path) -> Keyring:
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    return open_keyring(tmp_path / "keys" / "keyring.json", SeededEntropy(b"other"), argon2=cheap)


def test_sm4_gcm_is_that_of_rfc_8998() -> None:
    assert Sm4Gcm(KEY).encrypt(IV, PLAIN, AAD) == SEALED
    assert Sm4Gcm(KEY).decrypt(IV, SEALED, AAD) == PLAIN
    for broken, with_ in ((SEALED[:-1] + b"\0", AAD), (SEALED, b""), (SEALED[:8], AAD)):
        with pytest.raises(InvalidTag):
            Sm4Gcm(KEY).decrypt(IV, broken, with_)


def test_a_new_keyring_takes_the_cipher_asked_for(tmp_path: Path) -> None:
    keyring = open_keyring(tmp_path / "sm.json", SeededEntropy(b"sm"), cipher="sm4-gcm")
    cell = keyring.cipher.seal("expert", "name", "E1", b"someone")
    assert keyring.key_ids == ("s1",)
    assert keyring.cipher.open("expert", "name", "E1", cell) == b"someone"
    with pytest.raises(CellDamaged):
        keyring.cipher.open("expert", "name", "E2", cell)


def test_columns_move_from_one_cipher_to_the_other_while_others_work(
    engine: Engine, keyring: Keyring, tmp_path: Path
) -> None:
    running = other_process(tmp_path)
    with SqlBooks(engine, running) as books:
        books.pool.add(record(1), at=NOON)
        books.commit()
    assert keyring.rotate("sm4-gcm") == "s2"
    with SqlBooks(engine, running) as books:  # it was not told
        second = books.pool.add(record(2), at=NOON)
        books.commit()
    assert running.key_ids == ("c1", "s2")
    reencrypt(engine, keyring.cipher, lambda _done, _total: None)
    assert remaining(engine, keyring.cipher) == 0
    keyring.forget_old()
    with SqlBooks(engine, running) as books:
        assert {row.name for row in books.pool.records()} == {record(1).name, record(2).name}
        assert books.pool.contact(second) is not None
    assert other_process(tmp_path).key_ids == ("s2",)
    assert keyring.rotate() == "c3"
