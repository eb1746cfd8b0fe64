"""Adapters to devices people bring or touch, behind the ports of ``usecases``.

- ``security_keys``  WebAuthn: security keys and the authenticators of a terminal
- ``printers``       the confidential envelope: a command, raw TCP, IPP
- ``id_readers``     identity cards, by a maker's HTTP service
- ``fingerprint``    a simulated device; a real one fits the same port
"""
