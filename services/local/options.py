"""What only the local servers are told, by `MILLRACE_LOCAL_*`: how much of what to run."""

from collections.abc import Mapping

from msgspec import Struct

from services.local.errors import LocalError
from services.local.places import DATA

PREFIX = "MILLRACE_LOCAL_"
SERVERS = ("kafka", "registry", "valkey")


class Options(Struct, frozen=True, kw_only=True):
    """How many instances, and which servers are ours to run."""

    gateways: int = 1
    workers: int = 1
    """Of each domain."""
    servers: tuple[str, ...] = SERVERS
    """The others are expected to run elsewhere, where the settings say."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Options":
        """Reads the variables; raises `LocalError` naming the one that is wrong."""
        given = {name.removeprefix(PREFIX): text for name, text in environ.items() if name.startswith(PREFIX)}
        given.pop(DATA.removeprefix(PREFIX), None)
        options = cls(
            gateways=_count(given.pop("GATEWAYS", "1"), "GATEWAYS"),
            workers=_count(given.pop("WORKERS", "1"), "WORKERS"),
            servers=_servers(given.pop("SERVERS", ",".join(SERVERS))),
        )
        if given:
            known = f"{PREFIX}GATEWAYS, _WORKERS, _SERVERS and _DATA"
            raise LocalError(f"{PREFIX}{min(given)}: there is no such setting; there are {known}")
        return options


def _count(text: str, name: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 16:
        raise LocalError(f"{PREFIX}{name}: expected a number from 0 to 16, got {text!r}")
    return int(text)


def _servers(text: str) -> tuple[str, ...]:
    names = tuple(name for name in text.split(",") if name)
    if strange := set(names) - set(SERVERS):
        raise LocalError(f"{PREFIX}SERVERS: expected some of {', '.join(SERVERS)}, got {min(strange)!r}")
    return names
