"""Every request that is under way over one socket."""

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import TransportClosed
from .live_socket import Frame, Identity
from .trip import Trip


class Trips:
    """Tells each trip what the socket brings for it."""

    def __init__(self) -> None:
        self._trips: dict[str, Trip] = {}

    @contextmanager
    def holding(self, trip: Trip) -> Iterator[Trip]:
        """Frames of a request are kept from before it is posted: the answer may overtake the 202."""
        self._trips[trip.request_id] = trip
        try:
            yield trip
        finally:
            self._trips.pop(trip.request_id, None)

    def frame(self, frame: Frame) -> None:
        """Pass a frame on to its trip; one that is nobody's is dropped."""
        if trip := self._trips.get(frame.request_id or ""):
            trip.take(frame)

    def welcomed(self, identity: Identity) -> None:
        """Let feeds ask anew."""
        for request_id, trip in tuple(self._trips.items()):
            if trip.renew(identity):
                del self._trips[request_id]
                self._trips[trip.request_id] = trip

    def lost(self, before: int, reason: str) -> None:
        """End what was posted before."""
        for trip in tuple(self._trips.values()):
            trip.lose(before, reason)

    def closed(self, reason: str) -> None:
        """End everything."""
        for trip in tuple(self._trips.values()):
            trip.fail(TransportClosed(reason))
