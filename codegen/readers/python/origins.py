"""What was made here: values that nobody has read from anywhere, so that handing them on reads nothing."""

from collections.abc import Iterator, Mapping, Sequence

from mypy import nodes as n
from mypy import patterns as p
from mypy import types as t

from .checking import Repository
from .contents import Contents, class_of, kinds_of
from .nodes import inside

_FROZEN = ("builtins.frozenset", "builtins.tuple")


class Origins:
    """What the code of one consumer says of its names: what each may be, and what each function gives."""

    def __init__(self, repository: Repository, contents: Contents, modules: Mapping[str, n.MypyFile]) -> None:
        self._given = repository.given
        self._contents = contents
        self._values: dict[n.SymbolNode, list[n.Expression]] = {}
        self._open: set[n.SymbolNode | None] = set()
        self._returns: dict[n.FuncItem, list[n.Expression]] = {}
        self._asked: set[n.Expression] = set()
        self.functions: set[n.SymbolNode | None] = set()
        self.classes = {*repository.classes_for(modules)}
        """The classes that the code may meet."""
        for module in modules.values():
            self._go(module, None)

    def _go(self, node: n.Node, function: n.FuncItem | None) -> None:
        match node:
            case n.AssignmentStmt(lvalues=[n.NameExpr(node=n.SymbolNode() as name)], rvalue=value):
                # What is only declared has no value yet.
                self._values.setdefault(name, []).extend([] if isinstance(value, n.TempNode) else [value])
            case n.ReturnStmt(expr=n.Expression() as value) if function is not None:
                self._returns.setdefault(function, []).append(value)
            case n.YieldExpr() | n.YieldFromExpr() if isinstance(function, n.FuncDef):
                self._open.add(function)
            case n.ClassDef(info=info):
                self.classes.add(info)
            case _:
                self._open.update(_bound_by(node))
        if isinstance(node, n.FuncDef | n.OverloadedFuncDef | n.Decorator):
            self.functions.add(node)
        for each in inside(node):
            self._go(each, node if isinstance(node, n.FuncItem) else function)

    def is_made(self, node: n.Expression) -> bool:
        """Whether all that is generated in a value was made by the consumer itself."""
        if node in self._asked:
            return False
        self._asked.add(node)
        is_made = not self._contents.of(self._given(node)) or self._is_made(node)
        self._asked.discard(node)
        return is_made

    def _is_made(self, node: n.Expression) -> bool:
        match node:
            case n.CallExpr(callee=n.RefExpr(fullname=name), args=parts) if name in _FROZEN:
                return all(map(self.is_made, parts))
            case n.CallExpr(callee=callee):
                return self.made_by(callee) is not None or self._gives_made(callee)
            case n.AwaitExpr(expr=n.CallExpr() as call):
                return self.is_made(call)
            case n.TupleExpr(items=parts) | n.SetExpr(items=parts) | n.ListExpr(items=parts):
                return all(map(self.is_made, parts))
            case n.ConditionalExpr(if_expr=one, else_expr=other):
                return self.is_made(one) and self.is_made(other)
            case n.MemberExpr(expr=of):  # a symbol of an enum
                return all(class_of(each) is not None for each in kinds_of(self._given(of)))
            case n.NameExpr(node=symbol) if symbol in self._values and symbol not in self._open:
                return self._is_fixed(self._given(node)) and all(map(self.is_made, self._values[symbol]))
            case _:
                return False

    def made_by(self, callee: n.Expression) -> str | None:
        """The schema of which a call of this makes a value."""
        classes = [class_of(each) for each in kinds_of(self._given(callee))]
        names = [self._contents.generated.get(each.type.fullname) for each in classes if each is not None]
        return names[0] if names else None

    def _gives_made(self, callee: n.Expression) -> bool:
        """Whether every end of a function makes what it gives."""
        function = callee.node if isinstance(callee, n.RefExpr) else None
        if not isinstance(function, n.FuncDef) or function.info or function in self._open:
            return False
        return function in self._returns and all(map(self.is_made, self._returns[function]))

    def _is_fixed(self, given: t.Type) -> bool:
        """Whether nothing else can be put into a value later."""
        return all(
            all(map(self._is_fixed, each.items if isinstance(each, t.TupleType) else each.args))
            if isinstance(each, t.TupleType) or (isinstance(each, t.Instance) and each.type.fullname in _FROZEN)
            else isinstance(each, t.NoneType) or self._contents.schema_of(each) is not None
            for each in kinds_of(given)
        )


def _bound_by(node: n.Node) -> Iterator[n.SymbolNode | None]:
    """The names that get a value from elsewhere."""
    targets: Sequence[n.Expression | None] = []
    match node:
        case n.FuncDef() | n.LambdaExpr():
            yield from (argument.variable for argument in node.arguments)
        case n.AssignmentStmt(lvalues=targets) | n.WithStmt(target=targets):
            pass
        case n.GeneratorExpr(indices=targets) | n.DictionaryComprehension(indices=targets):
            pass
        case n.OperatorAssignmentStmt(lvalue=target) | n.AssignmentExpr(target=target) | n.ForStmt(index=target):
            targets = [target]
        case p.AsPattern(name=target) | p.MappingPattern(rest=target) | p.StarredPattern(capture=target):
            targets = [target]
        case _:
            pass
    yield from (name.node for target in targets if target is not None for name in names_in(target))


def names_in(target: n.Expression) -> Iterator[n.NameExpr]:
    """The names in the target of an assignment."""
    match target:
        case n.NameExpr():
            yield target
        case n.TupleExpr(items=items) | n.ListExpr(items=items):
            yield from (name for item in items for name in names_in(item))
        case n.StarExpr(expr=inner):
            yield from names_in(inner)
        case _:
            pass
