"""What was written with any published version is read by this build, as whoever wrote it meant it."""

from typing import Any

import pytest

from services.wire.codec import Codec
from services.wire.framing import header
from services.wire.generated.catalog import CATALOG
from services.wire.registry import MemoryRegistry
from services.wire.startup import check_schemas, subject_of
from tests.golden_datums.files import FOLDER, MEND, Version, versions
from tests.golden_datums.reading import as_json, parts

VERSIONS = versions()


@pytest.fixture
async def registry() -> MemoryRegistry:
    made = MemoryRegistry()
    for entry in CATALOG.values():
        for topic in entry.topics:
            await made.register(subject_of("", topic, entry.name), entry.schema)
    return made


@pytest.fixture
async def codec(registry: MemoryRegistry) -> Codec:
    return await check_schemas(registry, CATALOG.values())


def test_every_published_version_has_a_datum_and_no_other_has_one() -> None:
    expected = {path for version in VERSIONS for path in (version.avro, version.json)}
    travels = {version.name for version in VERSIONS}
    found = {path for path in FOLDER.glob("*.*/*") if path.parent.name in travels}
    assert expected == found, MEND


@pytest.mark.parametrize("version", VERSIONS, ids=str)
async def test_a_datum_of_any_version_is_read(version: Version, codec: Codec, registry: MemoryRegistry) -> None:
    """By its schema id, as it comes from Kafka. What today's type has besides is what its defaults say."""
    entry = CATALOG[version.name]
    schema_id = await registry.register(subject_of("", entry.topics[0], version.name), version.registry_text)
    await codec.learn(schema_id)
    for then, part in zip(version.values(), parts(version), strict=True):
        read = codec.decode(header(schema_id) + part)
        assert agrees(then, as_json(read, version.name))
        if version.registry_text == entry.schema:
            assert codec.encode(entry.topics[0], read)[5:] == part


def test_only_fields_that_have_gone_or_come_may_differ() -> None:
    then = {"text": "a", "mood": "glad", "notes": [{"version": 1}]}
    assert agrees(then, {"text": "a", "notes": [{"version": 1, "pinned": False}]})
    assert not agrees(then, {"text": "a", "notes": [{"version": 2, "pinned": False}]})
    assert not agrees(then, {"text": "a", "notes": []})


def agrees(then: Any, now: Any) -> bool:
    """Whether everything is as it was written, but for fields that have gone or come since."""
    match then, now:
        case dict(), dict():
            return all(agrees(value, now[name]) for name, value in then.items() if name in now)
        case list(), list():
            return len(then) == len(now) and all(map(agrees, then, now))
        case _:
            return bool(then == now)
