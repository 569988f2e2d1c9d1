"""Follows `feeds`: every gateway reads all of it, for feed messages and for sessions that ended anywhere."""

from typing import Any, Final

from gateway import metrics
from gateway.feeds import Feeds
from gateway.incoming import Incoming, Room
from gateway.metrics import Metrics
from gateway.sessions import Sessions
from gateway.sockets import Sockets
from services.wire.broker import Broker, Follower, Partition, Record
from services.wire.codec import Codec
from services.wire.errors import MillraceError
from services.wire.generated.wire import SessionRevoked

TOPIC: Final = "feeds"


class FeedsReader:
    """Passes on what it reads."""

    def __init__(
        self,
        broker: Broker,
        codec: Codec,
        room: Room,
        *,
        feeds: Feeds,
        sessions: Sessions,
        sockets: Sockets,
        counters: Metrics,
    ) -> None:
        self._broker = broker
        self._feeds = feeds
        self._sessions = sessions
        self._sockets = sockets
        self._metrics = counters
        self._incoming = Incoming(
            codec, room, addressee=lambda record: record.key or b"", decoded=self._decoded, undecodable=self._missed
        )
        self._follower: Follower | None = None

    async def open(self) -> None:
        """Follow every partition from its end, read as a number first."""
        count = await self._broker.partition_count(TOPIC)
        ends = await self._broker.end_offsets([Partition(TOPIC, number) for number in range(count)])
        self._follower = await self._broker.follow(ends, self._incoming.received)

    async def close(self) -> None:
        if self._follower is not None:
            await self._follower.close()
        await self._incoming.close()

    def _decoded(self, record: Record, body: Any, _: int | None) -> None:
        if isinstance(body, SessionRevoked):
            self._sessions.forget(body.session_ref)
            self._sockets.end_session(body.session_ref)
        else:
            self._feeds.heard(record, body)

    def _missed(self, record: Record, _: MillraceError, __: int | None) -> None:
        """Let nobody go on as if a change had not been: it may be of a type that only newer gateways know."""
        self._metrics.count(metrics.UNDECODABLE)
        if record.key is not None:
            self._feeds.missed(record.key)
