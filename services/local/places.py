"""Where the local servers' files lie."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = "MILLRACE_LOCAL_DATA"


class Places(Struct, frozen=True):
    """The folders of one local installation; nothing is made by naming them."""

    checkout: Path
    """The root of the source tree: the working directory of every process."""
    data: Path
    """What `clean` forgets: topics, schemas, sessions, keys, logs."""
    downloads: Path
    """What `clean` keeps and checkouts may share: unpacked server files, each folder named by its digest."""

    def log(self, name: str) -> Path:
        """Names the log of a process."""
        return self.data / "log" / f"{name}.log"

    @property
    def run(self) -> Path:
        """Names the folder of what is true only while processes run."""
        return self.data / "run"


def places_of(checkout: Path, environ: Mapping[str, str]) -> Places:
    """Finds the folders of a checkout; downloads go to the user's cache, or beside the data if there is none."""
    data = Path(environ.get(DATA) or checkout / ".millrace").absolute()
    return Places(checkout=checkout, data=data, downloads=_user_cache(environ) or checkout / ".millrace" / "downloads")


def _user_cache(environ: Mapping[str, str]) -> Path | None:
    """Makes and returns the user's cache folder; None where the home cannot be written."""
    named = environ.get("XDG_CACHE_HOME") or (environ["HOME"] + "/.cache" if environ.get("HOME") else "")
    cache = Path(named, "millrace")
    if not cache.is_absolute():
        return None
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return cache if os.access(cache, os.W_OK) else None
