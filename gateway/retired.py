"""Fields that a command or query had once: a browser that was opened before a deploy still sends them."""

import json
from collections.abc import Mapping

import msgspec

from services.wire.entry import Entry


def retired_names(entry: Entry, earlier: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The names of fields that published versions had and today's has not, by the texts of those versions."""
    before = (name for schema in earlier.get(entry.name, ()) for name in _names(schema))
    return frozenset(before) - _names(entry.schema)


def without_retired(raw: bytes, retired: frozenset[str]) -> bytes | None:
    """A body without those fields, as if they had not been sent; None if it has none of them, or is no object."""
    if not retired:
        return None
    try:
        body = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (ValueError, RecursionError):
        return None
    kept = {name: value for name, value in body.items() if name not in retired}
    return msgspec.json.encode(kept) if len(kept) < len(body) else None


def _names(schema: str) -> frozenset[str]:
    return frozenset(field["name"] for field in json.loads(schema)["fields"])
