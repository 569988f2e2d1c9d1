"""What can be wrong with a record: each kind of damage by its name, as a function of a good record.

Some bytes are chosen by chance; the same seed chooses the same ones.
"""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from services.testing.platform import Platform
from services.wire.broker import Outgoing
from services.wire.framing import BODY_AT, header
from services.wire.generated.catalog import BY_TYPE, CATALOG, TOPICS
from services.wire.headers import (
    ACCEPTED,
    CAUSE,
    DEADLINE,
    FINAL,
    FINGERPRINT,
    ID,
    PRINCIPAL,
    REQUEST_ID,
    SUBSCRIBER_ID,
    TRACEPARENT,
)
from services.wire.murmur2 import partition_of
from services.wire.startup import subject_of
from tests.fuzz.logs import Log

UNKNOWN = "an unknown schema id"
UNKNOWN_ID = 999_999
NO_TEXT = b"\xff\xfe"
NONSENSE = b"nonsense-"
HEADERS = (ID, REQUEST_ID, SUBSCRIBER_ID, DEADLINE, ACCEPTED, CAUSE, PRINCIPAL, TRACEPARENT, FINGERPRINT, FINAL)


class Kit(Struct, frozen=True):
    """What damage is made of: chance, and schema ids that a registry knows."""

    random: Random
    misplaced: Mapping[str, bytes]
    """By topic: a good value, of a type that may not stand there."""
    others: Mapping[str, int]
    """By full name: the id of another version, which has one text more at its end."""
    huge_bytes: int
    """More than may be passed on."""


Damage = Callable[[Outgoing, Kit], Outgoing]


async def kit(platform: Platform, log: Log, values: Mapping[tuple[str, str], bytes], seed: int) -> Kit:
    """Register another version of each type that travels, as if it had once been published.

    `values` are good ones by topic and full name.
    """
    others: dict[str, int] = {}
    for entry in CATALOG.values():
        if entry.topics:
            schema = json.loads(entry.schema)
            schema["fields"] = [*schema["fields"], {"name": "formerly", "type": "string", "default": ""}]
            subject = subject_of(log.prefix, entry.topics[0], entry.name)
            others[entry.name] = await platform.registry.register(subject, json.dumps(schema))
    misplaced = {
        topic: next(value for (_, name), value in values.items() if topic not in CATALOG[name].topics)
        for topic in TOPICS
    }
    return Kit(Random(seed), misplaced, others, log.huge_bytes)


def type_name(platform: Platform, record: Any) -> str:
    """The full name of a good record's type."""
    return BY_TYPE[type(platform.codec.decode(record.value))].name


def _valued(change: Callable[[bytes, Kit], bytes | None]) -> Damage:
    return lambda record, tools: replace(record, value=change(record.value or b"", tools))


def _changed(value: bytes, tools: Kit) -> bytes:
    """One byte of the Avro is another."""
    data = bytearray(value + b"\0" * (len(value) <= BODY_AT))
    data[tools.random.randrange(BODY_AT, len(data))] ^= tools.random.randrange(1, 256)
    return bytes(data)


def _cut(value: bytes, tools: Kit) -> bytes:
    """The end is missing; of a value without fields, so is the end of its frame."""
    return value[: tools.random.randrange(min(BODY_AT, len(value) - 1), len(value))]


def _misplaced_type(record: Outgoing, tools: Kit) -> Outgoing:
    return replace(record, value=tools.misplaced[record.topic])


def _without(name: str) -> Damage:
    return lambda record, _: replace(record, headers={n: v for n, v in record.headers.items() if n != name})


def _with(name: str, text: bytes) -> Damage:
    """Something else each time: receivers drop what has an id that they know."""
    return lambda record, tools: replace(
        record, headers={**record.headers, name: text + b"%d" % tools.random.getrandbits(40)}
    )


def _another_partition(record: Outgoing, _: Kit) -> Outgoing:
    assert record.partition is not None
    return replace(record, partition=record.partition ^ 1)


def _another_key(record: Outgoing, _: Kit) -> Outgoing:
    """A key of the same partition, where the topic has few."""
    names = (b"another-%d" % number for number in range(1_000))
    return replace(record, key=next((key for key in names if partition_of(key, 2) == record.partition), b"another"))


VALUES: dict[str, Damage] = {
    "a byte is another": _valued(_changed),
    "the end is missing": _valued(_cut),
    "more follows": _valued(lambda value, _: value + b"\0"),
    "empty value": _valued(lambda _, __: b""),
    "no value": _valued(lambda _, __: None),
    "another magic byte": _valued(lambda value, _: b"\1" + value[1:]),
    "a short schema id": _valued(lambda value, _: value[:3]),
    UNKNOWN: _valued(lambda value, _: header(UNKNOWN_ID) + value[BODY_AT:]),
    "a type of another topic": _misplaced_type,
    "a huge value": _valued(lambda value, tools: value + bytes(tools.huge_bytes)),
}
"""Whatever stands in the headers, nobody can say what such a value was; a byte that is another may be another value."""

COORDINATES: dict[str, Damage] = {
    "no key": lambda record, _: replace(record, key=None),
    "another key": _another_key,
    "another partition": _another_partition,
}

MISSING: dict[str, Damage] = {f"no {name}": _without(name) for name in HEADERS}
GARBLED: dict[str, Damage] = {f"{name} is no text": _with(name, NO_TEXT) for name in HEADERS}
NONSENSES: dict[str, Damage] = {f"{name} is nonsense": _with(name, NONSENSE) for name in HEADERS}

ANOTHER_VERSION = "another version"
EVERY = (*VALUES, ANOTHER_VERSION, *COORDINATES, *MISSING, *GARBLED, *NONSENSES)
_ALL = VALUES | COORDINATES | MISSING | GARBLED | NONSENSES


def damaged(record: Outgoing, name: str, full_name: str, tools: Kit) -> Outgoing:
    """A record with one kind of damage. Another version is no damage: it is to be read."""
    if name == ANOTHER_VERSION:
        return replace(record, value=header(tools.others[full_name]) + (record.value or b"")[BODY_AT:] + b"\2x")
    return _ALL[name](record, tools)
