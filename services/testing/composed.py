"""Strategies for generated types: a walk over the Python type and its schema in step, down to what has no parts."""

from collections.abc import Callable
from math import inf
from typing import Any, get_origin

from hypothesis import strategies as st
from msgspec import Struct, inspect

from services.testing.leaves import Leaf, Values, leaf
from services.testing.schema_text import Written

_DEEP = 3
"""From here on lists and maps are as short as they may be, and unions take the branch that ends soonest."""
_SOME = 4
_MOST = 60
"""A list at its limit has no more items than this, whatever the limit."""

Pick = Callable[[Leaf], Values]
"""Which values of the leaves are wanted."""


class Composer:
    """Makes strategies whose leaves are as `pick` says; `is_at_limits` makes lists of the least and the most items."""

    def __init__(self, pick: Pick, *, is_at_limits: bool) -> None:
        self._pick = pick
        self._is_at_limits = is_at_limits

    def struct(self, type_: type[Struct], written: Written | None) -> Values:
        """Values of a generated type, each of whose fields is given."""
        return self._made(_struct_info(type_), written, 0)

    def field(self, type_: type[Struct], name: str, written: Written | None) -> Values:
        """Values of one field of a generated type, by its Python name."""
        [field] = (field for field in _struct_info(type_).fields if field.name == name)
        return self._made(field.type, written.field(field.encode_name) if written else None, 1)

    def _made(self, kind: inspect.Type, written: Written | None, depth: int) -> Values:
        match kind:
            case inspect.Metadata(type=inner):
                return self._made(inner, written, depth)
            case inspect.ListType(item_type=items, min_length=low, max_length=high):
                sizes = self._sizes(low or 0, high, depth)
                return self._lists(lambda: self._made(items, _held(written), depth + 1), sizes)
            case inspect.DictType(value_type=held):
                if depth > _DEEP:
                    return st.builds(dict)
                return st.dictionaries(_text(), self._made(held, _held(written), depth + 1), max_size=_SOME)
            case inspect.UnionType(types=members):
                return self._branch(members, written, depth)
            case inspect.StructType(tag=tag) if tag != "duration":
                return st.deferred(lambda: self._fields(kind, written, depth))
            case _:
                return self._pick(leaf(kind, written))

    def _fields(self, kind: inspect.StructType, written: Written | None, depth: int) -> Values:
        """Of a record by its fields; what wraps a branch of a union has what it wraps, under a name of our own."""
        made: Any = get_origin(kind.cls) or kind.cls
        is_record = written is not None and written.kind == "record"
        fields = {
            field.name: self._made(
                field.type, written.field(field.encode_name) if written and is_record else written, depth + 1
            )
            for field in kind.fields
        }
        return st.builds(made, **fields)

    def _branch(self, members: tuple[inspect.Type, ...], written: Written | None, depth: int) -> Values:
        """In the order of the schema; None, which stands last in Python, may stand anywhere there."""
        values = [member for member in members if not isinstance(member, inspect.NoneType)]
        schemas = written.branches() if written and written.kind == "union" else [None] * len(values)
        pairs: list[tuple[inspect.Type, Written | None]] = list(zip(values, schemas, strict=True))
        pairs += [(member, None) for member in members if isinstance(member, inspect.NoneType)]
        if depth > _DEEP:
            pairs = [min(pairs, key=lambda pair: _height(pair[0], ()))]
        return st.one_of([self._made(member, schema, depth + 1) for member, schema in pairs])

    def _sizes(self, low: int, high: int | None, depth: int) -> list[tuple[int, int]]:
        if depth > _DEEP:
            return [(low, low)]
        if not self._is_at_limits:
            return [(low, low + _SOME if high is None else min(high, low + _SOME))]
        most = low + 1 if high is None else min(high, max(low, _MOST))
        return [(low, low), (most, most)]

    def _lists(self, items: Callable[[], Values], sizes: list[tuple[int, int]]) -> Values:
        if sizes == [(0, 0)]:
            return st.builds(list)
        inner = items()
        return st.one_of([st.lists(inner, min_size=low, max_size=high) for low, high in sizes])


def _struct_info(type_: type[Struct]) -> inspect.StructType:
    info = inspect.type_info(type_)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"expected a generated Struct, got {type_}")
    return info


def _held(written: Written | None) -> Written | None:
    return written.items() if written else None


def _text() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _height(kind: inspect.Type, above: tuple[Any, ...]) -> float:
    """How deep the flattest value is; without end for a type that is inside itself by this way."""
    match kind:
        case inspect.NoneType():
            return 0
        case inspect.Metadata(type=inner):
            return _height(inner, above)
        case inspect.ListType(min_length=low) if not low:
            return 1
        case inspect.DictType():
            return 1
        case inspect.ListType(item_type=items):
            return 1 + _height(items, above)
        case inspect.UnionType(types=members):
            return min(_height(member, above) for member in members)
        case inspect.StructType(cls=made, fields=fields):
            if made in above:
                return inf
            return 1 + max((_height(field.type, (*above, made)) for field in fields), default=0)
        case _:
            return 1
