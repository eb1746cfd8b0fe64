"""A certificate authority for one site, and the certificate of its host (RFC 5280).

The authority can vouch for the names it was made for and for nothing else (name constraints, path length 0):
stolen, it opens no other site to its thief.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOST_DAYS = 398
"""The longest life browsers accept of a host's certificate."""
AUTHORITY_DAYS = 10 * 365
_EARLY = timedelta(hours=1)
"""Certificates begin a little before now: a terminal's clock may be slow."""


class NotAName(ValueError):
    """What cannot stand in a certificate as a host's name or address."""


def new_key() -> EllipticCurvePrivateKey:
    """A P-256 key: every browser from Chromium 86 on takes it."""
    return generate_private_key(SECP256R1())


def key_pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in the spelling that systems show: pairs with colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def names_of(hosts: Sequence[str]) -> list[x509.GeneralName]:
    """Host names and addresses as a certificate has them. Raises ``NotAName``."""
    return [_name(host) for host in dict.fromkeys(hosts)]


def authority(
    key: EllipticCurvePrivateKey, names: Sequence[x509.GeneralName], now: datetime
) -> x509.Certificate:
    """The authority's own certificate, good for these names alone."""
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Panel local CA {now:%Y-%m-%d}")])
    signs = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    return (
        _begun(called, called, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(signs, critical=True)
        .add_extension(_only(names), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def host_certificate(
    key: EllipticCurvePrivateKey,
    names: Sequence[x509.GeneralName],
    by: x509.Certificate,
    by_key: EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    """The host's certificate, signed by the authority."""
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(names[0].value)[:64])])
    answers = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    return (
        _begun(called, by.subject, key, now, HOST_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(answers, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(list(names)), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False
        )
        .sign(by_key, hashes.SHA256())
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now - _EARLY + timedelta(days=days))
    )


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        pass
    labels = host.lower().split(".")
    if len(host) > 253 or not all(_label(label) for label in labels):
        raise NotAName
    return x509.DNSName(host.lower())


def _label(text: str) -> bool:
    plain = text.replace("-", "")
    return 0 < len(text) <= 63 and plain.isascii() and plain.isalnum() and text[0] != "-" and text[-1] != "-"


def _only(names: Sequence[x509.GeneralName]) -> x509.NameConstraints:
    """These names and addresses; a kind of name of which there is none is shut out altogether."""
    dns = [name for name in names if isinstance(name, x509.DNSName)]
    nets = [x509.IPAddress(ip_network(name.value)) for name in names if isinstance(name, x509.IPAddress)]
    shut: list[x509.GeneralName] = [] if dns else [x509.DNSName("")]
    if not any(isinstance(net.value, IPv4Network) for net in nets):
        shut.append(x509.IPAddress(IPv4Network("0.0.0.0/0")))
    if not any(isinstance(net.value, IPv6Network) for net in nets):
        shut.append(x509.IPAddress(IPv6Network("::/0")))
    return x509.NameConstraints(permitted_subtrees=[*dns, *nets] or None, excluded_subtrees=shut or None)
