"""Puts damaged records on the topics of a running platform, and says what came of each."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from itertools import count
from random import Random
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from services.runner.fold import Fold, Folded
from services.runner.partition import Slot
from services.testing.platform import PARTITIONS, Platform, every_domain
from services.testing.server import eventually
from services.testing.workers import RunningWorker
from services.wire.broker import Outgoing, Partition, Position, Record
from services.wire.generated.catalog import BY_TYPE, CATALOG, TOPICS
from services.wire.headers import DEAD_OFFSET, DEAD_PARTITION, DEAD_TOPIC, DEAD_TRUNCATED
from services.wire.resolution import Resolution
from tests.fuzz.audience import Audience, Heard, Listener
from tests.fuzz.contract import Contract
from tests.fuzz.logs import Log
from tests.fuzz.record_damage import UNKNOWN, Kit, damaged, kit, type_name
from tests.fuzz.record_ends import A_BYTE, ENDS, End
from tests.fuzz.recorded import copy, history, recorded, remembered, use_everything
from tests.fuzz.thread import LoopThread
from tests.golden_datums.files import versions
from tests.golden_datums.reading import as_json, parts

FAILED = "wire.Failed"
REUSED = "wire.RequestIdReused"
FEED_OPENED = "wire.FeedOpened"
CONTROLS = {FEED_OPENED, "wire.FeedCancelled"}
"""They go down the lanes to gateways; nobody is told of them."""


class Put(Struct, frozen=True):
    """A damaged record on its topic."""

    type_name: str
    request_id: str
    record: Outgoing
    position: Position


class Scene:
    """The running platform, the people, and good records of everything."""

    def __init__(
        self, loop: LoopThread, platform: Platform, people: Audience, contract: Contract, log: Log, seed: int
    ) -> None:
        self.platform = platform
        self.log = log
        self.people = people
        self.contract = contract
        self._loop = loop
        self._numbers = count(1)
        use_everything(contract, people)
        written = loop.run(log.records(*TOPICS))
        self.good = recorded(platform, written)
        values = {named: record.value or b"" for named, record in self.good.items()}
        self.good_replies = self._good_replies()
        self.remembered = remembered(platform, written)
        self.histories = {name: list(history(written, record)) for name, record in self.of("events")}
        self.reacted_to = {BY_TYPE[event].name for spec in every_domain() for event in spec.reactions}
        self.kit: Kit = loop.run(kit(platform, log, values, seed))

    def _good_replies(self) -> dict[str, Record]:
        """A reply of each type, to somebody who is there; if none was told, one that says what a golden datum does."""
        one = next(record for (topic, _), record in self.good.items() if topic == "replies")
        newest = {version.name: version for version in versions()}
        found = {}
        for name in (entry.name for entry in CATALOG.values() if "replies" in entry.topics):
            own = self.good.get(("replies", name))
            if own is None or name == FEED_OPENED:
                value, _ = Resolution(newest[name].registry_text, CATALOG[name]).decode(next(parts(newest[name])), 0)
                own = replace(one, value=self.platform.codec.encode("replies", value))
            found[name] = own
        return found

    def begin(self, chance: str) -> None:
        """Choose bytes anew, by this alone."""
        self.kit = replace(self.kit, random=Random(chance))

    def run(self, work: Any) -> Any:
        """Wait for a coroutine that may itself wait for what must come."""
        return self._loop.run(work, 2 * self.log.within_s)

    def of(self, kind: str) -> Iterator[tuple[str, Record]]:
        """The types that travel on topics of a kind, each with a good record."""
        for (topic, name), record in self.good.items():
            if TOPICS[topic].kind == kind:
                yield name, record

    def put(self, name: str, request_id: str, record: Outgoing) -> Put:
        """Write it."""
        self.people.asked.add(request_id)
        return Put(name, request_id, record, self.write(record))

    def write(self, record: Outgoing) -> Position:
        async def written() -> Position:  # a broker of Kafka begins to write on its loop alone
            return await self.platform.broker.produce(record)

        return self.run(written())

    def listener(self, record: Record | Outgoing) -> Listener:
        """Whose request a record belongs to."""
        found = self.people.by_subscriber(record.headers["subscriber-id"].decode())
        assert found is not None
        return found

    def readers(self, topic: str) -> list[str]:
        """The domains whose workers take inputs from a topic."""
        return [
            domain
            for domain, one in self.platform.workers.items()
            if any(slot.partition.topic == topic for slot in one.worker.slots)
        ]

    def expected(self, put: Put, kind: str, damage: str) -> tuple[End, ...]:
        """What the table says; of an event that nobody reacts to, nobody hears."""
        ends = ENDS[kind][damage]
        if put.type_name in CONTROLS:
            return tuple(End.UNTOLD if end is End.HANDLED else end for end in ends)
        if kind != "signals" or put.type_name in self.reacted_to:
            return ends
        untold = tuple(End.UNTOLD if end is End.HANDLED else end for end in ends)
        return untold if self.readers(put.position.topic) else (End.UNTOLD,)

    def all_committed(self, puts: Iterable[Put]) -> None:
        """Return once whoever reads them has committed all of them."""
        places = [(domain, put.position) for put in puts for domain in self.readers(put.position.topic)]

        async def are_committed() -> bool:
            ends = {domain: await self.log.committed(domain) for domain in {domain for domain, _ in places}}
            return all(ends[domain].get(Partition(at.topic, at.partition), 0) > at.offset for domain, at in places)

        self.run(_eventually(are_committed, self.log.within_s))

    def until(self, condition: Callable[[], Any]) -> None:
        self.run(eventually(condition, self.log.within_s))

    def letters(self, put: Put) -> list[Record]:
        """The dead letters of a record."""
        topic, number, offset = put.position
        place = {DEAD_TOPIC: topic, DEAD_PARTITION: str(number), DEAD_OFFSET: str(offset)}
        dead = [name for name, spec in TOPICS.items() if spec.kind == "dead"]
        return [
            letter
            for letter in self.run(self.log.records(*dead))
            if all(letter.headers.get(name) == text.encode() for name, text in place.items())
        ]

    def everybody_is_answered(self, but: Partition | None = None) -> None:
        """Ask for every command and query once more, and hear declared outcomes; all but those of one partition."""
        records = [(name, one) for name, one in self.of("commands") if (one.topic, one.partition) != but]
        asked = [(name, *copy(record)) for name, record in records]
        for name, record, request_id in asked:
            self.put(name, request_id, record)
        for name, record, request_id in asked:
            heard = self.people.wait(self.listener(record), request_id, 1, self.log.within_s)
            assert heard, f"{name} is not answered any more"
            self.check_declared(name, heard)

    def check_declared(self, name: str, heard: list[Heard], *, is_same: bool = True) -> None:
        """Frames and bodies are as their schemas say, and among the outcomes of the command.

        What was made of another value may be outside the bounds that Avro has no word for.
        """
        for one in heard:
            assert one.frame is not None, one.text
            told = one.frame["body"]["@type"]
            declared = (*CATALOG[name].outcomes, REUSED)
            assert told in declared or TOPICS[CATALOG[name].topics[0]].kind == "signals", one.text
            if is_same:
                assert self.contract.frame.is_valid(one.frame), one.text
                assert self.contract.message(told).is_valid(one.frame["body"]), one.text

    def check_nobody_heard(self, put: Put) -> None:
        heard = [one.name for one in self.people.listeners if put.request_id in one.heard]
        assert heard == [], f"{', '.join(heard)} heard of it"

    def check_letter(self, put: Put) -> None:
        """It has the original bytes, or as many of them as fit."""
        [letter] = self.letters(put)
        value = put.record.value
        if DEAD_TRUNCATED in letter.headers:
            assert value is not None
            assert value.startswith(letter.value or b"-")
        else:
            assert letter.value == value
        assert letter.key == put.record.key
        kept = {name: text for name, text in letter.headers.items() if not name.startswith("dead-")}
        assert kept == put.record.headers

    def told(self, put: Put, who: Listener) -> str:
        """The type of the one frame that ended a request; nobody else heard of it."""
        heard = self.people.wait(who, put.request_id, 1, self.log.within_s)
        assert len(heard) == 1, f"{len(heard)} frames came"
        assert heard[0].frame is not None
        assert heard[0].frame["requestId"] == put.request_id
        assert self.people.heard_by_others(who, put.request_id) == []
        body: dict[str, Any] = heard[0].frame["body"]
        if body["@type"] == FAILED:
            assert heard[0].is_final
            assert self.contract.message(FAILED).is_valid(body), heard[0].text
        return str(body["@type"])

    def end_of_reply(self, put: Put, who: Listener, *, is_same: bool) -> End:
        """What came of a reply; one that arrived says what was meant, unless that was damaged."""
        if put.request_id not in who.heard:
            self.check_nobody_heard(put)
            return End.UNTOLD
        told = self.told(put, who)
        sent = self.platform.codec.decode(self.good_replies[put.type_name].value or b"")
        frame = who.heard[put.request_id][0].frame
        assert frame is not None
        if frame["body"] == {"@type": put.type_name, **as_json(sent, put.type_name)}:
            return End.HANDLED
        assert told == FAILED or not is_same, frame
        return End.FAILED if told == FAILED else End.HANDLED

    def followed(self, record: Record) -> tuple[str, Listener, bytes]:
        """Open a feed of a key of its own that is told such messages: its request, who asked, and the key."""
        message = type_name(self.platform, record)
        query = next(name for name, entry in CATALOG.items() if message in entry.feed)
        operation = next(one for one in self.contract.operations.values() if one.id == query)
        key = f"feed-{next(self._numbers)}"
        path = operation.path
        for one in operation.parameters:
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", key)
        who, request_id = self.people.ada, str(uuid.uuid4())
        self.people.send(who, operation.method, path, request_id).raise_for_status()
        assert self.people.wait(who, request_id, 1, self.log.within_s)
        return request_id, who, f"{CATALOG[query].domain}/{key}".encode()

    def end_of_feed(self, request_id: str, who: Listener, message: str, *, is_told: bool) -> End:
        """End the feed, and say what its follower was told between the snapshot and the last frame."""
        if is_told:
            self.people.wait(who, request_id, 2, self.log.within_s)
        again = str(uuid.uuid4())
        self.people.send(who, "DELETE", f"/api/requests/{request_id}", again).raise_for_status()
        self.until(lambda: who.heard[request_id][-1].is_final)
        between = who.heard[request_id][1:-1]
        types = [one.frame["body"]["@type"] for one in between if one.frame is not None]
        assert len(types) == len(between) <= 1, types
        if not types:
            return End.UNTOLD
        if types == [message]:
            return End.HANDLED
        first = who.heard[request_id][0].frame
        assert first is not None
        assert types == [first["body"]["@type"]]
        return End.RENEWED

    def end_of(self, put: Put, who: Listener, *, is_same: bool) -> End:
        """What came of an input of a worker, or of a reply."""
        letters = self.letters(put)
        if letters:
            self.check_letter(put)
        if not any(put.request_id in one.heard for one in self.people.listeners):
            return End.ASIDE_UNTOLD if letters else End.UNTOLD
        told = self.told(put, who)
        if told == FAILED:
            return End.ASIDE if letters else End.FAILED
        assert not letters, f"told {told}, and put aside"
        self.check_declared(put.type_name, self.people.wait(who, put.request_id, 1, 0), is_same=is_same)
        return End.HANDLED

    def end_of_event(self, name: str, damage: str) -> End:
        """Start a worker behind the history of a key whose last event is damaged."""
        *earlier, last = self.histories[name]
        domain = CATALOG[name].domain
        worker = self.platform.workers[domain]
        for number in range(PARTITIONS):
            self.forget_events(Partition(last.topic, number))
        for event in earlier:
            self.write(event)
        put = self.put(name, "", damaged(last, damage, name, self.kit))
        place = Partition(f"{domain}.commands", put.position.partition)
        self.run(worker.restart(waiting=place if damage == UNKNOWN else None))
        [slot] = [slot for slot in worker.worker.slots if slot.partition == place]
        if slot.is_started and damage not in (A_BYTE, "another partition"):
            assert slot.fold.of(last.key) == self.fold_of(name)
        self.everybody_is_answered(but=place)
        if slot.is_halted:
            assert f"{put.position.topic}-{put.position.partition} at offset {put.position.offset}" in slot.halted_by
            self.check_waiting(put, slot, worker)
            return End.HALTED
        if not slot.is_started:
            self.check_waiting(put, slot, worker)
            return End.WAITING
        self.everybody_is_answered()
        return End.HANDLED

    def fold_of(self, name: str) -> Folded:
        """What the history of an event comes to."""
        [spec] = [spec for spec in every_domain() if spec.domain == CATALOG[name].domain]
        fold = Fold(spec.evolve)
        folded = [fold.fold(one.key, self.platform.codec.decode(one.value or b"")) for one in self.histories[name]]
        return folded[-1]

    def check_waiting(self, put: Put, slot: Slot, worker: RunningWorker) -> None:
        """Its commands wait, nobody else's do; and they are answered when the event is mended."""
        topic, number, _ = put.position
        waiting = []
        for name, record in self.of("commands"):
            if (record.topic, record.partition) == slot.partition:
                again, request_id = copy(record)
                waiting.append((self.put(name, request_id, again), self.listener(record)))
        self.everybody_is_answered(but=slot.partition)
        for waits, _ in waiting:
            self.check_nobody_heard(waits)
            assert self.letters(waits) == []
        self.forget_events(Partition(topic, number))
        self.run(worker.restart())
        self.all_committed(waits for waits, _ in waiting)
        for waits, who in waiting:
            assert self.told(waits, who) != FAILED

    def forget_events(self, place: Partition) -> None:
        """Trim a partition as retention would: what lies there cannot be mended otherwise."""
        [end] = self.run(self.platform.broker.end_offsets([place])).values()
        self.run(self.log.trim(place, end))

    def end_of_memory(self, entry: Record, asked: Record, damage: str) -> End:
        """Start a worker behind a damaged inbox record, and repeat the request that it remembers."""
        again, request_id = copy(asked)
        kept = Outgoing(entry.topic, entry.key, entry.value, again.headers, entry.partition)
        self.put("wire.InboxEntry", request_id, damaged(kept, damage, "wire.InboxEntry", self.kit))
        domain = entry.topic.partition(".")[0]
        self.run(self.platform.workers[domain].restart())
        put = self.put(type_name(self.platform, asked), request_id, again)
        who = self.listener(asked)
        self.all_committed([put])
        self.everybody_is_answered()
        return self.end_of(put, who, is_same=damage != A_BYTE)


async def _eventually(condition: Callable[[], Awaitable[bool]], within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while not await condition():
            await asyncio.sleep(0.005)
