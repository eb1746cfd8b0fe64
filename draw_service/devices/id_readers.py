"""Readers of identity cards at the sign-in desk (Art. 8(4)).

Most type into the page like a keyboard and need nothing here. Some makers run a small HTTP service beside the
reader instead; it is asked for the card that lies on it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx2

from draw_service.rules.refusals import ReaderSilent, SettingWrong

PATIENCE = 8.0
DESK = "{desk}"


class HttpIdReader:
    """``address``: URL of the service, with ``{desk}`` where the desk's own address stands, and after ``#``
    the key of its JSON answer that holds the number; dots go deeper: ``http://{desk}:8989/read#card.number``.
    """

    def __init__(self, address: str) -> None:
        try:
            url = urlsplit(address.replace(DESK, "desk.invalid"))
            whole = bool(url.scheme in ("http", "https") and url.hostname and url.fragment)
        except ValueError:
            whole = False
        if not whole:
            raise SettingWrong(
                name="PANEL_ID_READER",
                zh="应为 http://地址#键，键是应答中身份证号所在的键",
                en="give http://address#key, the key of the answer that holds the number",
            )
        self._address, _, key = address.partition("#")
        self._keys = key.split(".")

    def read(self, desk: str) -> str:
        """See ``ports.IdReader``."""
        host = f"[{desk}]" if ":" in desk else desk
        try:
            answer = httpx2.get(self._address.replace(DESK, host), timeout=PATIENCE, trust_env=False)
            found = answer.raise_for_status().json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            raise ReaderSilent from None
        for key in self._keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found if isinstance(found, str) else ""
