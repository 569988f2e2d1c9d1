"""Which generated types the values of a type may hold."""

from collections.abc import Iterable, Iterator, Mapping

from mypy import nodes as n
from mypy import types as t

Names = frozenset[str]
ANYTHING = "?"
"""Among names: whatever there is, since the type says nothing."""

_BARE = frozenset({"builtins.object", "builtins.type", "builtins.function", "msgspec.Struct", "msgspec._core.Struct"})
# Of these only some arguments are of values that come out.
_RESULTS = {
    "typing.Coroutine": slice(2, 3),
    "typing.Generator": slice(0, 3, 2),
    "typing.AsyncGenerator": slice(0, 1),
    "contextlib._GeneratorContextManager": slice(0, 1),
    "contextlib._AsyncGeneratorContextManager": slice(0, 1),
}
_DEEPEST = 12


class Contents:
    """Knows the classes of one consumer, those of its `own` modules, from those of others in the `repository`."""

    def __init__(self, generated: Mapping[str, str], own: Iterable[str], repository: Iterable[str]) -> None:
        self.generated = generated
        self._own = frozenset(own)
        self._repository = frozenset(repository)
        self._known: dict[t.Type, Names] = {}

    def of(self, given: t.Type) -> Names:
        """The full names of schemas. What is put into attributes for anything counts where that is done."""
        if given not in self._known:
            self._known[given] = frozenset(self._gather(given, set()))
        return self._known[given]

    def _gather(self, given: t.Type, seen: set[object]) -> Iterator[str]:
        proper = t.get_proper_type(given)
        if self.is_bare(proper):
            yield ANYTHING
        elif isinstance(proper, t.Instance):
            yield from self._of_class(proper.type, seen)
            for argument in proper.args[_RESULTS.get(proper.type.fullname, slice(None))]:
                yield from self._gather(argument, seen)
        elif proper not in seen:
            seen.add(proper)
            for each in _inside(proper):
                yield from self._gather(each, seen)

    def _of_class(self, info: n.TypeInfo, seen: set[object]) -> Iterator[str]:
        """What the bases and attributes of a class hold, whatever it is given for its own variables."""
        if (schema := self.schema(info)) is not None:
            yield schema
        elif self.is_of_repository(info) and info not in seen:
            seen.add(info)
            for held in _held_by(info):
                yield from (name for name in self._gather(held, seen) if name != ANYTHING)

    def is_bare(self, given: t.ProperType) -> bool:
        """Whether a type says nothing of what its values are; a protocol of our own says but what they can do."""
        if isinstance(given, t.Instance):
            return given.type.fullname in _BARE or (given.type.is_protocol and self.is_own(given.type))
        return isinstance(given, t.AnyType | t.ParamSpecType | t.TypeVarTupleType)

    def is_own(self, info: n.TypeInfo) -> bool:
        """Whether a class is of the consumer's own code."""
        return info.module_name in self._own

    def is_of_repository(self, info: n.TypeInfo) -> bool:
        """Whether a class is of no library."""
        return info.module_name in self._repository

    def schema(self, info: n.TypeInfo) -> str | None:
        """The schema whose values a class has, or those of one that it derives from."""
        return next((self.generated[base.fullname] for base in info.mro if base.fullname in self.generated), None)

    def schema_of(self, given: t.ProperType | None) -> str | None:
        """The schema whose values a type has."""
        return self.schema(given.type) if isinstance(given, t.Instance) else None


def known(names: Names) -> Names:
    """The names of schemas among what may be in a value."""
    return names - {ANYTHING}


def _inside(given: t.ProperType) -> Iterable[t.Type]:
    match given:
        case t.TupleType(items=items) | t.UnionType(items=items) | t.Overloaded(items=items):
            return items
        case t.TypedDictType(items=members):
            return members.values()
        case t.CallableType(ret_type=inner) | t.TypeType(item=inner) | t.LiteralType(fallback=inner):
            return [inner]
        case t.TypeVarType(values=values, upper_bound=bound):
            return values or [bound]
        case _:
            return []


def _held_by(info: n.TypeInfo) -> Iterator[t.Type]:
    for base in info.mro:
        yield from (argument for above in base.bases for argument in above.args)
        for name in base.names.values():
            if isinstance(name.node, n.Var) and name.node.type is not None and not name.node.is_property:
                yield name.node.type


def kinds_of(given: t.Type) -> list[t.ProperType]:
    """What a value of a type may be: of a union each of its parts, of a type variable its bound."""
    proper = t.get_proper_type(given)
    if isinstance(proper, t.UnionType | t.TypeVarType | t.LiteralType | t.Overloaded):
        return [kind for each in _inside(proper) for kind in kinds_of(each)]
    return [proper]


def class_of(given: t.ProperType) -> t.Instance | None:
    """The instances of a class, for a value that is the class itself."""
    match given:
        case t.CallableType(ret_type=inner) if given.is_type_obj():
            found = t.get_proper_type(inner)
        case t.TypeType(item=inner):
            found = t.get_proper_type(inner)
        case _:
            return None
    found = found.partial_fallback if isinstance(found, t.TupleType) else found
    return found if isinstance(found, t.Instance) else None


def callables_in(given: t.Type, depth: int = 0) -> list[t.CallableType]:
    """What can be called in the values of a type."""
    match t.get_proper_type(given):
        case t.CallableType() as found:
            return [found]
        case t.Instance(args=parts) | t.UnionType(items=parts) | t.TupleType(items=parts) | t.Overloaded(items=parts):
            return [found for part in parts for found in callables_in(part, depth + 1)] if depth < _DEEPEST else []
        case _:
            return []
