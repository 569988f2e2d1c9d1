"""Lanes of other processes, followed for the sockets here that came from there."""

import asyncio
from collections.abc import Callable

from gateway.incoming import Incoming
from gateway.lane import REPLIES, Lane
from gateway.sockets import Socket
from services.wire.broker import Broker, Follower, Partition, Record


class _Followed:
    def __init__(self, incoming: Incoming, position: int) -> None:
        self.incoming = incoming
        self.position = position
        self.follower: Follower | None = None
        self.users: set[Socket] = set()

    def received(self, records: list[Record]) -> None:
        self.position = records[-1].offset + 1
        self.incoming.received(records)

    async def close(self) -> None:
        if self.follower is not None:
            await self.follower.close()
        await self.incoming.close()


class ForeignLanes:
    """One follower for each lane that somebody here came from; none once they no longer need it."""

    def __init__(self, broker: Broker, own: Lane, own_incoming: Incoming, incoming: Callable[[], Incoming]) -> None:
        self._broker = broker
        self._own = own
        self._own_incoming = own_incoming
        self._incoming = incoming
        self._followed: dict[int, _Followed] = {}
        self._changing = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    async def follow(self, number: int, socket: Socket) -> int:
        """From which offset on the lane is delivered; what is before has to be read."""
        if number == self._own.number:
            return self._own.position
        async with self._changing:
            followed = self._followed.get(number)
            if followed is None:
                partition = Partition(REPLIES, number)
                followed = _Followed(self._incoming(), (await self._broker.end_offsets([partition]))[partition])
                followed.follower = await self._broker.follow({partition: followed.position}, followed.received)
                self._followed[number] = followed
            followed.users.add(socket)
            return followed.position

    def incoming(self, number: int) -> Incoming:
        """What takes the records of a lane that is followed, so that those read again keep their place among them."""
        return self._own_incoming if number == self._own.number else self._followed[number].incoming

    def release(self, socket: Socket) -> None:
        """The socket needs no foreign lane any more."""
        for number, followed in list(self._followed.items()):
            followed.users.discard(socket)
            followed.incoming.forget(socket)
            if not followed.users:
                del self._followed[number]
                task = asyncio.get_running_loop().create_task(followed.close())
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Follow none."""
        followed = list(self._followed.values())
        self._followed.clear()
        await asyncio.gather(*(one.close() for one in followed), *self._closing)
