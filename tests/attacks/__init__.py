"""Insiders with full means, one file each: what they try, and what stops them or shows it.

``deploy/threat-model.md`` names the test of every line; most of them live beside what they attack. Here is
what takes somebody with more than one kind of access.
"""
