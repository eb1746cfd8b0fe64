"""The verifier as one HTML file for any browser, offline: ``verifier.html``, put together from ``src``.

Written from the protocol (``deploy/edraw-1.md``), not from ``audit.verify``: two programs that agree say more
than one. ``build`` makes the file; a test fails when the committed one is not what the sources give.
"""
