"""Which cookies a visitor keeps."""

from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address


def cookie_jar(host: str) -> CookieJar:
    """A jar that sends secure cookies over TLS, or to this machine itself: as in a browser."""
    protocols = ("http", "https") if _is_loopback(host) else ("https",)
    return CookieJar(DefaultCookiePolicy(secure_protocols=protocols))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
