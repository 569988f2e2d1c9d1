"""Hypothesis strategies for values of generated types, and the same values as fastavro writes them."""

import struct
from datetime import UTC, date, datetime, time, timedelta
from decimal import MAX_PREC, Context, Decimal
from enum import Enum as PythonEnum
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from msgspec import Struct

from codegen import naming
from codegen.model import Array, Enum, Fixed, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from codegen.references import recursive
from codegen.union_forms import Branch, branches_of
from tests.codegen.avro_json import peer_name

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LOCAL_EPOCH = EPOCH.replace(tzinfo=None)
DEEP = 3
EXACT = Context(prec=MAX_PREC)
ZONED = st.datetimes(timezones=st.just(UTC))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
LONG = st.integers(-(2**63), 2**63 - 1)


def whole_milliseconds(moment: Any) -> Any:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


PRIMITIVES: dict[tuple[str, str | None], st.SearchStrategy[Any]] = {
    ("null", None): st.none(),
    ("boolean", None): st.booleans(),
    ("int", None): st.integers(-(2**31), 2**31 - 1),
    ("int", "date"): st.dates(),
    ("int", "time-millis"): st.times().map(whole_milliseconds),
    ("long", None): LONG,
    ("long", "time-micros"): st.times(),
    ("long", "timestamp-millis"): ZONED.map(whole_milliseconds),
    ("long", "timestamp-micros"): ZONED,
    ("long", "timestamp-nanos"): LONG,
    ("long", "local-timestamp-millis"): st.datetimes().map(whole_milliseconds),
    ("long", "local-timestamp-micros"): st.datetimes(),
    ("long", "local-timestamp-nanos"): LONG,
    ("float", None): st.floats(allow_nan=False, width=32),
    ("double", None): st.floats(allow_nan=False),
    ("bytes", None): st.binary(max_size=200),
    ("bytes", "big-decimal"): st.decimals(allow_nan=False, allow_infinity=False).filter(
        lambda value: abs(value.as_tuple().exponent) < 1000
    ),
    ("string", None): TEXT,
    ("string", "uuid"): st.uuids(),
}


def values(written: Type, tree: Tree, module: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a type; `module(name)` imports a generated module. Limits do not matter to Avro."""
    match written:
        case Primitive("bytes", "decimal", precision=precision, scale=scale):
            return decimals(precision or 0, scale)
        case Primitive(name, logical):
            return PRIMITIVES[name, logical]
        case Array() if depth > DEEP:
            return st.builds(list)
        case Map() if depth > DEEP:
            return st.builds(dict)
        case Array(items):
            return st.lists(values(items, tree, module, depth + 1), max_size=4)
        case Map(inner):
            return st.dictionaries(TEXT, values(inner, tree, module, depth + 1), max_size=4)
        case Union():
            branches = branches_of(written, tree)
            if depth > DEEP:
                branches = tuple(branch for branch in branches if not is_endless(branch.type, tree)) or branches
            return st.one_of([branch_values(branch, tree, module, depth) for branch in branches])
        case Reference(name):
            return st.deferred(lambda: named_values(name, tree, module, depth))


def is_endless(written: Type, tree: Tree) -> bool:
    """Whether a value may contain one of the same type."""
    return isinstance(written, Reference) and written.name in recursive(tree)


def branch_values(branch: Branch, tree: Tree, module: Any, depth: int) -> st.SearchStrategy[Any]:
    plain = st.deferred(lambda: values(branch.type, tree, module, depth + 1))
    return plain.map(lambda value: wrapper(branch, module)(value=value)) if branch.is_wrapped else plain


def wrapper(branch: Branch, module: Any) -> Any:
    if isinstance(branch.type, Reference):
        return getattr(module(naming.module(branch.name)), naming.branch_class(branch.name))
    return getattr(module("branches"), f"{naming.pascal(branch.name)}Branch")


def named_values(full_name: str, tree: Tree, module: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    match tree.types[full_name]:
        case Enum():
            return st.sampled_from(list(getattr(module(naming.module(full_name)), naming.class_name(full_name))))
        case Fixed() as fixed:
            return fixed_values(fixed, module)
        case Record() as record:
            made = getattr(module(naming.module(full_name)), naming.class_name(full_name))
            fields = {naming.attribute(field.name): field.type for field in record.fields}
            return st.builds(made, **{name: values(one, tree, module, depth + 1) for name, one in fields.items()})


def fixed_values(fixed: Fixed, module: Any) -> st.SearchStrategy[Any]:
    match fixed.logical:
        case "decimal":
            return decimals(fixed.precision or 0, fixed.scale)
        case "uuid":
            return st.uuids()
        case "duration":
            part = st.integers(0, 2**32 - 1)
            return st.builds(module("codec.primitives").Duration, months=part, days=part, milliseconds=part)
        case _:
            return st.binary(min_size=fixed.size, max_size=fixed.size)


def decimals(precision: int, scale: int) -> st.SearchStrategy[Decimal]:
    most = 10**precision - 1
    return st.integers(-most, most).map(lambda unscaled: Decimal(unscaled).scaleb(-scale, EXACT))


def raw(value: Any, written: Type, tree: Tree) -> Any:
    """A value as fastavro takes it for a schema without logical types; in unions with the name of the branch."""
    match written:
        case Primitive(name, logical):
            return raw_primitive(value, name, logical, written.scale)
        case Array(items):
            return [raw(item, items, tree) for item in value]
        case Map(inner):
            return {key: raw(item, inner, tree) for key, item in value.items()}
        case Union():
            branch = branch_of(value, written, tree)
            return (peer_name(branch.name), raw(value.value if branch.is_wrapped else value, branch.type, tree))
        case Reference(name):
            return raw_named(value, tree.types[name], tree)


def raw_named(value: Any, named: Named, tree: Tree) -> Any:
    match named:
        case Enum():
            return value.value
        case Fixed(logical="decimal", size=size, scale=scale):
            return unscaled(value, scale).to_bytes(size, "big", signed=True)
        case Fixed(logical="uuid"):
            return value.bytes
        case Fixed(logical="duration"):
            return struct.pack("<III", value.months, value.days, value.milliseconds)
        case Fixed():
            return value
        case Record():
            return {
                field.name: raw(getattr(value, naming.attribute(field.name)), field.type, tree)
                for field in named.fields
            }


def raw_primitive(value: Any, name: str, logical: str | None, scale: int) -> Any:
    match name, logical:
        case "string", "uuid":
            return str(value)
        case "bytes", "decimal":
            return number_bytes(unscaled(value, scale))
        case "bytes", "big-decimal":
            _, _, exponent = value.as_tuple()
            number = number_bytes(unscaled(value, -exponent))
            return long_bytes(len(number)) + number + long_bytes(-exponent)
        case _, "date":
            return (value - date(1970, 1, 1)).days
        case _, "time-millis" | "time-micros":
            passed = datetime.combine(LOCAL_EPOCH, value) - LOCAL_EPOCH
            return passed // timedelta(**{"milliseconds" if logical == "time-millis" else "microseconds": 1})
        case _, str() if logical.endswith(("-millis", "-micros")):
            epoch = LOCAL_EPOCH if logical.startswith("local") else EPOCH
            return (value - epoch) // timedelta(**{"milliseconds" if logical.endswith("millis") else "microseconds": 1})
        case _:
            return value


def unscaled(value: Decimal, scale: int) -> int:
    return int(value.scaleb(scale, EXACT))


def number_bytes(number: int) -> bytes:
    """The shortest two's complement, found by trying."""
    size = next(size for size in range(1, 10_000) if -(1 << 8 * size - 1) <= number < 1 << 8 * size - 1)
    return number.to_bytes(size, "big", signed=True)


def long_bytes(number: int) -> bytes:
    number = number * 2 if number >= 0 else -number * 2 - 1
    digits = []
    while number >= 128:
        digits.append(number % 128 + 128)
        number //= 128
    return bytes([*digits, number])


def branch_of(value: Any, union: Union, tree: Tree) -> Branch:
    """The branch of a value by what it is, looked up in the plainest way."""
    branches = branches_of(union, tree)
    found = [branch for branch in branches if belongs(value, branch, tree)]
    if len(found) != 1:
        raise AssertionError(f"{value!r} is of {len(found)} branches")
    return found[0]


def belongs(value: Any, branch: Branch, tree: Tree) -> bool:
    if branch.is_wrapped:
        config = value.__struct_config__ if isinstance(value, Struct) else None
        return config is not None and config.tag == branch.name
    match branch.type:
        case Reference(name) if isinstance(tree.types[name], Record):
            return isinstance(value, Struct) and value.__struct_config__.tag == name
        case Reference(name) if isinstance(tree.types[name], Enum):
            return isinstance(value, PythonEnum)
        case _:
            return type(value).__name__ == PYTHON_NAMES[kind_of(branch.type, tree)]


PYTHON_NAMES = {
    "null": "NoneType",
    "boolean": "bool",
    "int": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "bytes": "bytes",
    "string": "str",
    "array": "list",
    "map": "dict",
    "decimal": "Decimal",
    "big-decimal": "Decimal",
    "uuid": "UUID",
    "duration": "Duration",
    "date": "date",
    "time-millis": "time",
    "time-micros": "time",
    "timestamp-millis": "datetime",
    "timestamp-micros": "datetime",
    "local-timestamp-millis": "datetime",
    "local-timestamp-micros": "datetime",
    "timestamp-nanos": "int",
    "local-timestamp-nanos": "int",
}


def kind_of(written: Type, tree: Tree) -> str:
    match written:
        case Primitive(name, logical):
            return logical or name
        case Array():
            return "array"
        case Map():
            return "map"
        case Reference(name):
            return getattr(tree.types[name], "logical", None) or "bytes"
        case _:
            raise AssertionError(written)


def without_branches(value: Any) -> Any:
    """A raw value as fastavro gives it back: without the names of branches."""
    match value:
        case tuple():
            return without_branches(value[1])
        case list():
            return [without_branches(item) for item in value]
        case dict():
            return {key: without_branches(item) for key, item in value.items()}
        case _:
            return value


def plain(value: Any) -> Any:
    """A value as fastavro takes and gives it."""
    match value:
        case Struct():
            names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
            return {wire_name: plain(getattr(value, attribute)) for attribute, wire_name in names}
        case PythonEnum():
            return value.value
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case UUID() | datetime() | time() | _:
            return value
