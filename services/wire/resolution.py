"""Reads what was written with another version of a schema: fastavro resolves, our own decoder has the last word.

The one importer of fastavro outside tests. Guards: the caller bounds the size; whatever fastavro raises on
hostile bytes becomes an `AvroError`; and what it made is written again with our own schema and read by the
generated decoder, so that ranges and shapes hold as everywhere.
"""

import io
import json
from typing import Any

import fastavro

from services.wire.entry import Entry
from services.wire.errors import DecodeError
from services.wire.generated.codec.primitives import AvroError


class Resolution:
    """A decoder from one writer's schema to an entry's own."""

    def __init__(self, writer_schema: str, entry: Entry) -> None:
        self._entry = entry
        self._reader = fastavro.parse_schema(json.loads(entry.schema))
        try:
            self._writer = fastavro.parse_schema(json.loads(writer_schema))
        except (ValueError, KeyError, TypeError, fastavro.schema.SchemaParseException) as error:
            raise DecodeError("frame", f"the registry's schema of {entry.name} is not Avro: {error}") from error

    def decode(self, data: bytes, at: int) -> tuple[Any, int]:
        """Read one value that begins at `at`; also where it ends. Raises `AvroError`."""
        source = io.BytesIO(data)
        source.seek(at)
        own = io.BytesIO()
        try:
            resolved = fastavro.schemaless_reader(source, self._writer, self._reader)
            fastavro.schemaless_writer(own, self._reader, resolved)
        except Exception as error:  # fastavro has no base error: hostile bytes raise whatever they hit
            raise AvroError(f"cannot be read as {self._entry.name}: {error!r}") from error
        value, end = self._entry.decode(own.getvalue(), 0)
        if end != own.tell():
            raise AvroError(f"cannot be read as {self._entry.name}: {own.tell() - end} bytes too many")
        return value, source.tell()


def full_name_of(schema: str) -> str:
    """The full name of a registered record. Raises `DecodeError` for anything else."""
    try:
        parsed = json.loads(schema)
        name, namespace = parsed["name"], parsed.get("namespace", "")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DecodeError("frame", "the registry's schema is not that of a record") from None
    return name if "." in name or not namespace else f"{namespace}.{name}"
