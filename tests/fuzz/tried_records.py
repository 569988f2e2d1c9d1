"""Damaged records on every topic: each kind of damage on each kind of topic, and what came of it on each topic."""

import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from random import Random
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from services.testing.platform import PARTITIONS
from services.testing.stand_ins import whole_platform
from services.wire.broker import Record
from services.wire.dead.__main__ import DEAD_TOPICS
from services.wire.dead.desk import Desk, Operator
from services.wire.dead.letters import Name
from services.wire.dead.wanted import Wanted
from services.wire.headers import DEAD_TOPIC
from services.wire.murmur2 import partition_of
from tests.fuzz.audience import Listener, audience
from tests.fuzz.budget import UNLIMITED, Budget
from tests.fuzz.contract import Contract
from tests.fuzz.logs import MemoryLog
from tests.fuzz.record_damage import EVERY, damaged, type_name
from tests.fuzz.record_ends import A_BYTE, ENDS, End
from tests.fuzz.recorded import copy
from tests.fuzz.records import Put, Scene
from tests.fuzz.run import Finding
from tests.fuzz.tally import Row, Side
from tests.fuzz.thread import LoopThread

RECORDS = "records"
ON_KAFKA = "records on Kafka"


class Tried(Struct, frozen=True):
    """A damaged record of a type on its topic, what came of it, and what was to come."""

    topic: str
    type_name: str
    end: End
    expected: tuple[End, ...]

    @property
    def is_right(self) -> bool:
        return self.end in self.expected

    def __str__(self) -> str:
        wanted = " or ".join(end.name for end in self.expected)
        return f"{self.type_name} on {self.topic}: {self.end.name}, expected {wanted}"


def _put_each(scene: Scene, damage: str, records: Iterable[tuple[str, Record]]) -> list[tuple[Put, Listener]]:
    """Put a damaged copy of each record, given with its type's name, on its topic; with whose request it belongs to."""
    puts = []
    for name, record in records:
        again, request_id = copy(record)
        puts.append((scene.put(name, request_id, damaged(again, damage, name, scene.kit)), scene.listener(record)))
    return puts


def _input(scene: Scene, kind: str, damage: str) -> Iterator[Tried]:
    """To a worker."""
    puts = _put_each(scene, damage, scene.of(kind))
    scene.all_committed(put for put, _ in puts)
    scene.everybody_is_answered()
    for put, who in puts:
        end = scene.end_of(put, who, is_same=damage != A_BYTE)
        yield Tried(put.record.topic, put.type_name, end, scene.expected(put, kind, damage))


def _reply(scene: Scene, kind: str, damage: str) -> Iterator[Tried]:
    """What arrives is what was sent, or wire.Failed; it arrives at whom it was meant for, or nowhere."""
    puts = _put_each(scene, damage, scene.good_replies.items())
    scene.everybody_is_answered()
    for put, who in puts:
        end = scene.end_of_reply(put, who, is_same=damage != A_BYTE)
        yield Tried(put.record.topic, put.type_name, end, scene.expected(put, kind, damage))


def _feed_message(scene: Scene, kind: str, damage: str) -> Iterator[Tried]:
    """Followers hear of it, or have everything told again; a session that ends otherwise stays as it is."""
    opened = []
    for name, record in scene.of(kind):
        value = scene.platform.codec.decode(record.value or b"")
        again, request_id = copy(record)
        if hasattr(value, "seq"):
            request_id, who, key = scene.followed(record)
            opened.append((request_id, who, name))
            data = scene.platform.codec.encode(kind, replace(value, seq=1))
            again = replace(again, key=key, value=data, partition=partition_of(key, PARTITIONS))
        scene.put(name, request_id, damaged(again, damage, name, scene.kit))
    scene.everybody_is_answered()
    expected = ENDS[kind][damage]
    for request_id, who, name in opened:
        end = scene.end_of_feed(request_id, who, name, is_told=End.UNTOLD not in expected)
        yield Tried(kind, name, end, expected)


def _event(scene: Scene, kind: str, damage: str) -> Iterator[Tried]:
    """A worker that starts behind it reads it as it was meant, or leaves that partition alone until it is mended."""
    for name, events in list(scene.histories.items()):
        yield Tried(events[-1].topic, name, scene.end_of_event(name, damage), ENDS[kind][damage])


def _memory(scene: Scene, kind: str, damage: str) -> Iterator[Tried]:
    """A repeat is answered as the request was, or told that this cannot be had."""
    for entry, asked in list(scene.remembered.values()):
        end = scene.end_of_memory(entry, asked, damage)
        yield Tried(entry.topic, type_name(scene.platform, entry), end, ENDS[kind][damage])


def _dead_letter(scene: Scene, kind: str, damage: str) -> Iterator[Tried]:
    """An operator is shown whatever lies there."""
    said: list[str] = []

    async def agrees(_: str) -> bool:
        raise AssertionError("nothing is dropped")

    operator = Operator(said.append, said.append, agrees)
    desk = Desk(scene.platform.broker, scene.platform.registry, DEAD_TOPICS, operator, now_ms=0)
    for topic in DEAD_TOPICS:
        _, record = next(scene.of("commands"))
        letter, request_id = copy(replace(record, topic=topic), **{DEAD_TOPIC: record.topic.encode()})
        name = type_name(scene.platform, record)
        _, number, offset = scene.put(topic, request_id, damaged(letter, damage, name, scene.kit)).position
        wanted = Wanted(names=frozenset([Name(topic, number, offset)]))
        assert scene.run(desk.overview(wanted, with_marked=False, is_json=False))
        assert scene.run(desk.show(wanted))
        assert any(f"{topic}-{number}-{offset}" in line for line in said), said
        yield Tried(topic, name, End.SHOWN, ENDS[kind][damage])
    scene.everybody_is_answered()


ON: dict[str, Callable[[Scene, str, str], Iterator[Tried]]] = {
    "commands": _input,
    "signals": _input,
    "replies": _reply,
    "feeds": _feed_message,
    "events": _event,
    "inbox": _memory,
    "dead": _dead_letter,
}
"""How a record is damaged, by the kind of its topic."""


Turns = Counter[tuple[str, str]]
"""How often each kind of damage was tried on each kind of topic."""


def every_record(scene: Scene, lane: str, seed: int, turns: Turns, budget: Budget = UNLIMITED) -> Side:
    """Try each kind of damage on each kind of topic, first what had the fewest turns.

    Which bytes are damaged follows from the seed and the kinds alone.
    """
    began, rows, findings = time.monotonic(), {name: Row() for name in _topics(scene)}, list[Finding]()
    order = [(kind, damage) for kind in ON for damage in EVERY]
    Random(seed).shuffle(order)
    for kind, damage in sorted(order, key=turns.__getitem__):
        if budget.is_over:
            break
        turns[kind, damage] += 1
        scene.begin(f"{seed}/{kind}/{damage}")
        try:
            for tried in ON[kind](scene, kind, damage):
                rows[tried.topic].count(damage, tried.end.shown)
                if not tried.is_right:
                    rows[tried.topic].findings += 1
                    findings.append(_finding(lane, kind, damage, str(tried), seed))
        except Exception as error:  # a promise, or a time, that was not kept: in whichever part of the scene
            findings.append(_finding(lane, kind, damage, f"{type(error).__name__}: {error} {_where(error)}", seed))
            break
    return Side(lane, rows, findings, time.monotonic() - began)


def _topics(scene: Scene) -> list[str]:
    """Every topic on which something can be damaged."""
    of_entries = {entry.topic for entry, _ in scene.remembered.values()}
    return sorted({topic for topic, _ in scene.good} | of_entries | set(DEAD_TOPICS))


def _finding(lane: str, kind: str, damage: str, said: str, seed: int) -> Finding:
    where = " --in-process" if lane == RECORDS else ""
    again = f"again: ./just fuzz{where} --lane {lane!r} --seed {seed}"
    return Finding(f"{lane}: {kind}: {damage}", lane, f"{said}\n  {again}", None)


def _where(error: Exception) -> str:
    """The lines of the scene that an error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    return "in " + ", ".join(f"{frame.name}:{frame.lineno}" for frame in frames if "fuzz" in frame.filename)


@contextmanager
def scene_in_memory(document: Mapping[str, Any], seed: int) -> Iterator[Scene]:
    """A platform of its own in this process: its topics are trimmed, and its workers are started again and again."""
    with (
        closing(LoopThread()) as loop,
        loop.entered(whole_platform()) as platform,
        audience(platform.url, loop) as people,
    ):
        yield Scene(loop, platform, people, Contract(document), MemoryLog(platform.broker), seed)
