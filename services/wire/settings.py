"""The settings of a process, read once from what it is given.

Every variable starts with `MILLRACE_`. `MILLRACE_KAFKA_X_Y` becomes librdkafka's option `x.y`;
`MILLRACE_LOCAL_*` belongs to the local servers and is left to them. Any other name is refused,
so that a misspelt setting cannot be ignored.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from msgspec import Struct, structs

from services.wire.errors import SettingsInvalid

PREFIX = "MILLRACE_"
LOCAL = PREFIX + "LOCAL_"
KAFKA = PREFIX + "KAFKA_"
SECRETS = {"registry_password", "redis_url", "kafka"}


class Settings(Struct, frozen=True, kw_only=True):
    """What a process is told. `kafka` holds librdkafka options that pass through to every client."""

    host: str = "127.0.0.1"
    port: int = 8080
    kafka_bootstrap: str = "127.0.0.1:19092"
    kafka: dict[str, str] = {}
    group_protocol: Literal["classic", "consumer"] = "classic"
    registry_url: str = "http://127.0.0.1:18081/apis/ccompat/v7"
    registry_user: str = ""
    registry_password: str = ""
    redis_url: str = "redis://127.0.0.1:16379/0"
    topic_prefix: str = ""
    partitions: int = 8
    reply_lanes: int = 64
    replication: int = 1
    origins: tuple[str, ...] = ()
    keys_dir: Path = Path(".millrace/keys")
    logins_per_name: int = 20
    logins_per_address: int = 600
    """Each within a minute."""
    sockets_per_session: int = 200
    sockets_per_address: int = 20_000
    slot: str = "0"
    status_port: int = 0
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["plain", "json"] = "plain"
    traces_url: str = ""
    frontend_dir: Path = Path("frontend/dist/browser")

    def __post_init__(self) -> None:
        if not self.origins:
            own = tuple(f"http://{host}:{self.port}" for host in dict.fromkeys((self.host, "localhost")))
            structs.force_setattr(self, "origins", own)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every `MILLRACE_*` variable of `environ`; raises `SettingsInvalid` naming the one at fault."""
        values: dict[str, Any] = {}
        kafka: dict[str, str] = {}
        for name in sorted(environ):
            text = environ[name]
            if not name.startswith(PREFIX) or name.startswith(LOCAL):
                continue
            field = name.removeprefix(PREFIX).lower()
            if field in READERS:
                values[field] = _read(name, text)
            elif name.startswith(KAFKA) and name != KAFKA:
                kafka[name.removeprefix(KAFKA).lower().replace("_", ".")] = text
            else:
                known = ", ".join(PREFIX + known.upper() for known in READERS)
                raise SettingsInvalid(f"{name}: there is no such setting. Known: {known}, {KAFKA}* and {LOCAL}*")
        return cls(**values, kafka=kafka)

    def __repr__(self) -> str:
        """Show every setting, and of secrets only whether they are set."""
        shown = {
            name: ("<set>" if value else "<not set>") if name in SECRETS else repr(value)
            for name, value in structs.asdict(self).items()
        }
        return f"Settings({', '.join(f'{name}={value}' for name, value in shown.items())})"


def _read(name: str, text: str) -> object:
    expected, reader = READERS[name.removeprefix(PREFIX).lower()]
    try:
        return reader(text)
    except ValueError:
        came = "a value that is not shown here" if "PASSWORD" in name or "REDIS" in name else repr(text)
        raise SettingsInvalid(f"{name}: expected {expected}, got {came}") from None


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError
        return number

    return read


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError
        return text

    return read


def _url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not (parts.netloc or parts.path):
            raise ValueError
        return text.rstrip("/")

    return read


def _addresses(text: str) -> str:
    for address in text.split(","):
        host, _, port = address.strip().rpartition(":")
        if not host:
            raise ValueError
        _number(1, 65535)(port)
    return text


def _origins(text: str) -> tuple[str, ...]:
    read = _url("http", "https")
    return tuple(read(origin.strip()) for origin in text.split(","))


def _name(text: str) -> str:
    """Letters that Kafka allows in the name of a topic."""
    if not all(letter.isascii() and (letter.isalnum() or letter in "._-") for letter in text) or len(text) > 100:
        raise ValueError
    return text


def _filled(text: str) -> str:
    if not text:
        raise ValueError
    return text


READERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "host": ("an address to listen on", _filled),
    "port": ("a port from 1 to 65535", _number(1, 65535)),
    "kafka_bootstrap": ("host:port, or several with commas", _addresses),
    "group_protocol": ("classic or consumer", _one_of("classic", "consumer")),
    "registry_url": ("an http or https URL", _url("http", "https")),
    "registry_user": ("a name", str),
    "registry_password": ("a password", str),
    "redis_url": ("a redis, rediss or unix URL", _url("redis", "rediss", "unix")),
    "topic_prefix": ("up to 100 of A-Z a-z 0-9 . _ -", _name),
    "partitions": ("a number from 1 to 10000", _number(1, 10_000)),
    "reply_lanes": ("a number from 1 to 65535", _number(1, 65_535)),
    "replication": ("a number from 1 to 100", _number(1, 100)),
    "origins": ("http or https origins with commas", _origins),
    "keys_dir": ("a folder", lambda text: Path(_filled(text))),
    "logins_per_name": ("a number from 1 to 1000000", _number(1, 1_000_000)),
    "logins_per_address": ("a number from 1 to 1000000", _number(1, 1_000_000)),
    "sockets_per_session": ("a number from 1 to 1000000", _number(1, 1_000_000)),
    "sockets_per_address": ("a number from 1 to 1000000", _number(1, 1_000_000)),
    "slot": ("1 to 100 of A-Z a-z 0-9 . _ -", lambda text: _name(_filled(text))),
    "status_port": ("a port from 1 to 65535, or 0 for none", _number(0, 65535)),
    "log_level": ("DEBUG, INFO, WARNING or ERROR", _one_of("DEBUG", "INFO", "WARNING", "ERROR")),
    "traces_url": ("an http or https URL", _url("http", "https")),
    "log_format": ("plain or json", _one_of("plain", "json")),
    "frontend_dir": ("a folder", lambda text: Path(_filled(text))),
}
