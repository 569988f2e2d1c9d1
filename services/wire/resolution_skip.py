"""How what the reader does not know is passed over, and how short a value can be."""

from collections.abc import Callable

from services.wire.avro_schema import Array, Enum, Fixed, Map, Primitive, PrimitiveKind, Record, Schema, Union
from services.wire.generated.codec.primitives import ENDS_EARLY, AvroError, read_boolean, read_int, read_long, read_size
from services.wire.resolution_source import Source

Skip = Callable[[Source], None]
"""Passes over one value."""

_WIDTHS: dict[PrimitiveKind, int] = {"null": 0, "float": 4, "double": 8}


class Skipper:
    """Works out how to pass over types. A record that contains itself is found in the table again."""

    def __init__(self) -> None:
        self._records: dict[Record, Skip] = {}
        self._widths: dict[Record, int] = {}

    def skip(self, schema: Schema) -> Skip:
        """How a value is passed over."""
        match schema:
            case Primitive():
                return _PRIMITIVES[schema.kind]
            case Fixed():
                return _sized(schema.size)
            case Enum():
                return _enum(len(schema.symbols))
            case Array():
                return _blocks(self.skip(schema.items), self.width(schema.items))
            case Map():
                return _blocks(_entry(self.skip(schema.values)), 1 + self.width(schema.values))
            case Union():
                return _union([self.skip(branch) for branch in schema.branches])
            case Record():
                return self._record(schema)

    def width(self, schema: Schema) -> int:
        """How many bytes a value has at least."""
        match schema:
            case Primitive():
                return _WIDTHS.get(schema.kind, 1)
            case Fixed():
                return schema.size
            case Record():
                if schema not in self._widths:
                    # Inside itself it may count for nothing: it is a part of what has a length of its own.
                    self._widths[schema] = 0
                    self._widths[schema] = sum(self.width(field.type) for field in schema.fields)
                return self._widths[schema]
            case Array() | Map() | Union() | Enum():
                return 1

    def _record(self, record: Record) -> Skip:
        if record in self._records:
            return self._records[record]
        skips: list[Skip] = []

        def run(source: Source) -> None:
            source.deeper()
            for skip in skips:
                skip(source)
            source.depth -= 1

        self._records[record] = run
        skips += [self.skip(field.type) for field in record.fields]
        return run


def _blocks(skip: Skip, width: int) -> Skip:
    """Blocks that say their size are passed over in one go."""

    def run(source: Source) -> None:
        while True:
            count, size = source.count(width)
            if count == 0:
                return
            if size is not None:
                _pass(source, size)
            elif width:
                for _ in range(count):
                    skip(source)

    return run


def _entry(skip: Skip) -> Skip:
    def run(source: Source) -> None:
        _text(source)
        skip(source)

    return run


def _union(branches: list[Skip]) -> Skip:
    def run(source: Source) -> None:
        index, source.at = read_long(source.data, source.at)
        if not 0 <= index < len(branches):
            raise AvroError(f"expected a branch from 0 to {len(branches) - 1}, got {index}")
        branches[index](source)

    return run


def _enum(count: int) -> Skip:
    def run(source: Source) -> None:
        index, source.at = read_int(source.data, source.at)
        if not 0 <= index < count:
            raise AvroError(f"expected one of {count} symbols, got number {index}")

    return run


def _sized(size: int) -> Skip:
    return lambda source: _pass(source, size)


def _pass(source: Source, size: int) -> None:
    if source.at + size > len(source.data):
        raise AvroError(ENDS_EARLY)
    source.at += size


def _text(source: Source) -> None:
    size, source.at = read_size(source.data, source.at)
    _pass(source, size)


def _boolean(source: Source) -> None:
    _, source.at = read_boolean(source.data, source.at)


def _int(source: Source) -> None:
    _, source.at = read_int(source.data, source.at)


def _long(source: Source) -> None:
    _, source.at = read_long(source.data, source.at)


_PRIMITIVES: dict[PrimitiveKind, Skip] = {
    "null": _sized(0),
    "boolean": _boolean,
    "int": _int,
    "long": _long,
    "float": _sized(4),
    "double": _sized(8),
    "bytes": _text,
    "string": _text,
}
