"""Where the pages answer, and whether security keys work there; their library is read only where they do."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from draw_service.rules.refusals import SettingWrong
from draw_service.usecases.ports import SecurityKeys


def keys_for(site: str, name: str) -> SecurityKeys | None:
    """Security keys for the pages at ``site``; None where browsers would refuse them: without https, or under
    a bare address. Raises ``SettingWrong`` for what is no address of pages."""
    if not site:
        return None
    try:
        url = urlsplit(site)
        host, port = url.hostname or "", url.port
    except ValueError:
        url, host, port = urlsplit(""), "", None
    if not host or url.scheme not in ("http", "https") or url.path.strip("/"):
        zh, en = "应为 https:// 加域名的地址", "give an https:// address with a host name"
        raise SettingWrong(name="PANEL_SITE", zh=zh, en=en)
    if url.scheme != "https" or _is_address(host):
        return None
    from draw_service.devices.security_keys import WebAuthnKeys

    return WebAuthnKeys(host, f"https://{host}" + (f":{port}" if port not in (None, 443) else ""), name)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
