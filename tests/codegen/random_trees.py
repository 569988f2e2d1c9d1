"""Hypothesis strategies for schema trees of every type that Avro has, under names that are hard on a generator."""

import struct
from typing import Any

from hypothesis import strategies as st

from codegen import naming
from codegen.default_branch import default_branch
from codegen.model import Array, Enum, Field, Fixed, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from codegen.union_forms import branch_name
from tests.codegen.avro_json import peer_name
from tests.codegen.models import enum, field, fixed, record, tree
from tests.codegen.values import PRIMITIVES, decimals, number_bytes, raw_primitive, unscaled

LATIN = "latin-1"


def words(text: str) -> list[str]:
    return text.split()


NAMES = words(
    "acme.Order acme.orders.Order acme.Status acme.orders.Status acme.md5 acme.Md5_ acme._Hidden acme.orders.v1.Line"
    " Bare Other codec.Codec json.Json branches.BytesBranch client.Client catalog.Entry root.Root list.List date.Date"
    " import.Class class.None __init__.Init open_enum.OpenEnum x.Struct x.UUID x.Decimal x.AvroError x.FAULTS x.Meta"
    " x.Annotated x.ValueError x.str x.int x._1 x.field x.datetime x.Duration x.StrEnum _lead.HTTPStatus Acme_2.X9"
)
FIELDS = words(
    "id _id class self None str int list dict bytes data at out value place length item items tagsItem number name"
    " fooBar datetime date time field branch start reach error size end depth type readLong writeUuid encodeOrder"
    " acmeOrders acmeTypes x_value index key print len tuple isinstance __dunder in Decimal UUID _ _1 AVRO camelCase_"
    " located mro with_underscore Struct"
)
SYMBOLS = words(
    "NEW PAID None name value mro title lower _private __x is_known class _1 UNKNOWN x self"
    " encode join upper format count index"
)
SCALARS = [Primitive(name, logical) for name, logical in PRIMITIVES] + [
    Primitive("bytes", "decimal", precision=4, scale=2),
    Primitive("bytes", "decimal", precision=40, scale=0),
    Primitive("bytes", "decimal", precision=30, scale=30),
]
FIXED: list[tuple[int, str | None, int | None, int]] = [
    (0, None, None, 0),
    (1, None, None, 0),
    (16, None, None, 0),
    (16, "uuid", None, 0),
    (12, "duration", None, 0),
    (5, "decimal", 9, 3),
    (16, "decimal", 38, 10),
]


@st.composite
def trees(draw: Any) -> Tree:
    """Up to six types that mention each other at will; a record always has a value that ends."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique_by=(_place, _function)))
    kinds = {name: draw(st.sampled_from(["record", "record", "record", "enum", "fixed"])) for name in names[1:]}
    kinds[names[0]] = "record"
    made: list[Named] = []
    for name in sorted(names, key=lambda name: kinds[name]):
        made.append(_scalar(draw, name, kinds[name]) if kinds[name] != "record" else _record(draw, name, made, kinds))
    shapes = tree(*made)
    return tree(*(_with_defaults(draw, named, shapes) for named in made))


def _place(name: str) -> str:
    return f"{naming.module(name)}.{naming.class_name(name)}".lower()


def _function(name: str) -> str:
    return f"{naming.module(name)}.{naming.function(name)}".lower()


def _scalar(draw: Any, name: str, kind: str) -> Named:
    if kind == "enum":
        symbols = draw(st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=5, unique_by=naming.member))
        return enum(name, *symbols, default=draw(st.none() | st.sampled_from(symbols)))
    size, logical, precision, scale = draw(st.sampled_from(FIXED))
    return fixed(name, size, logical, precision=precision, scale=scale)


def _record(draw: Any, name: str, made: list[Named], kinds: dict[str, str]) -> Record:
    names = draw(st.lists(st.sampled_from(FIELDS), max_size=6, unique_by=naming.attribute))
    types = _Types([*SCALARS, *(Reference(one.name) for one in made)], [Reference(other) for other in kinds])
    return record(name, *(field(one, types.any(draw)) for one in names))


class _Types:
    """Types of fields. What a value has to hold is an earlier record or no record, so that every value ends."""

    def __init__(self, ending: list[Type], named: list[Type]) -> None:
        self._ending = st.sampled_from(ending)
        self._named = st.sampled_from(named)

    def any(self, draw: Any, depth: int = 0) -> Type:
        match draw(st.sampled_from(["ending", "ending", "container", "union"])) if depth < 3 else "ending":
            case "container":
                return self._container(draw, depth)
            case "union":
                return self._union(draw, depth)
            case _:
                return draw(self._ending)

    def _container(self, draw: Any, depth: int) -> Type:
        kind = draw(st.sampled_from([Array, Map]))
        return kind(draw(self._named) if draw(st.integers(0, 3)) == 0 else self.any(draw, depth + 1))

    def _union(self, draw: Any, depth: int) -> Type:
        """One branch that ends, among others."""
        branches = {branch_name(one): one for one in [draw(self._ending)]}
        for _ in range(draw(st.integers(0, 4))):
            other = draw(self._named) if draw(st.booleans()) else self.any(draw, depth + 1)
            if not isinstance(other, Union):
                branches.setdefault(branch_name(other), other)
        return Union(tuple(draw(st.permutations(list(branches.values())))))


def _with_defaults(draw: Any, named: Named, shapes: Tree) -> Named:
    if not isinstance(named, Record):
        return named
    return record(named.name, *(_with_default(draw, one, shapes) for one in named.fields))


def _with_default(draw: Any, one: Field, shapes: Tree) -> Field:
    strategy = defaults(one.type, shapes) if draw(st.booleans()) else None
    return one if strategy is None else field(one.name, one.type, draw(strategy))


def defaults(written: Type, shapes: Tree, depth: int = 0) -> st.SearchStrategy[Any] | None:
    """Values as the schema's JSON has them, with records written in full; None where none ends soon."""
    match written:
        case Primitive("bytes", "decimal", precision=precision, scale=scale):
            return decimals(precision or 0, scale).map(lambda value: number_bytes(unscaled(value, scale)).decode(LATIN))
        case Primitive(name, logical):
            return PRIMITIVES[name, logical].map(lambda value: _json(raw_primitive(value, name, logical, 0)))
        case Array(items):
            inner = None if depth > 1 else defaults(items, shapes, depth + 1)
            return st.just([]) if inner is None else st.lists(inner, max_size=2)
        case Map(values):
            inner = None if depth > 1 else defaults(values, shapes, depth + 1)
            keys = st.sampled_from(["a", "b c", "it's \""])
            return st.just({}) if inner is None else st.dictionaries(keys, inner, max_size=2)
        case Union(branches):
            # What fits an earlier branch would be its default, and need not be a UUID or a date.
            inners = [
                inner.filter(lambda value, index=index: default_branch(written, value, shapes) == index)
                for index, branch in enumerate(branches)
                if (inner := defaults(branch, shapes, depth + 1)) is not None
            ]
            return inners[0] if inners else None
        case Reference(name):
            return _named_defaults(shapes.types[name], shapes, depth)


def _named_defaults(named: Named, shapes: Tree, depth: int) -> st.SearchStrategy[Any] | None:
    match named:
        case Enum(symbols=symbols):
            return st.sampled_from(symbols)
        case Fixed(size=size, logical="decimal", precision=precision, scale=scale):
            numbers = decimals(precision or 0, scale).map(lambda value: unscaled(value, scale))
            return numbers.map(lambda number: number.to_bytes(size, "big", signed=True).decode(LATIN))
        case Fixed(size=size):
            return st.binary(min_size=size, max_size=size).map(lambda data: data.decode(LATIN))
        case Record(fields=fields):
            inner = {one.name: None if depth > 2 else defaults(one.type, shapes, depth + 1) for one in fields}
            return None if None in inner.values() else st.fixed_dictionaries(inner)


def _json(value: Any) -> Any:
    return value.decode(LATIN) if isinstance(value, bytes) else value


def raw_default(written: Type, value: Any, shapes: Tree) -> Any:
    """A default as fastavro would write it: bytes as bytes, and in unions the branch that it fits first."""
    match written:
        case Primitive("bytes"):
            return value.encode(LATIN)
        case Primitive("float"):
            return struct.unpack("<f", struct.pack("<f", value))[0]
        case Primitive():
            return value
        case Array(items):
            return [raw_default(items, item, shapes) for item in value]
        case Map(values):
            return {key: raw_default(values, item, shapes) for key, item in value.items()}
        case Union(branches):
            branch = branches[default_branch(written, value, shapes)]
            return (peer_name(branch_name(branch)), raw_default(branch, value, shapes))
        case Reference(name):
            return _raw_named(shapes.types[name], value, shapes)


def _raw_named(named: Named, value: Any, shapes: Tree) -> Any:
    match named:
        case Enum():
            return value
        case Fixed():
            return value.encode(LATIN)
        case Record(fields=fields):
            return {one.name: raw_default(one.type, value[one.name], shapes) for one in fields}
