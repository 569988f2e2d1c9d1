"""Good records of every topic: what the platform wrote itself while people used every operation."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from services.testing.platform import Platform
from services.wire.broker import Outgoing, Record
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.headers import DEADLINE, ID, REQUEST_ID
from tests.fuzz.audience import Audience
from tests.fuzz.contract import Contract, Operation
from tests.fuzz.record_damage import type_name

ORDER = ("POST", "GET", "PUT", "PATCH", "DELETE")
ANSWERED_WITHIN_S = 10.0
FAR_AHEAD = b"4102444800000"


def use_everything(contract: Contract, audience: Audience) -> None:
    """Ask for every command and query, with values that earlier answers gave: what was made is changed, and removed."""
    known: dict[str, Any] = {}
    asked = [one for one in contract.operations.values() if one.id in CATALOG]
    for operation in sorted(asked, key=lambda one: ORDER.index(one.method)):
        for body in _bodies(operation):
            known |= _ask(operation, audience, body, known)


def _bodies(operation: Operation) -> list[dict[str, Any]]:
    if operation.body is None:
        return [{}]
    return [
        one["value"] for one in operation.written["requestBody"]["content"]["application/json"]["examples"].values()
    ]


def _ask(operation: Operation, audience: Audience, body: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Give what is known afterwards."""
    who = audience.ada if operation.needs_security else audience.nobody
    sent = {name: known.get(name, value) for name, value in body.items()}
    given = {one["name"]: known.get(one["name"], one["example"]) for one in operation.parameters if "example" in one}
    path, pairs = operation.path, []
    for one in operation.parameters:
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", str(given[one["name"]]))
        elif one["in"] == "query" and one["name"] in given:
            pairs.append(f"{one['name']}={given[one['name']]}")
    request_id = str(uuid.uuid4())
    target = "?".join([path, "&".join(pairs)]) if pairs else path
    audience.send(who, operation.method, target, request_id, sent or None).raise_for_status()
    heard = audience.wait(who, request_id, 1, ANSWERED_WITHIN_S)
    assert heard, f"{operation.id} was not answered"
    assert heard[0].frame is not None
    outcome = heard[0].frame["body"]
    told = {} if CATALOG[outcome["@type"]].kind == "refusal" else outcome
    return {name: value for name, value in (given | sent | told).items() if isinstance(value, str | int)}


def recorded(platform: Platform, written: Sequence[Record]) -> dict[tuple[str, str], Record]:
    """By topic and type, the last record of each."""
    named = [record for record in written if record.value is not None]
    return {(record.topic, type_name(platform, record)): record for record in named}


def copy(record: Record, **headers: bytes) -> tuple[Outgoing, str]:
    """The same once more, as another request; and that request's id."""
    request_id = str(uuid.uuid4())
    fresh = {ID: str(uuid.uuid4()).encode(), REQUEST_ID: request_id.encode(), DEADLINE: FAR_AHEAD}
    made = {**record.headers, **fresh, **headers}
    return Outgoing(record.topic, record.key, record.value, made, record.partition), request_id


def history(written: Sequence[Record], record: Record) -> Iterator[Outgoing]:
    """The events of the key of an event, up to it."""
    place = record.topic, record.partition, record.key
    for earlier in written:
        if (earlier.topic, earlier.partition, earlier.key) == place and earlier.offset <= record.offset:
            yield Outgoing(earlier.topic, earlier.key, earlier.value, earlier.headers, earlier.partition)


def remembered(platform: Platform, written: Sequence[Record]) -> dict[str, tuple[Record, Record]]:
    """By domain, an inbox record that has an outcome, and the input that it remembers."""
    inputs = {one.headers[ID]: one for one in written if TOPICS[one.topic].kind in ("commands", "signals")}
    found = {}
    for entry in written:
        if TOPICS[entry.topic].kind == "inbox" and platform.codec.decode(entry.value or b"").outcome is not None:
            found[entry.topic.partition(".")[0]] = entry, inputs[entry.headers[ID]]
    return found
