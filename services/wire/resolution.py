"""Reads what was written with another version of a schema: from the writer's Avro to the Avro of our own version.

Avro's resolution rules, worked out once for each pair of schemas into a tree of functions. Unlike the libraries
it takes the equal branch of a union before a promotable one, and bounds what hostile bytes can cost.
https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
"""

from typing import Any

from services.wire.avro_default import default_of
from services.wire.avro_schema import (
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Primitive,
    Record,
    Schema,
    Union,
    read_schema,
    shown,
)
from services.wire.entry import Entry
from services.wire.errors import DecodeError
from services.wire.generated.codec.primitives import FAULTS, AvroError, located, read_long, write_long
from services.wire.resolution_steps import PRIMITIVE_STEPS, Step, blocks, entries, enum, fixed


class Resolution:
    """A decoder from one writer's schema to an entry's own."""

    def __init__(self, writer_schema: str, entry: Entry) -> None:
        self._entry = entry
        try:
            self._step = resolve(writer_schema, entry.schema)
        except AvroError as error:
            raise DecodeError(
                "schema", f"another version of {entry.name} cannot be read here: {error.message}"
            ) from error

    def decode(self, data: bytes, at: int) -> tuple[Any, int]:
        """Read one value that begins at `at`; also where it ends. Raises `AvroError`."""
        own = bytearray()
        try:
            end = self._step(data, at, own)
        except FAULTS as error:
            raise located(error, "") from error
        value, _ = self._entry.decode(bytes(own), 0)
        return value, end


def resolve(writer_schema: str, reader_schema: str) -> Step:
    """How Avro of one schema becomes Avro of another. Raises `AvroError` if it never can."""
    return _Resolver().step(read_schema(writer_schema), read_schema(reader_schema))


def full_name_of(schema: str) -> str:
    """The full name of a registered record. Raises `DecodeError` for anything else."""
    record = read_schema(schema)
    if not isinstance(record, Record):
        raise DecodeError("schema", f"expected a record, got {schema[:80]!r}")
    return record.names[0]


class _Resolver:
    """Works out the steps. Two records that name themselves meet again in the table."""

    def __init__(self) -> None:
        self._records: dict[tuple[Record, Record], Step] = {}

    def step(self, writer: Schema, reader: Schema) -> Step:
        """How a value of `writer` becomes one of `reader`. Raises `AvroError` if none ever can."""
        match writer, reader:
            case Union(), _:
                return self._from_union(writer, reader)
            case _, Union():
                return self._to_union(writer, reader)
            case Primitive(), Primitive() if (writer.kind, reader.kind) in PRIMITIVE_STEPS:
                return PRIMITIVE_STEPS[writer.kind, reader.kind]
            case Array(), Array():
                return blocks(self.step(writer.items, reader.items))
            case Map(), Map():
                return blocks(entries(self.step(writer.values, reader.values)))
            case Fixed(), Fixed() if writer.size == reader.size:
                return fixed(writer.size)
            case Enum(), Enum():
                return enum(writer, reader)
            case Record(), Record():
                return self._record(writer, reader)
            case _:
                raise AvroError(f"expected {shown(reader)}, and the writer has {shown(writer)}")

    def _from_union(self, writer: Union, reader: Schema) -> Step:
        branches = [self._step_or_fault(branch, reader) for branch in writer.branches]

        def run(data: bytes, at: int, out: bytearray) -> int:
            index, at = read_long(data, at)
            if not 0 <= index < len(branches):
                raise AvroError(f"expected a branch from 0 to {len(branches) - 1}, got {index}")
            return branches[index](data, at, out)

        return run

    def _step_or_fault(self, writer: Schema, reader: Schema) -> Step:
        """A branch that cannot be read does no harm as long as nobody writes it."""
        try:
            return self.step(writer, reader)
        except AvroError as error:
            message = error.message

        def run(_data: bytes, _at: int, _out: bytearray) -> int:
            raise AvroError(message)

        return run

    def _to_union(self, writer: Schema, reader: Union) -> Step:
        equal = [index for index, branch in enumerate(reader.branches) if _is_same(writer, branch)]
        others = [index for index, branch in enumerate(reader.branches) if _is_promotion(writer, branch)]
        if not equal and not others:
            raise AvroError(f"no branch of {shown(reader)} takes {shown(writer)}")
        index = (equal or others)[0]
        step = self.step(writer, reader.branches[index])

        def run(data: bytes, at: int, out: bytearray) -> int:
            write_long(index, out)
            return step(data, at, out)

        return run

    def _record(self, writer: Record, reader: Record) -> Step:
        pair = (writer, reader)
        if pair in self._records:
            # Perhaps still being worked out, so it is looked up when it is needed.
            return lambda data, at, out: self._records[pair](data, at, out)  # noqa: PLW0108 -- binds late
        self._records[pair] = _unfinished
        try:
            self._records[pair] = self._fields(writer, reader)
        except AvroError:
            del self._records[pair]
            raise
        return self._records[pair]

    def _fields(self, writer: Record, reader: Record) -> Step:
        slots = [_slot(field, reader) for field in writer.fields]
        steps = [
            self.step(field.type, field.type if slot is None else reader.fields[slot].type)
            for field, slot in zip(writer.fields, slots, strict=True)
        ]
        defaults = [b"" if index in slots else default_of(field) for index, field in enumerate(reader.fields)]
        # What the reader does not know is read into a last part that is thrown away.
        places = [len(defaults) if slot is None else slot for slot in slots]

        def run(data: bytes, at: int, out: bytearray) -> int:
            parts: list[bytes | bytearray] = [*defaults, b""]
            for place, step in zip(places, steps, strict=True):
                at = step(data, at, part := bytearray())
                parts[place] = part
            for own in parts[:-1]:
                out += own
            return at

        return run


def _unfinished(_data: bytes, _at: int, _out: bytearray) -> int:
    raise AvroError("the record is still being resolved")


def _slot(field: Field, reader: Record) -> int | None:
    """Which field of the reader takes a field of the writer: by name, else by an alias of the reader's."""
    name = field.names[0]
    own = [index for index, mine in enumerate(reader.fields) if mine.names[0] == name]
    aliased = [index for index, mine in enumerate(reader.fields) if name in mine.names[1:]]
    return next(iter(own or aliased), None)


def _is_same(writer: Schema, branch: Schema) -> bool:
    match writer, branch:
        case Primitive(), Primitive():
            return writer.kind == branch.kind
        case Record() | Enum() | Fixed(), Record() | Enum() | Fixed():
            return type(writer) is type(branch) and writer.names[0] in branch.names
        case _:
            return type(writer) is type(branch)


def _is_promotion(writer: Schema, branch: Schema) -> bool:
    match writer, branch:
        case Primitive(), Primitive():
            return (writer.kind, branch.kind) in PRIMITIVE_STEPS
        case _:
            return False
