"""What was written with any published version is read by this build, as whoever wrote it meant it."""

from collections.abc import Collection
from typing import Any

import pytest

from codegen.model import Enum, Tree
from codegen.parse import parse
from services.wire.codec import Codec
from services.wire.framing import header
from services.wire.generated.catalog import CATALOG
from services.wire.registry import MemoryRegistry
from services.wire.startup import check_schemas, subject_of
from tests.codegen.trees import enum, repository_tree, tree
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
    replaced = replacements(parse({"version.avsc": version.schema}), repository_tree())
    for then, part in zip(version.values(), parts(version), strict=True):
        read = codec.decode(header(schema_id) + part)
        assert agrees(then, as_json(read, version.name), replaced)
        if version.registry_text == entry.schema:
            assert codec.encode(entry.topics[0], read)[5:] == part


def test_only_fields_that_have_gone_or_come_may_differ() -> None:
    then = {"text": "a", "mood": "glad", "notes": [{"version": 1}]}
    assert agrees(then, {"text": "a", "notes": [{"version": 1, "pinned": False}]})
    assert not agrees(then, {"text": "a", "notes": [{"version": 2, "pinned": False}]})
    assert not agrees(then, {"text": "a", "notes": []})


def test_a_symbol_that_has_gone_is_read_as_the_default_and_no_other_is() -> None:
    """Of an enum that was renamed too; a symbol that is still there, or an enum without a default, stays as it was."""
    then = tree(enum("a.Tone", "LOW", "HIGH", default="LOW"), enum("a.Old", "X", "Y"), enum("a.Kept", "P", "Q"))
    now = tree(
        enum("a.Tone", "LOW", default="LOW"), enum("a.New", "X", default="X", aliases=["a.Old"]), enum("a.Kept", "P")
    )
    replaced = replacements(then, now)

    assert replaced == {("HIGH", "LOW"), ("Y", "X")}
    assert agrees({"tones": ["LOW", "HIGH"]}, {"tones": ["LOW", "LOW"]}, replaced)
    assert not agrees({"tones": ["LOW", "HIGH"]}, {"tones": ["HIGH", "LOW"]}, replaced)
    assert not agrees({"tones": ["HIGH"]}, {"tones": ["LOW"]})


def test_a_number_that_has_been_widened_is_text_in_json() -> None:
    assert agrees({"cents": 7}, {"cents": "7"})
    assert not agrees({"cents": 7}, {"cents": "8"})


def replacements(then: Tree, now: Tree) -> frozenset[tuple[str, str]]:
    """Symbols that have gone since, each with the default that today's enum has for them."""
    today = {name: one for one in now.types.values() if isinstance(one, Enum) for name in (one.name, *one.aliases)}
    return frozenset(
        (symbol, default)
        for name, one in then.types.items()
        if isinstance(one, Enum) and name in today and (default := today[name].default) is not None
        for symbol in set(one.symbols) - set(today[name].symbols)
    )


def agrees(then: Any, now: Any, replaced: Collection[tuple[str, str]] = ()) -> bool:
    """Whether everything is as it was written, but for fields that have gone or come since, and what resolves."""
    match then, now:
        case dict(), dict():
            return all(agrees(value, now[name], replaced) for name, value in then.items() if name in now)
        case list(), list():
            return len(then) == len(now) and all(agrees(*pair, replaced) for pair in zip(then, now, strict=True))
        case int(), str() if not isinstance(then, bool):
            return str(then) == now
        case str(), str():
            return then == now or (then, now) in replaced
        case _:
            return bool(then == now)
