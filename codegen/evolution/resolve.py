"""What a reader makes of a datum: Avro's resolution on plain values, with the path of every refusal.

A datum is what fastavro would give: records and maps are dicts, enums are their symbols, bytes and fixed are bytes.
A value in a union is a pair of the branch's name and the value. https://avro.apache.org/docs/1.12.0/specification/
"""

import struct
from collections.abc import Callable
from typing import Any

from msgspec import UNSET, Struct

from codegen.default_branch import default_branch
from codegen.model import Array, Enum, Field, Fixed, Map, Primitive, PrimitiveName, Record, Reference, Tree, Type, Union
from codegen.union_forms import branch_name

from .meaning import meaning
from .pairing import branch_for, writers_of
from .primitives import CONVERSIONS


class Refusal(Exception):
    """A reader cannot make anything of a datum; `path` says where, such as `$.payload<Card>.cvv`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


class Reading(Struct, frozen=True):
    """What a reader made of a datum, and everything that it refused on the way; None stands where it did."""

    value: Any
    refusals: tuple[Refusal, ...]


def read_through(writer: Type, datum: Any, reader: Type, writer_tree: Tree, reader_tree: Tree) -> Reading:
    """The value that a reader sees, with all that it refuses, so that one fault does not hide another."""
    resolver = _Resolver(writer_tree, reader_tree)
    value = resolver.read(writer, datum, reader, "$")
    return Reading(value, tuple(resolver.refusals))


class _Resolver:
    def __init__(self, writer_tree: Tree, reader_tree: Tree) -> None:
        self.refusals: list[Refusal] = []
        self._writer = writer_tree
        self._reader = reader_tree

    def refuse(self, path: str, message: str) -> None:
        self.refusals.append(Refusal(path, message))

    def read(self, writer: Type, datum: Any, reader: Type, path: str) -> Any:
        match writer, reader:
            case Union(branches), _:
                name, value = datum
                branch = next(branch for branch in branches if branch_name(branch) == name)
                return self.read(branch, value, reader, f"{path}<{name.rpartition('.')[2]}>")
            case _, Union(branches):
                return self._into(writer, datum, reader, path)
            case Primitive(), Primitive():
                self._check_decimals(writer, datum, reader, path)
                return self._primitive(writer.name, datum, reader.name, path)
            case Array(), Array():
                return [
                    self.read(writer.items, item, reader.items, f"{path}[{index}]") for index, item in enumerate(datum)
                ]
            case Map(), Map():
                return {
                    key: self.read(writer.values, item, reader.values, f"{path}[{key!r}]")
                    for key, item in datum.items()
                }
            case Reference(), Reference():
                return self._named(writer.name, datum, reader.name, path)
            case _:
                self.refuse(path, f"expected {spelled(reader)}, and {spelled(writer)} was written")
                return None

    def _into(self, writer: Type, datum: Any, reader: Union, path: str) -> Any:
        index = branch_for(writer, reader.branches, self._writer, self._reader)
        if index is None:
            self.refuse(path, f"{spelled(writer)} was written, and {spelled(reader)} has no branch for it")
            return None
        branch = reader.branches[index]
        return branch_name(branch), self.read(writer, datum, branch, path)

    def _primitive(self, writer: PrimitiveName, datum: Any, reader: PrimitiveName, path: str) -> Any:
        if writer == reader:
            return datum
        if (writer, reader) not in CONVERSIONS:
            self.refuse(path, f"expected {reader}, and {writer} was written")
            return None
        try:
            return _CONVERT[reader](datum)
        except UnicodeDecodeError:
            self.refuse(path, f"expected string, and the bytes {datum.hex(' ')} are no UTF-8")
            return None

    def _named(self, writer: str, datum: Any, reader: str, path: str) -> Any:
        written, own = self._writer.types[writer], self._reader.types[reader]
        if simple(written.name) != simple(own.name) and written.name not in own.aliases:
            self.refuse(path, f"expected {own.name}, and {written.name} was written; no alias says that they are one")
        match written, own:
            case Record(), Record():
                return self._record(written, datum, own, path)
            case Enum(), Enum():
                return self._symbol(datum, own, path)
            case Fixed(), Fixed() if written.size == own.size:
                self._check_decimals(written, datum, own, path)
                return datum
            case Fixed(), Fixed():
                self.refuse(path, f"expected {own.size} bytes, and {written.size} were written")
            case _:
                self.refuse(path, f"expected {form_of(own)}, and {form_of(written)} was written")
        return None

    def _check_decimals(self, writer: Primitive | Fixed, datum: bytes, reader: Primitive | Fixed, path: str) -> None:
        """Two decimals match if their precisions and scales do."""
        if not writer.logical == reader.logical == "decimal":
            return
        was, now = (f"precision {each.precision} and scale {each.scale}" for each in (writer, reader))
        if was != now:
            (_, number), (_, other) = meaning(writer, datum), meaning(reader, datum)
            seen = f"; a reader that does not compare takes {number} for {other}" if number != other else ""
            self.refuse(path, f"expected a decimal of {now}, and one of {was} was written{seen}")

    def _symbol(self, symbol: str, reader: Enum, path: str) -> str | None:
        if symbol in reader.symbols:
            return symbol
        if reader.default is None:
            self.refuse(path, f"the symbol {symbol} is not known, and the enum {reader.name} has no default")
        return reader.default

    def _record(self, writer: Record, datum: dict[str, Any], reader: Record, path: str) -> dict[str, Any]:
        return {
            field.name: self._field(field, writers_of(field, writer, reader), datum, f"{path}.{field.name}")
            for field in reader.fields
        }

    def _field(self, field: Field, written: list[Field], datum: dict[str, Any], path: str) -> Any:
        if len(written) > 1:
            names = " and ".join(other.name for other in written)
            self.refuse(path, f"{names} were written, and both are `{field.name}` here")
        elif written:
            return self.read(written[0].type, datum[written[0].name], field.type, path)
        elif field.default is UNSET:
            self.refuse(path, f"no value was written for `{field.name}`, and it has no default")
        else:
            return default_value(field.type, field.default, self._reader)
        return None


def default_value(written: Type, default: Any, tree: Tree) -> Any:
    """The datum that a default stands for."""
    match written:
        case Primitive("bytes"):
            return default.encode("latin-1")
        case Primitive("float" | "double"):
            return float(default)
        case Primitive():
            return default
        case Array(items):
            return [default_value(items, item, tree) for item in default]
        case Map(values):
            return {key: default_value(values, item, tree) for key, item in default.items()}
        case Union(branches):
            branch = branches[default_branch(written, default, tree) or 0]
            return branch_name(branch), default_value(branch, default, tree)
        case Reference(name):
            return _default_of_named(tree.types[name], default, tree)


def _default_of_named(named: Record | Enum | Fixed, default: Any, tree: Tree) -> Any:
    match named:
        case Record():
            given = {field.name: default.get(field.name, field.default) for field in named.fields}
            return {field.name: default_value(field.type, given[field.name], tree) for field in named.fields}
        case Enum():
            return default
        case Fixed():
            return default.encode("latin-1")


def _rounded(value: int) -> float:
    """What a long becomes in 32 bits."""
    rounded: float = struct.unpack("<f", struct.pack("<f", value))[0]
    return rounded


_CONVERT: dict[PrimitiveName, Callable[[Any], Any]] = {
    "long": int,
    "float": _rounded,
    "double": float,
    "string": lambda value: value.decode(),
    "bytes": lambda value: value.encode(),
}


def spelled(written: Type) -> str:
    """A type in a few words, for messages."""
    match written:
        case Primitive(name, None) | Reference(name):
            return name
        case Primitive(name, "decimal"):
            return f"{name} (decimal {written.precision}, {written.scale})"
        case Primitive(name, logical):
            return f"{name} ({logical})"
        case Array(items):
            return f"array of {spelled(items)}"
        case Map(values):
            return f"map of {spelled(values)}"
        case Union(branches):
            return f"[{', '.join(spelled(branch) for branch in branches)}]"


def form_of(named: Record | Enum | Fixed) -> str:
    return type(named).__name__.lower()


def simple(full_name: str) -> str:
    return full_name.rpartition(".")[2]
