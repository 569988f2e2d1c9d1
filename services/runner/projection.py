"""What the followers of a key are told of its events."""

from msgspec import Struct

from services.runner.decision import Projections
from services.runner.fold import Folded
from services.runner.writer import Writer
from services.wire.broker import Outgoing


class Projection:
    """The PROJECT table of a domain, giving records for `feeds`."""

    def __init__(self, project: Projections, writer: Writer) -> None:
        self._project = project
        self._writer = writer

    def __call__(self, key: bytes | None, event_id: bytes, event: Struct, after: Folded) -> list[Outgoing]:
        """Make the feed messages of one event; `after` is the state with it."""
        project = self._project.get(type(event))
        if project is None:
            return []
        messages = project(event, after.state, after.seq)
        return [self._writer.feed(key or b"", event_id, index, message) for index, message in enumerate(messages)]
