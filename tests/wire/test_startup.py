"""A process begins only when all its schemas are registered, and waits for a registry that is away."""

import asyncio
import json
import logging

import msgspec
import pytest

from services.wire.errors import SchemaNotRegistered
from services.wire.generated.accounts import NameTaken
from services.wire.generated.catalog import CATALOG
from services.wire.registry import MemoryRegistry, Registry
from services.wire.startup import check_schemas, subject_of, travelling

ENTRIES = list(CATALOG.values())


async def fill(registry: Registry, prefix: str = "") -> None:
    await asyncio.gather(
        *(
            registry.register(subject_of(prefix, topic, entry.name), entry.schema)
            for entry in ENTRIES
            for topic in entry.topics
        )
    )


async def test_with_every_schema_registered_the_codec_knows_them() -> None:
    registry = MemoryRegistry()
    await fill(registry, "mine.")
    codec = await check_schemas(registry, ENTRIES, "mine.")
    assert codec.decode(codec.encode("replies", NameTaken(name="x"))) == NameTaken(name="x")


async def test_a_missing_schema_is_named_with_what_to_run() -> None:
    registry = MemoryRegistry()
    await fill(registry)
    newer = msgspec.structs.replace(CATALOG["accounts.NameTaken"], schema=json.dumps({"type": "record", "name": "X"}))
    unknown = msgspec.structs.replace(CATALOG["accounts.Register"], name="accounts.Wave")
    with pytest.raises(SchemaNotRegistered) as caught:
        await check_schemas(registry, [*ENTRIES, newer, unknown])
    said = str(caught.value)
    assert "accounts.NameTaken on replies: the registry holds versions 1, none of them this one" in said
    assert "accounts.Wave on accounts.commands: the registry holds nothing" in said
    assert said.endswith("To mend it: just apply")


async def test_a_schema_that_would_be_refused_is_not_sent_to_apply() -> None:
    """It breaks somebody: the registry says so when it is asked, and `just check` says whom."""
    registry = MemoryRegistry()
    await fill(registry)
    registry.refuses.add("replies-accounts.NameTaken")
    broken = msgspec.structs.replace(CATALOG["accounts.NameTaken"], schema=json.dumps({"type": "record", "name": "X"}))
    with pytest.raises(SchemaNotRegistered) as caught:
        await check_schemas(registry, [broken])
    said = str(caught.value)
    assert "the registry holds versions 1, none of them this one, and would refuse it: the schema is incompat" in said
    assert "To mend it: just apply" not in said
    assert "`just check` says whom" in said


async def test_what_a_process_only_meets_may_be_missing() -> None:
    registry = MemoryRegistry()
    await fill(registry)
    unknown = msgspec.structs.replace(CATALOG["accounts.Register"], name="accounts.Wave")
    codec = await check_schemas(registry, ENTRIES[:1], met=[unknown, CATALOG["accounts.NameTaken"]])
    assert codec.decode(codec.encode("replies", NameTaken(name="x"))) == NameTaken(name="x")


async def test_entries_are_narrowed_to_the_topics_they_travel_on() -> None:
    narrowed = travelling(ENTRIES, lambda _, topic: topic == "accounts.inbox")
    assert [(entry.name, entry.topics) for entry in narrowed] == [("wire.InboxEntry", ("accounts.inbox",))]


async def test_an_older_version_that_is_registered_is_good_enough() -> None:
    registry = MemoryRegistry()
    await fill(registry)
    await registry.register("replies-accounts.NameTaken", '{"type": "record", "name": "Newer", "fields": []}')
    await check_schemas(registry, ENTRIES)


async def test_a_registry_that_is_away_is_waited_for_visibly(caplog: pytest.LogCaptureFixture) -> None:
    registry = MemoryRegistry()
    await fill(registry)
    registry.is_away = True
    with caplog.at_level(logging.WARNING):
        checking = asyncio.ensure_future(check_schemas(registry, ENTRIES))
        await asyncio.sleep(0.05)
        assert not checking.done()
        registry.is_away = False
        await checking
    assert "waiting for the schema registry" in caplog.text
