"""What becomes of data: drawn with its schemas, and read by us."""

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

from services.wire.generated.codec.primitives import AvroError
from services.wire.resolution import resolve
from tests.avro.data import datums, written
from tests.avro.evolution import pairs
from tests.avro.families import Family, without_defaults
from tests.avro.spelling import spelled

DATUMS = 3


class Reading(Struct, frozen=True):
    """A pair of schemas, as families and as JSON, and data of the writer's."""

    writer: Family
    reader: Family
    writer_schema: Any
    reader_schema: Any
    data: list[bytes]


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    writer, reader = draw(pairs())
    return Reading(
        writer,
        reader,
        spelled(without_defaults(writer), draw),
        spelled(reader, draw),
        [written(writer, datums(draw, writer)) for _ in range(DATUMS)],
    )


def read_by_us(writer: Any, reader: Any, data: Iterable[bytes]) -> list[bytes | str]:
    """Each datum as the reader has it, or why it is refused."""
    try:
        read = resolve(json.dumps(writer), json.dumps(reader))
    except AvroError as error:
        return [str(error) for _ in data]
    found: list[bytes | str] = []
    for datum in data:
        out = bytearray()
        try:
            assert read(datum, 0, out) == len(datum)
            found.append(bytes(out))
        except AvroError as error:
            found.append(str(error))
    return found


def refusal_by_schema(writer: Any, reader: Any) -> str | None:
    """Why we say of the two schemas alone that they do not match, if we do."""
    try:
        resolve(json.dumps(writer), json.dumps(reader))
    except AvroError as error:
        return str(error)
    return None
