"""Adapters to devices people bring or touch, behind the ports of ``usecases``.

- ``security_keys``  WebAuthn: security keys and the authenticators of a terminal
"""
