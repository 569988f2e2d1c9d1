"""The memory of one partition: which requests were handled, so that a repeat gets the same answer again."""

from collections import deque

from msgspec import Struct

MEMORY_LIMIT = 10_000
"""Requests remembered for each partition. A client repeats a request after seconds, when its connection was lost; at
300 requests/s on one partition this covers half a minute, takes some 5 MB, and is read again within 0.1 s. It also has
to be larger than what may be in flight, so that every answer that was not sent is still known."""


class Claim(Struct):
    """A request that is under way: what tells a repeat of it, and its inbox entry once decided."""

    fingerprint: bytes
    key: bytes | None
    entry: bytes | None = None


class Memory:
    """Encoded inbox entries by the id of the input; entries of open decisions stay apart until committed."""

    def __init__(self, limit: int = MEMORY_LIMIT) -> None:
        self._limit = limit
        self._entries: dict[bytes, bytes] = {}
        self._order: deque[bytes] = deque()
        self._claims: dict[bytes, Claim] = {}
        self.next_offset = 0
        """The first offset of the inbox that was not read or written by this memory."""

    def __len__(self) -> int:
        return len(self._entries)

    def claim(self, input_id: bytes, fingerprint: bytes, key: bytes | None) -> bool:
        """Say that a request has arrived; False if another one with its id but not its body is under way."""
        if input_id in self._entries:
            return True
        held = self._claims.setdefault(input_id, Claim(fingerprint, key))
        return held.fingerprint == fingerprint and held.key == key

    def entry(self, input_id: bytes) -> bytes | None:
        """Give the encoded inbox entry of an input that was decided before."""
        claim = self._claims.get(input_id)
        if claim is not None and claim.entry is not None:
            return claim.entry
        return self._entries.get(input_id)

    def decide(self, input_id: bytes, entry: bytes) -> None:
        """Remember a decision that is not committed yet."""
        claim = self._claims.get(input_id)
        if claim is None:
            self._claims[input_id] = Claim(b"", None, entry)
        else:
            claim.entry = entry

    def merge(self, input_id: bytes, entry: bytes) -> None:
        """Remember a committed decision, and forget the oldest one beyond the limit."""
        self._claims.pop(input_id, None)
        if input_id not in self._entries:
            self._order.append(input_id)
        self._entries[input_id] = entry
        if len(self._order) > self._limit:
            del self._entries[self._order.popleft()]

    def release(self, input_id: bytes) -> None:
        """Forget a claim that led to no entry of its own."""
        claim = self._claims.get(input_id)
        if claim is not None and claim.entry is None:
            del self._claims[input_id]

    def drop(self) -> None:
        """Forget everything that is not committed."""
        self._claims.clear()
