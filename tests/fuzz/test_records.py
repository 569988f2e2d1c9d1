"""Damaged records on every topic: what comes of each is as `record_ends.ENDS` says, and everybody else is served."""

import os
import secrets
from itertools import count

import pytest
from msgspec.structs import replace

from services.testing.platform import PARTITIONS
from services.wire.dead.__main__ import DEAD_TOPICS
from services.wire.dead.desk import Desk, Operator
from services.wire.dead.letters import Name
from services.wire.dead.wanted import Wanted
from services.wire.headers import DEAD_TOPIC
from services.wire.murmur2 import partition_of
from tests.fuzz.audience import audience
from tests.fuzz.contract import Contract
from tests.fuzz.record_damage import EVERY, damaged, type_name
from tests.fuzz.record_ends import A_BYTE, ENDS, End
from tests.fuzz.recorded import copy
from tests.fuzz.records import Scene

EXAMPLES = int(os.environ.get("MILLRACE_EXAMPLES", "1"))
SEED = int(os.environ.get("MILLRACE_SEED", "0")) or secrets.randbelow(2**31)
numbers = count(1)


@pytest.fixture(scope="module")
def scene(stage, document):
    loop, platform = stage
    with audience(platform.url, loop) as people:
        print(f"MILLRACE_SEED={SEED}")
        yield Scene(loop, platform, people, Contract(document), SEED)


def wrong(found):
    """What is not as it has to be, one line each."""
    return [f"{name}: {end}" for name, end, expected in found if end not in expected]


@pytest.mark.parametrize("kind", ["commands", "signals"])
@pytest.mark.parametrize("damage", EVERY)
def test_an_input_of_a_worker(scene, kind, damage):
    puts = []
    for name, record in list(scene.of(kind)) * EXAMPLES:
        again, request_id = copy(record)
        puts.append((scene.put(name, request_id, damaged(again, damage, name, scene.kit)), scene.listener(record)))

    scene.all_committed(put for put, _ in puts)
    scene.everybody_is_answered()

    ends = ((put.type_name, scene.end_of(put, who), scene.expected(put, kind, damage)) for put, who in puts)
    assert wrong(ends) == []


@pytest.mark.parametrize("damage", EVERY)
def test_a_reply(scene, damage):
    """What arrives is what was sent, or wire.Failed; it arrives at whom it was meant for, or nowhere."""
    puts = []
    for name, record in list(scene.good_replies.items()) * EXAMPLES:
        again, request_id = copy(record)
        puts.append((scene.put(name, request_id, damaged(again, damage, name, scene.kit)), scene.listener(record)))

    scene.everybody_is_answered()

    is_same = damage != A_BYTE
    ends = (
        (put.type_name, scene.end_of_reply(put, who, is_same=is_same), scene.expected(put, "replies", damage))
        for put, who in puts
    )
    assert wrong(ends) == []


@pytest.mark.parametrize("damage", EVERY)
def test_a_feed_message(scene, damage):
    """Followers hear of it, or have everything told again; a session that ends otherwise stays as it is."""
    opened = []
    for name, record in list(scene.of("feeds")) * EXAMPLES:
        value = scene.platform.codec.decode(record.value)
        again, request_id = copy(record)
        if hasattr(value, "seq"):
            request_id, who, key = scene.followed(record, next(numbers))
            opened.append((request_id, who, name))
            data = scene.platform.codec.encode("feeds", replace(value, seq=1))
            again = replace(again, key=key, value=data, partition=partition_of(key, PARTITIONS))
        scene.put(name, request_id, damaged(again, damage, name, scene.kit))
    scene.everybody_is_answered()

    expected = ENDS["feeds"][damage]
    is_told = End.UNTOLD not in expected
    ends = ((name, scene.end_of_feed(asked, who, name, is_told=is_told), expected) for asked, who, name in opened)
    assert wrong(ends) == []


@pytest.mark.parametrize("damage", EVERY)
def test_an_event_that_builds_state(scene, damage):
    """A worker that starts behind it reads it as it was meant, or leaves that partition alone until it is mended."""
    ends = (
        (name, scene.end_of_event(name, damage), ENDS["events"][damage]) for name in list(scene.histories) * EXAMPLES
    )
    assert wrong(ends) == []


@pytest.mark.parametrize("damage", EVERY)
def test_the_memory_of_a_request(scene, damage):
    """A repeat is answered as the request was, or told that this cannot be had."""
    pairs = list(scene.remembered.items()) * EXAMPLES
    ends = ((domain, scene.end_of_memory(*pair, damage), ENDS["inbox"][damage]) for domain, pair in pairs)
    assert wrong(ends) == []


@pytest.mark.parametrize("damage", EVERY)
def test_a_dead_letter(scene, damage):
    """An operator is shown whatever lies there."""
    said = []

    async def agrees(_):
        raise AssertionError("nothing is dropped")

    operator = Operator(said.append, said.append, agrees)
    desk = Desk(scene.platform.broker, scene.platform.registry, DEAD_TOPICS, operator, now_ms=0)
    for topic in DEAD_TOPICS:
        _, record = next(scene.of("commands"))
        letter, request_id = copy(replace(record, topic=topic), **{DEAD_TOPIC: record.topic.encode()})
        bad = damaged(letter, damage, type_name(scene.platform, record), scene.kit)
        _, number, offset = scene.put(topic, request_id, bad).position
        wanted = Wanted(names=frozenset([Name(topic, number, offset)]))
        assert scene.run(desk.overview(wanted, with_marked=False, is_json=False))
        assert scene.run(desk.show(wanted))
        assert any(f"{topic}-{number}-{offset}" in line for line in said), said
    scene.everybody_is_answered()
