"""``panel tls init``: an authority that vouches for its own names alone, files only their owner reads."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from draw_service.cli import certificates
from tests.cli.conftest import Panel, said

NOW = datetime.now(UTC)


def trusted(ca: x509.Certificate, host: x509.Certificate, name: str) -> None:
    """As a browser checks it. Raises ``VerificationError``."""
    subject = x509.DNSName(name)
    PolicyBuilder().store(Store([ca])).time(NOW).build_server_verifier(subject).verify(host, [])


def read(path: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(Path(path).read_bytes())


@pytest.fixture
def made(panel: Panel) -> tuple[x509.Certificate, x509.Certificate]:
    result = panel("tls", "init", "tls", "--host", "Panel.Center.Test", "--host", "192.0.2.7")
    assert result.exit_code == 0
    ca, host = (read(f"tls/{name}.pem") for name in ("ca", "host"))
    assert certificates.fingerprint(ca) in said(result).replace(" ", "")
    return ca, host


def test_a_browser_trusts_the_host_by_name(made: tuple[x509.Certificate, x509.Certificate]) -> None:
    ca, host = made

    for name in ("panel.center.test", "localhost"):
        trusted(ca, host, name)
    with pytest.raises(VerificationError):
        trusted(ca, host, "other.center.test")
    names = host.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.IPAddress)) == {
        ip_address("192.0.2.7"),
        ip_address("127.0.0.1"),
    }


def test_it_lives_as_long_as_browsers_accept(made: tuple[x509.Certificate, x509.Certificate]) -> None:
    _ca, host = made

    assert host.not_valid_after_utc - host.not_valid_before_utc == timedelta(days=398)
    assert host.not_valid_before_utc <= NOW + timedelta(minutes=5)


def test_only_their_owner_reads_the_keys(made: tuple[x509.Certificate, x509.Certificate]) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in Path("tls").iterdir()}

    assert modes == {"ca.key": 0o600, "ca.pem": 0o644, "host.key": 0o600, "host.pem": 0o644}
    assert stat.S_IMODE(Path("tls").stat().st_mode) == 0o700
    for name, certificate in zip(("ca", "host"), made, strict=True):
        key = load_pem_private_key(Path(f"tls/{name}.key").read_bytes(), None)
        assert key.public_key() == certificate.public_key()


@pytest.mark.parametrize("name", ["bank.test", "evil.panel.center.test.example", "192.0.2.8", "::1"])
def test_stolen_the_authority_vouches_for_nothing_else(
    made: tuple[x509.Certificate, x509.Certificate], name: str
) -> None:
    ca, _host = made
    key = load_pem_private_key(Path("tls/ca.key").read_bytes(), None)
    names = certificates.names_of([name])
    forged = certificates.host_certificate(certificates.new_key(), names, ca, key, NOW)  # type: ignore[arg-type]

    verifier = PolicyBuilder().store(Store([ca])).time(NOW).build_server_verifier(names[0])  # type: ignore[arg-type]

    with pytest.raises(VerificationError):
        verifier.verify(forged, [])


def test_nothing_is_overwritten(panel: Panel, made: tuple[x509.Certificate, x509.Certificate]) -> None:
    before = Path("tls/host.key").read_bytes()
    result = panel("tls", "init", "tls")

    assert result.exit_code == 4
    assert "panel tls renew" in said(result)
    assert Path("tls/host.key").read_bytes() == before


def test_the_host_is_renewed_by_the_same_authority(
    panel: Panel, made: tuple[x509.Certificate, x509.Certificate]
) -> None:
    ca, before = made
    Path("away").mkdir()
    key = Path("tls/ca.key").rename("away/ca.key")  # as the command asks for
    result = panel("tls", "renew", "tls")
    assert (result.exit_code, read("tls/host.pem")) == (4, before)
    assert "[path-missing]" in said(result)
    result = panel("tls", "renew", "tls", "--ca-key", "tls/host.key")
    assert (result.exit_code, read("tls/host.pem")) == (4, before)
    assert panel("tls", "renew", "tls", "--ca-key", str(key)).exit_code == 0
    after = read("tls/host.pem")
    assert after.serial_number != before.serial_number
    assert after.public_key() == before.public_key()
    assert after.not_valid_after_utc >= before.not_valid_after_utc
    assert read("tls/ca.pem") == ca
    trusted(ca, after, "panel.center.test")
    for kind in (x509.SubjectAlternativeName, x509.ExtendedKeyUsage):
        one, other = (each.extensions.get_extension_for_class(kind).value for each in (before, after))
        assert one == other
    assert Path("tls/host.pem").read_bytes().count(b"BEGIN CERTIFICATE") == 2
    assert {path.name for path in Path("tls").iterdir()} == {"ca.pem", "host.key", "host.pem"}
    assert stat.S_IMODE(Path("tls/host.pem").stat().st_mode) == 0o644


def test_nothing_is_renewed_from_what_is_no_certificate(
    panel: Panel, made: tuple[x509.Certificate, x509.Certificate]
) -> None:
    assert made
    Path("tls/host.pem").write_text("spoilt")
    result = panel("tls", "renew", "tls")
    assert (result.exit_code, Path("tls/host.pem").read_text()) == (4, "spoilt")
    assert "[setting-wrong]" in said(result)


@pytest.mark.parametrize("name", ["a b", "-a", "a_b", "中心", "*.test", "", "a..b", "x" * 64])
def test_what_is_no_host_name_is_refused_before_anything_is_written(panel: Panel, name: str) -> None:
    result = panel("tls", "init", "tls", "--host", name)

    assert result.exit_code == 4
    assert "[host-name-wrong]" in said(result)
    assert not Path("tls").exists()
