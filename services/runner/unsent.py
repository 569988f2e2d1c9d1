"""What was committed but whose replies and feed messages Kafka has not acknowledged yet."""

from collections import deque
from typing import NamedTuple

import msgspec
from msgspec import Struct

from services.wire.broker import Committed


class LowWater(NamedTuple):
    """Offsets below which everything that was committed has also been sent."""

    inputs: int
    events: int


class Span(Struct):
    """One commit's share of a partition, from its first input and its first event on."""

    low_water: LowWater
    inputs: int
    is_sent: bool = False


class Unsent:
    """The spans of one partition in the order of their commits."""

    def __init__(self) -> None:
        self._spans: deque[Span] = deque()
        self.inputs = 0
        """How many inputs were committed and are still being answered."""

    def open(self, low_water: LowWater, inputs: int) -> Span:
        """Note a commit whose replies and feed messages are on their way."""
        span = Span(low_water, inputs)
        self._spans.append(span)
        self.inputs += inputs
        return span

    def close(self, span: Span) -> None:
        """Note that Kafka has all of it. Spans may be closed in any order."""
        span.is_sent = True
        while self._spans and self._spans[0].is_sent:
            self.inputs -= self._spans.popleft().inputs

    def low_water(self, otherwise: LowWater) -> LowWater:
        """Give where sending would have to begin again; `otherwise` when nothing is on its way."""
        return self._spans[0].low_water if self._spans else otherwise


class _Metadata(Struct, frozen=True):
    inputs: int
    events: int


_decoder = msgspec.json.Decoder(_Metadata)


def committed_with(offset: int, low_water: LowWater) -> Committed:
    """Give the offset to commit, with the low water written beside it as JSON."""
    return Committed(offset, f'{{"inputs":{low_water.inputs},"events":{low_water.events}}}')


def low_water_of(committed: Committed) -> LowWater | None:
    """Read the low water beside a committed offset; None where an operator set the offset by hand."""
    try:
        metadata = _decoder.decode(committed.metadata)
    except msgspec.DecodeError:
        return None
    return LowWater(min(metadata.inputs, committed.offset), metadata.events)
