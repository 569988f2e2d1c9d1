"""What `registry.py` promises, held by the registry in memory and by a real one alike."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import msgspec
import pytest

from services.wire.errors import RegistryRefused, RegistryUnavailable
from services.wire.registry import HttpRegistry, MemoryRegistry, Registry
from services.wire.settings import Settings


def schema(*fields: str) -> str:
    made = [{"name": name, "type": "string"} for name in fields]
    return json.dumps({"type": "record", "name": "R", "namespace": "tests", "fields": made})


@pytest.fixture(params=["memory", pytest.param("http", marks=pytest.mark.integration)])
async def registry(request: pytest.FixtureRequest) -> AsyncIterator[Registry]:
    made: Registry = MemoryRegistry() if request.param == "memory" else HttpRegistry(request.getfixturevalue("servers"))
    yield made
    await made.close()


@pytest.fixture
def subject() -> str:
    return f"tests {uuid4().hex}/ü-tests.R"


async def test_a_subject_begins_without_anything(registry: Registry, subject: str) -> None:
    assert await registry.find(subject, schema("a")) is None
    assert await registry.versions(subject) == []
    assert await registry.level(subject) is None
    assert await registry.schema_of(2_000_000_000) is None


async def test_a_registered_schema_is_found_again(registry: Registry, subject: str) -> None:
    schema_id = await registry.register(subject, schema("a"))
    found = await registry.find(subject, schema("a"))
    assert found is not None
    assert (found.schema_id, found.version) == (schema_id, 1)
    assert json.loads(await registry.schema_of(schema_id) or "") == json.loads(schema("a"))
    assert await registry.find(subject, schema("b")) is None


async def test_registering_again_changes_nothing(registry: Registry, subject: str) -> None:
    assert await registry.register(subject, schema("a")) == await registry.register(subject, schema("a"))
    assert len(await registry.versions(subject)) == 1


async def test_an_older_version_is_still_found(registry: Registry, subject: str) -> None:
    await registry.set_level(subject, "NONE")
    first = await registry.register(subject, schema("a"))
    await registry.register(subject, schema("a", "b"))
    found = await registry.find(subject, schema("a"))
    assert found is not None
    assert (found.schema_id, found.version) == (first, 1)
    assert [version.version for version in await registry.versions(subject)] == [1, 2]


MEANT = {
    "type": "record",
    "name": "R",
    "namespace": "tests",
    "fields": [
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}, "default": 0},
        {"name": "tone", "type": {"type": "enum", "name": "T", "symbols": ["LOW", "HIGH"], "default": "LOW"}},
    ],
}
SPELLED = """
{ "namespace": "elsewhere", "doc": "In other words.", "x-owner": "somebody", "fields": [
    {"default": 0, "doc": "When.", "type": {"logicalType": "timestamp-millis", "type": "long"}, "name": "at"},
    {"type": {"symbols": ["LOW", "HIGH"], "default": "LOW", "name": "tests.T", "type": "enum"}, "name": "tone"}
  ], "name": "tests.R", "type": "record" }
"""


async def test_a_schema_is_found_however_the_registry_has_it_spelled(registry: Registry, subject: str) -> None:
    schema_id = await registry.register(subject, SPELLED)
    found = await registry.find(subject, json.dumps(MEANT))
    assert found is not None
    assert (found.schema_id, found.version) == (schema_id, 1)


async def test_a_registry_that_compares_texts_is_asked_for_its_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest version that is ours is the one that counts."""
    held = [json.dumps(MEANT), SPELLED, schema("a")]

    async def answer(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        match request.method, request.url.path.rpartition("/versions"):
            case "GET", (_, "/versions", ""):
                return httpx.Response(200, json=[1, 2, 3])
            case "GET", (_, "/versions", number):
                version = int(number.strip("/"))
                return httpx.Response(200, json={"id": 40 + version, "version": version, "schema": held[version - 1]})
            case _:
                return httpx.Response(404, json={"error_code": 40403})

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    registry = HttpRegistry(Settings())
    found = await registry.find("s", json.dumps(MEANT, indent=3))
    assert found is not None
    assert (found.schema_id, found.version) == (42, 2)
    assert await registry.find("s", schema("b")) is None
    await registry.close()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("fields", 0, "default"), 1),
        (("fields", 0, "type", "logicalType"), "timestamp-micros"),
        (("fields", 1, "type", "default"), "HIGH"),
        (("fields", 1, "aliases"), ["colour"]),
    ],
)
async def test_what_is_read_otherwise_is_another_schema(path: tuple[str | int, ...], value: object) -> None:
    other = json.loads(json.dumps(MEANT))
    node = other
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    registry = MemoryRegistry()
    await registry.register("s", json.dumps(MEANT))
    assert await registry.find("s", json.dumps(other)) is None


async def test_a_level_can_be_set_before_the_first_version(registry: Registry, subject: str) -> None:
    await registry.set_level(subject, "FULL_TRANSITIVE")
    assert await registry.level(subject) == "FULL_TRANSITIVE"
    await registry.register(subject, schema("a"))
    await registry.set_level(subject, "NONE")
    assert await registry.level(subject) == "NONE"


async def test_an_incompatible_schema_is_refused(registry: Registry, subject: str) -> None:
    await registry.set_level(subject, "FULL_TRANSITIVE")
    await registry.register(subject, schema("a"))
    if isinstance(registry, MemoryRegistry):
        registry.refuses.add(subject)
    with pytest.raises(RegistryRefused, match=r"(?i)incompatible"):
        await registry.register(subject, schema("a", "b"))
    assert len(await registry.versions(subject)) == 1


async def test_a_registry_that_is_away_is_unavailable() -> None:
    memory = MemoryRegistry()
    memory.is_away = True
    for registry in (memory, HttpRegistry(Settings(registry_url="http://127.0.0.1:1"))):
        with pytest.raises(RegistryUnavailable):
            await registry.find("s", schema("a"))
        await registry.close()


@pytest.mark.integration
async def test_an_address_that_is_no_registry_is_not_an_empty_registry(servers: Settings) -> None:
    elsewhere = msgspec.structs.replace(servers, registry_url=servers.registry_url.replace("/apis/", "/nothing/"))
    registry = HttpRegistry(elsewhere)
    with pytest.raises(RegistryRefused, match="does not serve this process"):
        await registry.find("s", schema("a"))
    await registry.close()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, {"error_code": 50001}, RegistryUnavailable),
        (503, {}, RegistryUnavailable),
        (429, {}, RegistryUnavailable),
        (401, {"message": "who are you?"}, RegistryRefused),
        (404, {"detail": "no such page"}, RegistryRefused),
        (422, {"error_code": 42201, "message": "not Avro"}, RegistryRefused),
    ],
)
async def test_what_passes_is_told_from_what_does_not(
    monkeypatch: pytest.MonkeyPatch, status: int, body: dict[str, object], error: type[Exception]
) -> None:
    async def answer(*_: object, **__: object) -> httpx.Response:
        return httpx.Response(status, json=body)

    monkeypatch.setattr(httpx.AsyncClient, "request", answer)
    registry = HttpRegistry(Settings())
    with pytest.raises(error):
        await registry.find("s", schema("a"))
    await registry.close()


async def test_the_password_goes_with_every_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[httpx.Request] = []

    async def answer(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"id": 1, "version": 1, "schema": "{}"})

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    registry = HttpRegistry(Settings(registry_user="ada", registry_password="hunter2"))
    await registry.find("s", schema("a"))
    assert asked[0].headers["authorization"] == "Basic YWRhOmh1bnRlcjI="
    await registry.close()


async def test_a_schema_is_judged_without_being_registered(registry: Registry, subject: str) -> None:
    await registry.set_level(subject, "FULL_TRANSITIVE")
    await registry.register(subject, schema("a"))
    if isinstance(registry, MemoryRegistry):
        registry.refuses = {subject}

    assert (await registry.judge(subject, schema("a"))).is_compatible is True
    assert (await registry.judge(subject, schema("a", "b"))).is_compatible is False
    assert await registry.version_numbers(subject) == [1]
