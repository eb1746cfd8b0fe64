"""``/api/v1``: JSON for trading platforms, and its description at ``/openapi.json``.

``sent`` and ``told`` are what goes in and out, ``applications`` and ``draws`` the operations, ``answering``
what every operation shares, ``refusals`` and ``description`` the document.
"""
