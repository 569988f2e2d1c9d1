"""The recent feed messages of one key, so that a snapshot can be played on from."""

from collections import deque
from collections.abc import Iterator

import msgspec
from msgspec import Struct


class Message(Struct, frozen=True):
    """One feed message: the record's id, which change of the key it tells, its type, and its JSON."""

    id: bytes
    seq: int
    type: str
    body: msgspec.Raw


class Ring:
    """Messages in the order of their `seq`, each once. Of those up to `floor`, some may be missing."""

    __slots__ = ("_ids", "_messages", "_most", "floor", "lost_at_s", "top", "used_s")

    def __init__(self, most: int, floor: int, used_s: float) -> None:
        self._most = most
        self._messages: deque[Message] = deque()
        self._ids: set[bytes] = set()
        self.floor = floor
        self.top = floor
        self.used_s = used_s
        """When somebody last needed it, on the event loop's clock."""
        self.lost_at_s = float("-inf")
        """When a change came that could not be read."""

    def __len__(self) -> int:
        return len(self._messages)

    def add(self, message: Message) -> bool:
        """Keep a message; False for a repeat, which a restarted worker may send."""
        if message.seq < self.top or message.id in self._ids:
            return False
        self.top = message.seq
        self._messages.append(message)
        self._ids.add(message.id)
        if len(self._messages) > self._most:
            evicted = self._messages.popleft()
            self._ids.discard(evicted.id)
            self.floor = evicted.seq
        return True

    def lose(self, now_s: float) -> int:
        """Miss what came and could not be read; how many messages went with it.

        Nobody can say which change it was, or whether it was one: it may have been a repeat. A snapshot that is asked
        for after this has it.
        """
        lost = len(self._messages)
        self._messages.clear()
        self._ids.clear()
        self.floor = self.top
        self.lost_at_s = now_s
        return lost

    def after(self, seq: int) -> Iterator[Message]:
        """The messages of the changes after `seq`."""
        return (message for message in self._messages if message.seq > seq)
