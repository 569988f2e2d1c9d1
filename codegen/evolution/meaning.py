"""What a datum means: the number, the instant or the text that its bytes stand for by their logical type."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from codegen.model import Array, Enum, Fixed, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from codegen.union_forms import branch_name

from .pairing import writers_of

_NANOSECONDS = {"millis": 1_000_000, "micros": 1_000, "nanos": 1}
# The years 1 to 9999, in nanoseconds since 1970: what a calendar has.
_FIRST_INSTANT, _LAST_INSTANT = -62_135_596_800 * 10**9, 253_402_300_800 * 10**9 - 1


class Typed(Struct, frozen=True):
    """A datum with its type: only together do they mean something."""

    type: Type
    tree: Tree
    datum: Any


class Difference(Struct, frozen=True):
    """Where a reader sees something else than what was written; `is_rounding` if it is the same number, rounded."""

    path: str
    is_rounding: bool


def meaning(written: Primitive | Fixed, datum: Any) -> tuple[str, Any]:
    """A word for the kind of thing, and the thing: two data mean the same if these are equal."""
    logical = written.logical or ""
    match logical:
        case "decimal":
            return _decimal(written, datum)
        case "big-decimal":
            return "big-decimal", datum
        case "uuid" if isinstance(written, Primitive):
            return _uuid(datum)
        case "date":
            return _within("date", datum * 86_400 * 10**9)
        case "time-millis" | "time-micros":
            nanoseconds = datum * _NANOSECONDS[logical.rpartition("-")[2]]
            return ("time", nanoseconds) if 0 <= nanoseconds < 86_400 * 10**9 else ("no time", datum)
        case _ if "timestamp" in logical:
            kind, _, unit = logical.rpartition("-")
            return _within(kind, datum * _NANOSECONDS[unit])
        case "uuid" | "duration":
            return logical, datum
    if isinstance(written, Fixed):
        return "bytes", datum
    return ("number", datum) if written.name in ("int", "long", "float", "double") else (_KINDS[written.name], datum)


_KINDS = {"null": "null", "boolean": "boolean", "string": "text", "bytes": "bytes"}


def _decimal(written: Primitive | Fixed, datum: bytes) -> tuple[str, Any]:
    unscaled = int.from_bytes(datum, "big", signed=True)
    is_held = len(str(abs(unscaled))) <= (written.precision or 0)
    return ("decimal", Decimal(unscaled).scaleb(-written.scale)) if is_held else ("no decimal", unscaled)


def _uuid(datum: str) -> tuple[str, Any]:
    try:
        return ("text", datum) if str(UUID(datum)) == datum.lower() else ("no uuid", datum)
    except ValueError:
        return "no uuid", datum


def _within(kind: str, nanoseconds: int) -> tuple[str, Any]:
    return (kind, nanoseconds) if _FIRST_INSTANT <= nanoseconds <= _LAST_INSTANT else (f"no {kind}", nanoseconds)


def differences(written: Typed, read: Typed, path: str = "$") -> Iterator[Difference]:
    """Where a reader sees something else than what was written.

    What the reader does not ask for, what it fills in, and its own word for an unknown symbol are no differences.
    """
    match written.type, read.type:
        case Union(branches), _:
            yield from differences(_chosen(branches, written), read, path)
        case _, Union(branches):
            yield from differences(written, _chosen(branches, read), path)
        case Array(), Array():
            yield from _of_items(dict(enumerate(written.datum)), dict(enumerate(read.datum)), written, read, path)
        case Map(), Map():
            yield from _of_items(written.datum, read.datum, written, read, path)
        case Primitive() as one, Primitive() as other:
            yield from _of_leaves(meaning(one, written.datum), meaning(other, read.datum), path)
        case Reference(one), Reference(other):
            yield from _of_named(written.tree.types[one], written, read.tree.types[other], read, path)
        case _:
            yield Difference(path, is_rounding=False)


def _of_items(
    ours: dict[Any, Any], theirs: dict[Any, Any], written: Typed, read: Typed, path: str
) -> Iterator[Difference]:
    if ours.keys() != theirs.keys():
        yield Difference(path, is_rounding=False)
        return
    for key, item in ours.items():
        inner = (
            Typed(_item_type(written.type), written.tree, item),
            Typed(_item_type(read.type), read.tree, theirs[key]),
        )
        yield from differences(*inner, f"{path}[{key!r}]")


def _item_type(written: Type) -> Type:
    match written:
        case Array(inner) | Map(inner):
            return inner
        case _:
            raise ValueError(f"{written} holds no items")


def _of_named(writer: Named, written: Typed, reader: Named, read: Typed, path: str) -> Iterator[Difference]:
    match writer, reader:
        case Record(), Record():
            for field in reader.fields:
                for other in writers_of(field, writer, reader):
                    one = Typed(other.type, written.tree, written.datum[other.name])
                    yield from differences(
                        one, Typed(field.type, read.tree, read.datum[field.name]), f"{path}.{field.name}"
                    )
        case Enum(), Enum():
            if written.datum != read.datum and written.datum in reader.symbols:
                yield Difference(path, is_rounding=False)
        case Fixed(), Fixed():
            yield from _of_leaves(meaning(writer, written.datum), meaning(reader, read.datum), path)
        case _:
            yield Difference(path, is_rounding=False)


def _of_leaves(one: tuple[str, Any], other: tuple[str, Any], path: str) -> Iterator[Difference]:
    is_number = one[0] == other[0] == "number"
    is_nan = is_number and one[1] != one[1] and other[1] != other[1]  # only NaN is not itself
    if one != other and not is_nan:
        yield Difference(path, is_rounding=is_number)


def _chosen(branches: tuple[Type, ...], typed: Typed) -> Typed:
    """The value in a union with the type of its branch."""
    name, value = typed.datum
    return Typed(next(branch for branch in branches if branch_name(branch) == name), typed.tree, value)
