"""The text messages of the socket: their JSON Schema, and an example of each."""

from typing import Any

from .client_view import messages
from .json_schema_values import Schema
from .model import ENDINGS, Record, Tree, domain_of
from .relations import Relations, relations
from .sample import Samples
from .sample_values import POSITION, REQUEST_ID
from .topics import PLATFORM

PATH = "/api/socket"
SUBPROTOCOL = "millrace.v1"
RESUME_OFFER = "millrace.resume."

# What the workers themselves say to the requester, whatever the domain; the rest of the platform's frames are
# the gateway's, and never stand on a topic.
FROM_WORKERS = ("wire.Expired", "wire.Failed", "wire.RequestIdReused")


def frame_schema(body: Schema) -> Schema:
    """One text message with such a body."""
    nullable = {"type": ["string", "null"]}
    request_id = "The x-request-id that it answers; null in the gateway's own frames."
    return {
        "description": "One text message of the socket.",
        "type": "object",
        "properties": {
            "requestId": nullable | {"format": "uuid", "description": request_id},
            "final": {"type": "boolean", "description": "Whether it is the last frame of its request."},
            "position": nullable
            | {"pattern": "^[0-9]+-[0-9]+$", "description": "Where it stands on the socket's lane, for resuming."},
            "body": body,
        },
        "required": ["requestId", "final", "position", "body"],
    }


def any_frame(tree: Tree) -> Schema:
    """A text message with any body; `@type` tells them apart."""
    places = {record.name: f"#/components/schemas/{record.name}" for record in messages(tree)}
    discriminator = {"propertyName": "@type", "mapping": places}
    return frame_schema({"oneOf": [{"$ref": place} for place in places.values()], "discriminator": discriminator})


class FrameExamples:
    """An example of a frame for every type that can be in one."""

    def __init__(self, tree: Tree, samples: Samples, known: Relations | None = None) -> None:
        self._tree = tree
        self._samples = samples
        self._relations = known or relations(tree)

    def of(self, record: Record) -> dict[str, Any] | None:
        """How it comes down the socket; None if there is no telling."""
        body = self._samples.record(record, "json")
        if body is None:
            return None
        is_own = is_of_the_gateway(record)
        is_feed = record.name in self._relations.feeds
        return {
            "requestId": None if is_own else REQUEST_ID,
            "final": not (is_own or is_feed or self._relations.opens_a_feed(record, self._tree)),
            "position": None if is_own or is_feed or _is_made_here(record) else POSITION,
            "body": body,
        }


def is_of_the_gateway(record: Record) -> bool:
    """Whether the gateway says it of itself, and not to a request."""
    return domain_of(record.name) == PLATFORM and record.kind == "message" and record.name not in ENDINGS


def _is_made_here(record: Record) -> bool:
    """Whether the gateway ends a request with it, so that it has no place on the lane."""
    return record.name in ENDINGS and record.name not in FROM_WORKERS
