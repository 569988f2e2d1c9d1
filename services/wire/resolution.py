"""Reads what was written with another version of a schema: from the writer's Avro to the Avro of our own version.

Avro's resolution rules, worked out once for each pair of schemas into a tree of functions. Unlike the libraries
it takes the equal branch of a union before a promotable one, and bounds what hostile bytes can cost.
https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
"""

from collections.abc import Callable
from typing import Any

from services.wire.avro_default import default_of
from services.wire.avro_schema import (
    Array,
    Enum,
    Fixed,
    Map,
    Primitive,
    Record,
    Schema,
    Union,
    read_schema,
    shown,
    simple,
)
from services.wire.entry import Entry
from services.wire.errors import DecodeError
from services.wire.generated.codec.primitives import FAULTS, AvroError, located, write_long
from services.wire.resolution_match import branch_for, check_decimals, check_names, source_of
from services.wire.resolution_skip import Skipper
from services.wire.resolution_source import Source
from services.wire.resolution_steps import (
    Branch,
    Layout,
    array,
    chosen,
    constant,
    failing,
    mapping,
    record,
    spending,
    union,
)
from services.wire.resolution_values import PRIMITIVE_STEPS, Step, enum, fixed

Read = Callable[[bytes, int, bytearray], int]
"""Reads one value at an offset, appends it in the reader's form, and returns where it ended."""


class Resolution:
    """A decoder from one writer's schema to an entry's own."""

    def __init__(self, writer_schema: str, entry: Entry) -> None:
        self._entry = entry
        try:
            self._read = resolve(writer_schema, entry.schema)
        except AvroError as error:
            raise DecodeError("schema", f"another version of {entry.name} cannot be read here: {error}") from error

    def decode(self, data: bytes, at: int) -> tuple[Any, int]:
        """Read one value that begins at `at`; also where it ends. Raises `AvroError`."""
        own = bytearray()
        end = self._read(data, at, own)
        value, _ = self._entry.decode(bytes(own), 0)
        return value, end


def resolve(writer_schema: str, reader_schema: str) -> Read:
    """How Avro of one schema becomes Avro of another. Raises `AvroError` if it never can, as the result does."""
    try:
        step = _Resolver().step(read_schema(writer_schema), read_schema(reader_schema))
    except RecursionError as error:
        raise AvroError("the schemas are nested too deeply") from error

    def read(data: bytes, at: int, out: bytearray) -> int:
        source = Source(data, at)
        try:
            step(source, out)
        except FAULTS as error:
            raise located(error, "") from error
        return source.at

    return read


class _Resolver:
    """Works out the steps. Two records that contain themselves meet again in the table."""

    def __init__(self) -> None:
        self._skipper = Skipper()
        self._records: dict[tuple[Record, Record], Step] = {}
        self._faults: dict[tuple[Record, Record], tuple[str, str]] = {}

    def step(self, writer: Schema, reader: Schema) -> Step:
        """How a value of `writer` becomes one of `reader`. Raises `AvroError` if none ever can."""
        match writer, reader:
            case Union(), _:
                return self._from_union(writer, reader)
            case _, Union():
                return chosen(self._branch(writer, reader))
            case Primitive(), Primitive() if (writer.kind, reader.kind) in PRIMITIVE_STEPS:
                check_decimals(writer, reader)
                return PRIMITIVE_STEPS[writer.kind, reader.kind]
            case Array(), Array():
                return array(self._inside("[]", writer.items, reader.items), self._skipper.width(writer.items))
            case Map(), Map():
                return mapping(self._inside("[]", writer.values, reader.values), self._skipper.width(writer.values))
            case Fixed(), Fixed():
                return _fixed(writer, reader)
            case Enum(), Enum():
                check_names(writer, reader)
                return enum(writer, reader)
            case Record(), Record():
                return self._record(writer, reader)
            case _:
                raise AvroError(f"expected {shown(reader)}, and the writer has {shown(writer)}")

    def _inside(self, path: str, writer: Schema, reader: Schema) -> Step:
        try:
            return self.step(writer, reader)
        except AvroError as error:
            raise located(error, path) from error

    def _from_union(self, writer: Union, reader: Schema) -> Step:
        return union([self._branch_or_fault(branch, reader) for branch in writer.branches])

    def _branch_or_fault(self, writer: Schema, reader: Schema) -> Branch:
        """A branch that cannot be read does no harm as long as nobody writes it."""
        try:
            return self._branch(writer, reader) if isinstance(reader, Union) else Branch(self.step(writer, reader))
        except AvroError as error:
            return Branch(failing(error))

    def _branch(self, writer: Schema, reader: Union) -> Branch:
        """The branch of a union that takes a type."""
        index = branch_for(writer, reader)
        branch = reader.branches[index]
        path = "" if len(reader.branches) == 2 and Primitive("null") in reader.branches else f"<{_label(branch)}>"
        before = bytearray()
        write_long(index, before)
        return Branch(self._inside(path, writer, branch), bytes(before), path)

    def _record(self, writer: Record, reader: Record) -> Step:
        check_names(writer, reader)
        pair = (writer, reader)
        if pair in self._faults:
            raise AvroError(*self._faults[pair])
        if pair in self._records:
            return self._records[pair]
        layout = Layout()
        self._records[pair] = record(layout)
        try:
            self._lay_out(layout, writer, reader)
        except AvroError as error:
            # Records that contain this one may stay in use.
            self._faults[pair] = error.message, error.path
            layout.steps = [("", failing(error))]
            raise
        return self._records[pair]

    def _lay_out(self, layout: Layout, writer: Record, reader: Record) -> None:
        slots: dict[str, int] = {}
        for index, field in enumerate(reader.fields):
            try:
                written = source_of(field, writer, reader)
                layout.defaults.append(b"" if written else default_of(field))
            except AvroError as error:
                raise located(error, f".{field.name}") from error
            if written:
                slots[written.name] = index
        parts = [self._part(field.name, field.type, reader, slots.get(field.name)) for field in writer.fields]
        _arrange(layout, parts, [slots.get(field.name) for field in writer.fields])

    def _part(self, name: str, writer: Schema, reader: Record, slot: int | None) -> tuple[str, Step]:
        """A step for one of the writer's fields, and its place in the reader's words."""
        if slot is None:
            skip = self._skipper.skip(writer)
            return f".{name}", lambda source, _out: skip(source)
        own = reader.fields[slot]
        return f".{own.name}", self._inside(f".{own.name}", writer, own.type)


def _label(branch: Schema) -> str:
    match branch:
        case Record() | Enum() | Fixed():
            return simple(branch.name)
        case Primitive():
            return branch.kind
        case Array() | Map() | Union():
            return type(branch).__name__.lower()


def _fixed(writer: Fixed, reader: Fixed) -> Step:
    check_names(writer, reader)
    check_decimals(writer, reader)
    if writer.size != reader.size:
        raise AvroError(f"expected a fixed of {reader.size} bytes, and the writer's {writer.name} has {writer.size}")
    return fixed(writer.size)


def _arrange(layout: Layout, parts: list[tuple[str, Step]], slots: list[int | None]) -> None:
    """Bring the writer's fields and the reader's defaults together; `slots` has where each field goes."""
    order = [slot for slot in slots if slot is not None]
    if order != sorted(order):
        # What the reader does not know goes to a last place, and writes nothing.
        last = len(layout.defaults)
        added = sum(len(default) for default in layout.defaults)
        layout.steps = [("", spending(added)), *parts]
        layout.places = [last, *(last if slot is None else slot for slot in slots)]
        layout.defaults.append(b"")
        return
    done = 0
    for slot, part in zip(slots, parts, strict=True):
        if slot is not None:
            layout.steps += [("", constant(default)) for default in _joined(layout.defaults[done:slot])]
            done = slot + 1
        layout.steps.append(part)
    layout.steps += [("", constant(default)) for default in _joined(layout.defaults[done:])]


def _joined(defaults: list[bytes]) -> list[bytes]:
    whole = b"".join(defaults)
    return [whole] if whole else []
