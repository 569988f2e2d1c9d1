"""Which versions of a type are still in the topics, and who could meet them."""

from uuid import uuid4

import msgspec
import pytest

from services.wire import versions
from services.wire.broker import Outgoing, Partition
from services.wire.entry import Entry
from services.wire.framing import header
from services.wire.generated.catalog import CATALOG
from services.wire.kafka import KafkaBroker, KafkaGroups, KafkaTopics
from services.wire.memory import MemoryBroker
from services.wire.registry import HttpRegistry, Registered
from services.wire.settings import Settings
from services.wire.startup import subject_of
from services.wire.subject_plan import apply_subjects, plan_subjects

KEPT = CATALOG["accounts.AccountRegistered"]
OLD, NEW = Registered(7, 1, "old"), Registered(9, 2, "new")
FIRST = Partition("accounts.events", 0)


def framed(schema_id: int) -> bytes:
    return header(schema_id) + b"body"


async def found_in(*values: bytes) -> dict[int, dict[Partition, versions.Stretch]]:
    broker = MemoryBroker({"accounts.events": 1})
    for value in values:
        await broker.produce(Outgoing("accounts.events", None, value))
    return await versions.find(broker, ["accounts.events"])


def row_of(found: versions.Found, groups: dict[str, dict[Partition, int]], version: int) -> versions.Row:
    registered = {"accounts.events": [OLD, NEW], "replies": [OLD, NEW]}
    entry: Entry = msgspec.structs.replace(KEPT, topics=("accounts.events", "replies"))
    made = versions.rows(entry, registered, found, groups, {"accounts.events": 9, "replies": 9})
    return next(row for row in made if (row.topic, row.version) == ("accounts.events", version))


async def test_records_are_counted_by_the_schema_id_that_they_name() -> None:
    found = await found_in(framed(7), framed(9), framed(7), b"not framed")

    assert {schema_id: its[FIRST].records for schema_id, its in found.items()} == {7: 2, 9: 1}
    assert found[7][FIRST].last_offset == 2


async def test_a_group_that_has_passed_every_such_record_meets_none() -> None:
    found = await found_in(framed(7), framed(9))

    assert "accounts" not in row_of(found, {"accounts": {FIRST: 1}}, version=1).readers
    assert "accounts" in row_of(found, {"accounts": {FIRST: 1}}, version=2).readers


async def test_a_fold_meets_every_version_that_is_still_there() -> None:
    assert row_of(await found_in(framed(7)), {}, version=1).readers == ("the fold of accounts",)
    assert row_of(await found_in(framed(9)), {}, version=1).readers == ()


async def test_a_version_that_nothing_holds_is_said_to_be_gone_and_ours_never_is() -> None:
    registered = {topic: [OLD, NEW] for topic in KEPT.topics}
    made = versions.rows(KEPT, registered, await found_in(), {}, dict.fromkeys(KEPT.topics, 9))

    said = versions.lines("accounts.AccountRegistered", made)

    assert "version 1: nothing holds a record of it, so nothing has to read it any more" in said
    assert not any(line.startswith("version 2") for line in said)


def test_a_type_that_does_not_travel_is_refused_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert versions.main(["accounts.Nothing"]) == versions.USAGE
    assert "no type accounts.Nothing travels; there are:\n  accounts.AccountRegistered" in capsys.readouterr().err


@pytest.mark.integration
async def test_a_real_topic_is_counted_and_nothing_is_changed(
    servers: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    own = msgspec.structs.replace(servers, topic_prefix=f"t{uuid4().hex[:8]}.")
    given = CATALOG["accounts.LoginFailed"]
    registry, broker = HttpRegistry(own), await KafkaBroker.open(own)
    await KafkaTopics(own).create({topic: (1, {}) for topic in (*given.topics, "accounts.dead")})
    await apply_subjects(registry, await plan_subjects(registry, [given], {}, own.topic_prefix))
    version = await registry.find(subject_of(own.topic_prefix, given.topics[0], given.name), given.schema)
    assert version is not None
    await broker.produce(Outgoing(given.topics[0], b"ada", framed(version.schema_id)))
    await broker.close()
    await registry.close()

    await versions.show(given.name, own)

    assert "accounts.signals: version 1 (ours), schema id" in (said := capsys.readouterr().out)
    assert ": 1 records, the last of 20" in said
    assert await KafkaGroups(own).positions() == {}
