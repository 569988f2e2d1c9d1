"""A place in a consumer group: what the event loop sees of it. `group_thread` does the work."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from services.wire.broker import Batch, Committed, GroupListener, Partition
from services.wire.errors import OffsetsRefused
from services.wire.kafka.group_thread import GroupThread, Polled
from services.wire.settings import Settings

T = TypeVar("T")


class KafkaMember:
    """See `broker.Member`.

    Every `start` opens a new era of its partition. Records that were on their way from an older era
    are dropped here, so that the listener never hears of them after a `start` or a revocation.
    """

    def __init__(
        self, settings: Settings, group: str, topics: Sequence[str], slot: str, listener: GroupListener
    ) -> None:
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._eras: dict[Partition, int] = {}
        self._era = 0
        self._closed = False
        self._commits: set[asyncio.Future[None]] = set()
        self._thread = GroupThread(settings, group, topics, slot, self)

    async def committed(self, partitions: Sequence[Partition]) -> dict[Partition, Committed | None]:
        answer: asyncio.Future[dict[Partition, Committed | None]] = self._loop.create_future()
        self._thread.ask_committed(list(partitions), lambda outcome: self._answer(answer, outcome))
        return await answer

    async def commit(self, offsets: Mapping[Partition, Committed]) -> None:
        if not offsets.keys() <= self._eras.keys():
            raise OffsetsRefused("a partition has gone")
        answer: asyncio.Future[None] = self._loop.create_future()
        wanted = [(partition, committed, self._eras[partition]) for partition, committed in offsets.items()]
        self._commits.add(answer)
        answer.add_done_callback(self._commits.discard)
        self._thread.commit(wanted, lambda error: self._answer(answer, error))
        await answer

    def start(self, partition: Partition, offset: int) -> None:
        self._era += 1
        self._eras[partition] = self._era
        self._thread.start(partition, offset, self._era)

    def pause(self, partitions: Sequence[Partition]) -> None:
        self._thread.pause(list(partitions))

    def resume(self, partitions: Sequence[Partition]) -> None:
        self._thread.resume(list(partitions))

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.close)
        self._closed = True
        self._refuse_commits()

    # Called by the thread.

    def on_polled(self, polled: Polled) -> None:
        self._tell(self._received, polled)

    def on_assigned(self, partitions: list[Partition]) -> None:
        self._tell(self._listener.assigned, partitions)

    def on_revoked(self, partitions: list[Partition], done: Callable[[], None]) -> None:
        self._tell(self._revoked, partitions, done)

    def on_failed(self, error: Exception) -> None:
        self._tell(self._failed, error)

    def _tell(self, callback: Callable[..., None], *arguments: object) -> None:
        self._loop.call_soon_threadsafe(callback, *arguments)

    # Called on the loop.

    def _received(self, polled: Polled) -> None:
        records = [record for run in polled.runs if self._eras.get(run.place) == run.era for record in run.records]
        if records and not self._closed:
            self._listener.received(Batch(records, polled.generation))

    def _revoked(self, partitions: list[Partition], done: Callable[[], None]) -> None:
        try:
            for partition in partitions:
                self._eras.pop(partition, None)
            self._listener.revoked(partitions)
        finally:
            done()

    def _failed(self, error: Exception) -> None:
        self._refuse_commits()
        self._listener.failed(error)

    def _refuse_commits(self) -> None:
        """Let nobody wait for a thread that has ended."""
        for answer in list(self._commits):
            if not answer.done():
                answer.set_exception(OffsetsRefused("the member has left the group"))

    def _answer(self, answer: asyncio.Future[T], outcome: T | Exception) -> None:
        def settle() -> None:
            if answer.done():
                return
            if isinstance(outcome, Exception):
                answer.set_exception(outcome)
            else:
                answer.set_result(outcome)

        self._tell(settle)
