"""The log's key and the roster key in a PKCS#11 token (SoftHSM, a token of its own)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import checkpoint
from draw_service.rules.refusals import TokenUnusable
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.pkcs11_token import Token
from tests.store.fakes import SeededEntropy
from tests.store.softhsm import LABEL, PIN, fresh_token


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Token]]:
    """The library, and an open token. The library reads its settings once, so the module shares one."""
    module, settings = fresh_token(tmp_path_factory.mktemp("hsm"))
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    yield module, Token(module, LABEL, PIN)
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keyring.json"


@pytest.fixture
def moved(token: tuple[str, Token], path: Path) -> tuple[Keyring, str, bytes]:
    """A keyring whose two keys went into the token; the log's key and a wrapped half from before."""
    keyring = open_keyring(
        path, SeededEntropy(path.parent.name.encode()), origin="panel.test/log", token=token[1]
    )
    before, wrapped = keyring.log.vkey, keyring.wrap(b"d1", b"draw 1")
    keyring.move_to_token()
    return keyring, before, wrapped


def test_what_was_signed_and_wrapped_before_goes_on(moved: tuple[Keyring, str, bytes]) -> None:
    keyring, vkey, wrapped = moved
    assert keyring.in_token
    assert keyring.log.vkey == vkey
    note = keyring.log.sign(7, b"r" * 32)
    assert checkpoint.open_note(note, [vkey])[0].size == 7
    assert keyring.unwrap(wrapped, b"draw 1") == b"d1"
    again = keyring.wrap(b"d2", b"draw 2")
    assert keyring.unwrap(again, b"draw 2") == b"d2"
    for broken, context in ((again, b"draw 1"), (again[:-1] + b"\0", b"draw 2"), (b"", b"draw 2")):
        with pytest.raises(ValueError, match="does not open"):
            keyring.unwrap(broken, context)


def test_the_file_no_longer_holds_them(moved: tuple[Keyring, str, bytes], path: Path) -> None:
    content = json.loads(path.read_text())
    assert content["log"].keys() == {"token", "public"}
    assert content["roster"].keys() == {"token"}
    moved[0].move_to_token()
    assert json.loads(path.read_text()) == content
    with pytest.raises(TokenUnusable):
        open_keyring(path, SeededEntropy(b"without"))


def test_a_token_that_does_not_open_is_told_without_its_pin(token: tuple[str, Token]) -> None:
    with pytest.raises(TokenUnusable) as refused:
        Token(token[0], "another", PIN)
    assert PIN not in str(refused.value)
    with pytest.raises(TokenUnusable):
        token[1].roster_key("nobody's")


OTHER = """
import sys
from pathlib import Path
from draw_service.store.keyring import open_keyring
from draw_service.store.pkcs11_token import Token
from tests.store.fakes import SeededEntropy
token = Token(sys.argv[1], "panel", sys.argv[3])
keyring = open_keyring(Path(sys.argv[2]), SeededEntropy(b"child"), token=token)
print(keyring.log.sign(9, b"r" * 32), end="")
"""


def test_another_process_signs_with_the_same_key(
    moved: tuple[Keyring, str, bytes], token: tuple[str, Token], path: Path
) -> None:
    command = [sys.executable, "-c", OTHER, token[0], str(path), PIN]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert checkpoint.open_note(done.stdout, [moved[1]])[0].size == 9
