"""Where values go: on under types that name what they hold, or out of sight, and then all that they hold is used."""

from collections.abc import Iterable

from mypy import nodes as n
from mypy import types as t

from .checking import ANY, Repository
from .contents import ANYTHING, Contents, Names, callables_in, class_of, kinds_of, known
from .facts import Facts
from .origins import Origins


class Flows:
    """Takes note of what becomes of values."""

    def __init__(self, repository: Repository, contents: Contents, origins: Origins, facts: Facts) -> None:
        self.given = repository.given
        self._contents = contents
        self._origins = origins
        self._facts = facts

    def kinds(self, node: n.Expression) -> list[t.ProperType]:
        """The types that the value of an expression may have."""
        return kinds_of(self.given(node))

    def whole(self, node: n.Expression) -> None:
        """A value goes out of sight."""
        self.lose(node, self._contents.of(self.given(node)))

    def look(self, node: n.Expression) -> None:
        """A value is compared, hashed: of a class or function that reads nothing."""
        for each in self.kinds(node):
            instance = class_of(each)
            if instance is not None:
                self._facts.meet(self.schemas([instance]))
            elif not isinstance(each, t.CallableType):
                self.lose(node, self._contents.of(each))

    def lose(self, node: n.Expression, names: Names) -> None:
        """What is in a value goes out of sight, unless it was made here."""
        if not self._origins.is_made(node):
            self._facts.whole(known(names))

    def put(self, node: n.Expression, target: t.Type) -> None:
        """A value goes on under a type."""
        given = self.given(node)
        if given == t.get_proper_type(target):
            return
        self.lose(node, self.unnamed(self._contents.of(given), target))
        for wanted in callables_in(target):
            self._stand_in(node, wanted.arg_types)
        if not all(map(self._is_known, kinds_of(given))):
            self._facts.whole(known(self._taken_by(each for each in kinds_of(target) if self._is_own_protocol(each))))

    def _is_own_protocol(self, kind: t.ProperType) -> bool:
        """Whether anybody may stand behind a type: whoever is no class of the repository is not known to us."""
        return isinstance(kind, t.Instance) and kind.type.is_protocol and self._contents.is_own(kind.type)

    def unnamed(self, names: Names, target: t.Type) -> Names:
        """What a type does not name: all, if any part of it says nothing."""
        named = self._contents.of(target)
        return names if ANYTHING in named else names - named

    def _stand_in(self, node: n.Expression, handed: Iterable[t.Type]) -> None:
        """A value takes the place of what is called with these: what it does not name goes out of sight."""
        names = known(self._contents.of(t.UnionType([*handed])))
        taken = [each for found in callables_in(self.given(node)) for each in found.arg_types]
        is_ours = bool(taken) and not (self.is_code(node) and not self.is_own_code(node))
        self._facts.whole(self.unnamed(names, t.UnionType(taken)) if is_ours else names)

    def _is_known(self, kind: t.ProperType) -> bool:
        found = class_of(kind) or kind
        return isinstance(found, t.NoneType) or (
            isinstance(found, t.Instance) and self._contents.is_of_repository(found.type)
        )

    def _taken_by(self, kinds: Iterable[t.ProperType]) -> Names:
        """What the methods of classes take."""
        names = [name.node for kind in kinds if isinstance(kind, t.Instance) for name in kind.type.names.values()]
        functions = filter(None, map(self.body, names))
        return self._contents.of(t.UnionType([taken for each in functions for taken in self.parameters(each)]))

    def schemas(self, kinds: Iterable[t.ProperType]) -> Names:
        """The schemas whose values are of these types."""
        return frozenset(name for each in kinds if (name := self._contents.schema_of(each)) is not None)

    def read(self, node: n.Expression, attribute: str, *, is_sure: bool = True) -> None:
        """Read an attribute of a value."""
        kinds = [each for each in self.kinds(node) if not isinstance(each, t.NoneType)]
        is_other = any(class_of(each) is None and self._contents.schema_of(each) is None for each in kinds)
        if not self._origins.is_made(node):
            for each in kinds:
                self.read_of(each, attribute, is_sure=is_sure and not is_other)

    def read_of(self, kind: t.ProperType, attribute: str, *, is_sure: bool = True) -> None:
        """Read an attribute of a value of a type."""
        instance = class_of(kind)
        schema = self._contents.schema_of(instance or kind)
        if schema is not None and instance is not None:
            self._facts.read_of_class(schema, attribute)
        elif schema is not None:
            self._facts.read(schema, attribute, is_sure=is_sure)
        elif attribute == "__dict__":
            self._facts.whole(known(self._contents.of(kind)))
        elif self._contents.is_bare(kind):
            self._facts.read_of_anything(attribute)

    # Functions

    def targets(self, node: n.Expression) -> list[n.SymbolNode | None]:
        """The functions and classes that an expression names, or that are called of its value.

        None is for one that is not found; what is only known by its type is missing.
        """
        match node:
            case n.LambdaExpr():
                return []
            case n.RefExpr(node=n.FuncBase() | n.Decorator() | n.TypeInfo() as target):
                return [target]
            case n.MemberExpr(expr=base, name=name):
                found = [_method(class_of(each) or each, name) for each in self.kinds(base)]
            case n.SuperExpr(name=name, info=n.TypeInfo() as info):
                found = [next((base.names[name].node for base in info.mro[1:] if name in base.names), None)]
            case _:
                made = [class_of(each) for each in self.kinds(node)]
                called = [_method(each, "__call__") for each in self.kinds(node)]
                return [*(each.type for each in made if each is not None), *filter(None, called)]
        return [each for each in found if not isinstance(each, n.Var)]

    def function(self, node: n.Expression) -> n.FuncItem | None:
        """The function of the consumer that an expression is or names."""
        found = [node] if isinstance(node, n.LambdaExpr) else self.targets(node)
        function = found[0] if len(found) == 1 else None
        return function if isinstance(function, n.LambdaExpr | n.FuncDef) and self.is_own_code(node) else None

    def body(self, target: n.SymbolNode | None) -> n.FuncItem | None:
        """The consumer's function that a name stands for, whatever decorates it."""
        function = target.func if isinstance(target, n.Decorator) else target
        return function if isinstance(function, n.FuncItem) and self.is_own(target) else None

    def parameters(self, function: n.FuncItem) -> list[t.Type]:
        """What the parameters of a function are said to be."""
        kind = self._kind(function)
        return kind.arg_types if kind is not None else [ANY] * len(function.arguments)

    def result(self, function: n.FuncItem) -> t.Type:
        """What a function is said to give."""
        kind = self._kind(function)
        return kind.ret_type if kind is not None else ANY

    def _kind(self, function: n.FuncItem) -> t.CallableType | None:
        given = self.given(function) if isinstance(function, n.LambdaExpr) else function.type
        kind = t.get_proper_type(given)
        return kind if isinstance(kind, t.CallableType) else None

    def is_code(self, node: n.Expression) -> bool:
        """Whether an expression is or names something that can be called."""
        return isinstance(node, n.LambdaExpr) or bool(self.targets(node))

    def is_own_code(self, node: n.Expression) -> bool:
        """Whether that is the consumer's."""
        return self.is_code(node) and all(map(self.is_own, self.targets(node)))

    def is_own(self, target: n.SymbolNode | None) -> bool:
        if isinstance(target, n.TypeInfo):
            return self._contents.is_own(target)
        return target in self._origins.functions


def _method(given: t.ProperType, name: str) -> n.SymbolNode | None:
    found = given.type.get(name) if isinstance(given, t.Instance) else None
    return found.node if found is not None else None


def is_behind(info: n.TypeInfo, named: n.TypeInfo) -> bool:
    """Whether a value of a class may be what another class is named for."""
    if named.is_protocol and not info.is_protocol:
        return all(info.get(member) is not None for member in named.protocol_members)
    return info is not named and named in info.mro
