"""Calls: where arguments go."""

from collections.abc import Callable, Iterable, Iterator

from mypy import nodes as n
from mypy import types as t
from mypy.argmap import map_actuals_to_formals

from .checking import ANY
from .contents import ANYTHING, Contents, callables_in, known
from .facts import Facts
from .flows import Flows, is_behind
from .origins import Origins

Sinks = dict[n.Expression, t.Type | None]
"""Under which type an argument goes on; None if nothing more is done with it. One that is missing goes out of sight."""

_BLIND = ("len", "bool", "any", "all", "id", "callable", "type")
# What these are given is in what they give, and they look at none of it; or only the functions that they take do.
_KEEP = ("iter", "aiter", "reversed", "list", "tuple", "next", "anext", "enumerate", "zip", "map", "filter")
_KEEP_OF_LIBRARIES = ("itertools.chain", "collections.deque", "types.MappingProxyType", "asyncio.threads.to_thread")
_DECODE = ("msgspec.convert", "msgspec.json.decode", "msgspec.json.Decoder")
_REPLACE = ("msgspec.structs.replace", "copy.replace", "dataclasses.replace")

# Methods of containers: those that put arguments in, those that give what is in, and those that look at nothing.
_FILL = frozenset({"append", "appendleft", "insert", "put", "put_nowait", "extend", "extendleft"})
_TAKE = frozenset({"get", "pop", "setdefault"})
_QUIET = frozenset(
    {"popleft", "popitem", "get_nowait", "keys", "values", "items", "copy", "clear", "reverse", "rotate"}
)
_CONTAINERS = ("typing.Container", "asyncio.queues.Queue")


class Calls:
    """Knows what becomes of arguments."""

    def __init__(self, contents: Contents, origins: Origins, facts: Facts, flows: Flows) -> None:
        self._contents = contents
        self._origins = origins
        self._facts = facts
        self._flows = flows
        self._known: dict[str, Callable[[n.CallExpr], Sinks]] = {
            **dict.fromkeys(_builtins(_BLIND), lambda node: dict.fromkeys(node.args)),
            **dict.fromkeys([*_builtins(_KEEP), *_KEEP_OF_LIBRARIES], self._keep),
            **dict.fromkeys(_builtins(("set", "frozenset", "dict")), self._hash),
            **dict.fromkeys(_builtins(("sorted", "min", "max")), self._order),
            **dict.fromkeys(_builtins(("getattr", "hasattr")), self._attribute),
            **dict.fromkeys(_builtins(("isinstance", "issubclass")), self._check),
            **dict.fromkeys(_REPLACE, self._replace),
        }

    def arguments(self, node: n.CallExpr, target: t.Type | None) -> Sinks:
        """Where each argument goes; `target` is the type under which the value of the call goes on."""
        callee = node.callee
        made = self._origins.made_by(callee)
        if made is not None:
            self._facts.make(made, [*node.arg_names])
            return {}
        name = callee.fullname if isinstance(callee, n.RefExpr) else ""
        if name in self._known:
            return self._known[name](node)
        if name in _DECODE:
            # Of a union mypy does not know what comes of it, but where it goes somebody may have said so.
            given = self._flows.given(node)
            is_said = target is not None and ANYTHING in self._contents.of(given)
            return dict.fromkeys(node.args, target if is_said else given)
        if isinstance(callee, n.MemberExpr) and all(map(self._is_container, self._flows.kinds(callee.expr))):
            return self._of_container(node, callee)
        return self._through(node)

    # Functions of which no source is read

    def _keep(self, node: n.CallExpr, *more: t.Type) -> Sinks:
        """What is in the result is followed there; what functions among the arguments take, in them."""
        functions = [argument for argument in node.args if self._takes(argument)]
        taken = [kind for each in functions for kind in self._takes(each)]
        if any(self._flows.is_code(each) and not self._flows.is_own_code(each) for each in functions):
            return {}
        return dict.fromkeys(node.args, t.UnionType([self._flows.given(node), *more, *taken]))

    def _takes(self, node: n.Expression) -> list[t.Type]:
        """What a function takes that an argument is."""
        kinds = [
            each for each in self._flows.kinds(node) if isinstance(each, t.CallableType) and not each.is_type_obj()
        ]
        return [taken for each in kinds for taken in each.arg_types]

    def _hash(self, node: n.CallExpr) -> Sinks:
        hashed = [each.args[0] for each in self._flows.kinds(node) if isinstance(each, t.Instance) and each.args]
        self._facts.whole(known(self._contents.of(t.UnionType(hashed))))
        return self._keep(node)

    def _order(self, node: n.CallExpr, *more: t.Type) -> Sinks:
        """Looks at every item: by a function, or at all that is in it."""
        sinks = self._keep(node, *more)
        by = next((each for name, each in zip(node.arg_names, node.args, strict=True) if name == "key"), None)
        if by is None or not self._takes(by) or not sinks:
            return {}
        results = [each.ret_type for each in callables_in(self._flows.given(by))]
        self._facts.whole(known(self._contents.of(t.UnionType(results))))
        return {**sinks, by: None}

    def _attribute(self, node: n.CallExpr) -> Sinks:
        match node.args:
            case [value, n.StrExpr(value=attribute), *rest]:
                self._flows.read(value, attribute, is_sure=not rest)
                for name in self._flows.schemas(self._flows.kinds(value)):
                    self._facts.whole_of(name, attribute)  # under no type from here on
                return {value: None, **dict.fromkeys(rest, self._flows.given(node))}
            case _:
                return {}

    def _check(self, node: n.CallExpr) -> Sinks:
        classes = [each for argument in node.args[1:] for each in _flat(argument)]
        for each in classes:
            self._facts.meet(known(self._contents.of(self._flows.given(each))))
        return dict.fromkeys([*node.args, *classes])

    def _replace(self, node: n.CallExpr) -> Sinks:
        """A copy with other values in some fields: what is copied is still what was read."""
        if not node.args:
            return {}
        kinds = self._flows.kinds(node.args[0])
        names = self._flows.schemas(kinds)
        for name in names:
            self._facts.make(name, node.arg_names[1:])
        rest = {} if names else dict.fromkeys(node.args[1:], t.UnionType(kinds))
        return {**rest, node.args[0]: self._flows.given(node)}

    # Containers

    def _is_container(self, given: t.ProperType) -> bool:
        """Whether a type is a container of Python's own."""
        instance = given.partial_fallback if isinstance(given, t.TupleType) else given
        return not self._is_of_repository(given) and not _bases(instance).isdisjoint(_CONTAINERS)

    def _of_container(self, node: n.CallExpr, callee: n.MemberExpr) -> Sinks:
        base = self._flows.given(callee.expr)
        if callee.name in _FILL:
            return dict.fromkeys(node.args, base)
        if callee.name in _TAKE:
            return dict.fromkeys(node.args[1:], t.UnionType([base, self._flows.given(node)]))
        if callee.name in _QUIET:
            return dict.fromkeys(node.args)
        if callee.name == "update" and all("typing.Mapping" in _bases(each) for each in self._flows.kinds(callee.expr)):
            return self._keep(node, base)
        if callee.name == "sort":
            sinks = self._order(node, base)
            self._facts.whole(() if sinks else known(self._contents.of(base)))
            return sinks
        self._flows.whole(callee.expr)
        return {}

    # Functions, methods and classes

    def _through(self, node: n.CallExpr) -> Sinks:
        """Through a function: one of our own is followed, and what may be called by the type that it has."""
        kinds, targets = self._flows.kinds(node.callee), self._flows.targets(node.callee)
        if not all(map(self._flows.is_own, targets)):
            if isinstance(node.callee, n.MemberExpr) and any(
                map(self._is_of_repository, self._flows.kinds(node.callee.expr))
            ):
                self._flows.whole(node.callee.expr)  # what a class has from a library may show all that is in it
            return {}
        functions = [each for each in kinds if isinstance(each, t.CallableType)]
        if len(functions) == len(kinds):
            sinks: Sinks = {}
            for each in functions:
                self._map(node, each, sinks)
        elif all(isinstance(each, t.Instance) and targets for each in kinds):
            sinks = dict.fromkeys(node.args, t.UnionType([taken for each in targets for taken in self._taken_by(each)]))
        else:
            return {}
        for other in self._others(node.callee):
            for argument in node.args:
                self._flows.put(argument, other)
        return sinks

    def _map(self, node: n.CallExpr, function: t.CallableType, sinks: Sinks) -> None:
        def given(place: int) -> t.Type:
            return self._flows.given(node.args[place])

        names = node.arg_names, function.arg_kinds, function.arg_names
        for formal, places in zip(
            function.arg_types, map_actuals_to_formals(node.arg_kinds, *names, given), strict=True
        ):
            for place in places:
                known = sinks.get(node.args[place])
                sinks[node.args[place]] = formal if known is None else t.UnionType([known, formal])

    def _is_of_repository(self, given: t.ProperType) -> bool:
        instance = given.partial_fallback if isinstance(given, t.TupleType) else given
        return isinstance(instance, t.Instance) and self._contents.is_of_repository(instance.type)

    def _others(self, callee: n.Expression) -> Iterator[t.Type]:
        """What methods take of classes that derive from the one that is named, or stand behind it as a protocol."""
        if not isinstance(callee, n.MemberExpr):
            return
        kinds, name = self._flows.kinds(callee.expr), callee.name
        for named in (each.type for each in kinds if isinstance(each, t.Instance)):
            methods = [info.get(name) for info in self._origins.classes if is_behind(info, named)]
            yield from (t.UnionType([*self._taken_by(each.node)]) for each in methods if each is not None)
            if named.is_protocol and not methods:
                yield ANY

    def _taken_by(self, target: n.SymbolNode | None) -> list[t.Type]:
        function = self._flows.body(target)
        return self._flows.parameters(function) if function is not None else [ANY]


def _builtins(names: Iterable[str]) -> list[str]:
    return [f"builtins.{name}" for name in names]


def _bases(given: t.ProperType) -> frozenset[str]:
    return frozenset(base.fullname for base in given.type.mro) if isinstance(given, t.Instance) else frozenset()


def _flat(node: n.Expression) -> list[n.Expression]:
    """The classes that a test is written with."""
    if isinstance(node, n.TupleExpr):
        return [each for item in node.items for each in _flat(item)]
    return [*_flat(node.left), *_flat(node.right)] if isinstance(node, n.OpExpr) else [node]
