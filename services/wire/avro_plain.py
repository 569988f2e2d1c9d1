"""A value as its writer wrote it, in plain Python: for people who look at data of any version."""

from decimal import Decimal
from struct import unpack
from typing import Any

from services.wire import avro_schema
from services.wire.avro_schema import Array, Enum, Fixed, Map, Primitive, Record, Schema, Union
from services.wire.errors import DecodeError
from services.wire.generated.codec.primitives import (
    FAULTS,
    AvroError,
    located,
    read_boolean,
    read_int,
    read_long,
    read_size,
)
from services.wire.resolution_skip import Skipper
from services.wire.resolution_source import Source


def plain(schema: Schema, data: bytes, at: int = 0) -> Any:
    """The value that fills the data from `at` on: records as dicts, bytes as hexadecimal. Raises `DecodeError`."""
    source = Source(data, at)
    try:
        value = _Plain().read(schema, source)
    except FAULTS as error:
        fault = located(error, "")
        raise DecodeError(fault.path, fault.message) from error
    if source.at != len(data):
        raise DecodeError("$", f"expected the end of the data, got {len(data) - source.at} bytes more")
    return value


class _Plain:
    def __init__(self) -> None:
        self._skipper = Skipper()

    def read(self, schema: Schema, source: Source) -> Any:
        """The next value."""
        match schema:
            case Primitive():
                return _primitive(schema, source)
            case Fixed():
                return _number_or_hex(source.take(schema.size), schema.decimal)
            case Enum():
                index, source.at = read_int(source.data, source.at)
                return schema.symbols[_within(index, len(schema.symbols), "symbols")]
            case Array():
                return self._array(schema, source)
            case Map():
                return self._map(schema, source)
            case Union():
                index, source.at = read_long(source.data, source.at)
                return self.read(schema.branches[_within(index, len(schema.branches), "branches")], source)
            case Record():
                return self._record(schema, source)

    def _array(self, array: Array, source: Source) -> list[Any]:
        items: list[Any] = []
        while count := source.count(self._skipper.width(array.items))[0]:
            for _ in range(count):
                try:
                    items.append(self.read(array.items, source))
                except FAULTS as error:
                    raise located(error, f"[{len(items)}]") from error
        return items

    def _map(self, mapping: Map, source: Source) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while count := source.count(1 + self._skipper.width(mapping.values))[0]:
            for _ in range(count):
                key = _sized(source).decode()
                items[key] = self.read(mapping.values, source)
        return items

    def _record(self, record: Record, source: Source) -> dict[str, Any]:
        source.deeper()
        fields: dict[str, Any] = {}
        for field in record.fields:
            try:
                fields[field.name] = self.read(field.type, source)
            except FAULTS as error:
                raise located(error, f".{field.name}") from error
        source.depth -= 1
        return fields


def _primitive(schema: Primitive, source: Source) -> Any:
    data, at = source.data, source.at
    match schema.kind:
        case "null":
            return None
        case "boolean":
            value, source.at = read_boolean(data, at)
            return value
        case "int":
            number, source.at = read_int(data, at)
            return number
        case "long":
            number, source.at = read_long(data, at)
            return number
        case "float":
            return unpack("<f", source.take(4))[0]
        case "double":
            return unpack("<d", source.take(8))[0]
        case "string":
            return _sized(source).decode()
        case "bytes":
            return _number_or_hex(_sized(source), schema.decimal)


def _sized(source: Source) -> bytes:
    size, source.at = read_size(source.data, source.at)
    return source.take(size)


def _number_or_hex(data: bytes, decimal: avro_schema.Decimal | None) -> str:
    if decimal is None:
        return data.hex()
    number = int.from_bytes(data, "big", signed=True)
    return f"{Decimal((number < 0, tuple(map(int, str(abs(number)))), -decimal.scale)):f}"


def _within(index: int, count: int, what: str) -> int:
    if not 0 <= index < count:
        raise AvroError(f"expected one of {count} {what}, got number {index}")
    return index
