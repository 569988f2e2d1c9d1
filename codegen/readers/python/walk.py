"""Goes over code: every place says what it does with the values in it, and what no place speaks of is used whole."""

from collections.abc import Callable, Iterable
from typing import Any

from mypy import nodes as n
from mypy import patterns as p
from mypy import types as t
from mypy.util import correct_relative_import

from .calls import Calls
from .checking import ANY, GENERATED, Repository
from .contents import ANYTHING, Contents, Names, class_of, kinds_of, known
from .facts import Facts
from .flows import Flows, is_behind
from .nodes import everything, handed_on, inside, used_up
from .origins import Origins, names_in
from .tables import Tables

# Generated modules that hold every type, so that whoever uses them may meet any.
_OF_ALL = tuple(f"{GENERATED}.{name}." for name in ("catalog", "client", "codec", "history", "json"))
# Decorators that leave a function or class as it is, for our purpose.
_TRANSPARENT = frozenset(
    {"property", "cached_property", "setter", "deleter", "staticmethod", "classmethod", "abstractmethod", "override"}
    | {"contextmanager", "asynccontextmanager", "cache", "lru_cache", "wraps", "overload", "final", "dataclass"}
)
_HASHING = frozenset({"cache", "lru_cache"})
_JOINS = frozenset({"+", "|", "&", "-", "*"})


class Walk:
    """Visits a place before what is in it.

    `_sinks` has the types under which values go on from where they are, None for those with which nothing is done.
    """

    def __init__(
        self, repository: Repository, contents: Contents, tables: Tables, origins: Origins, facts: Facts
    ) -> None:
        self._tables_of_enums = repository.tables
        self._contents = contents
        self._tables = tables
        self._origins = origins
        self._facts = facts
        self._flows = Flows(repository, contents, origins, facts)
        self._calls = Calls(contents, origins, facts, self._flows)
        self._sinks: dict[n.Expression, t.Type | None] = {}
        self._functions: list[n.FuncItem] = []
        self._outward: set[n.FuncItem] = set()
        self._kinds: dict[type[n.Node], Callable[[Any], None]] = {
            n.NameExpr: self._name,
            n.MemberExpr: self._member,
            n.CallExpr: self._call,
            n.IndexExpr: self._index,
            n.ComparisonExpr: self._compare,
            n.UnaryExpr: self._negate,
            n.AssignmentExpr: lambda node: self._flows.put(node.value, self._flows.given(node.target)),
            n.YieldExpr: lambda node: self._give(node.expr),
            n.YieldFromExpr: lambda node: self._give(node.expr),
            n.ReturnStmt: lambda node: self._give(node.expr),
            n.AssignmentStmt: lambda node: self._assign(node.lvalues, node.rvalue),
            n.OperatorAssignmentStmt: self._assign_more,
            n.ForStmt: self._loop,
            n.WithStmt: self._open,
            n.RaiseStmt: self._raise,
            n.FuncDef: self._enter,
            n.LambdaExpr: self._enter,
            n.Decorator: self._decorated,
            n.ClassDef: self._class,
            n.Block: self._block,
            n.ImportFrom: self._import,
            n.MatchStmt: self._match,
            p.ClassPattern: self._class_pattern,
        }

    def read(self, modules: Iterable[n.MypyFile]) -> None:
        """Go over modules."""
        self._read_tables()
        for module in modules:
            self._file = module
            self._go(module)

    def _go(self, node: n.Node) -> None:
        self._drop(*used_up(node))
        if isinstance(node, n.Expression):
            self._use(node)
        if type(node) in self._kinds:
            self._kinds[type(node)](node)
        if isinstance(node, n.FuncItem):
            self._functions.append(node)
        for each in self._inside(node):
            self._go(each)
        if isinstance(node, n.FuncItem):
            self._functions.pop()

    def _inside(self, node: n.Node) -> Iterable[n.Node]:
        match node:
            case n.AssignmentStmt() if node.is_alias_def or _is_definition(node.rvalue):
                return []  # a name for a type
            case n.IndexExpr() if node.analyzed is not None:
                return []  # a type
            case n.FuncDef(expanded=[_, _, *_] as bodies):  # one for each value of a type variable
                return [each for body in bodies for each in inside(body)]
            case _:
                return inside(node)

    def _drop(self, *nodes: n.Expression) -> None:
        self._sinks.update(dict.fromkeys(nodes))

    # What becomes of values

    def _use(self, node: n.Expression) -> None:
        parts = [*handed_on(node), *self._joined(node), *self._hashed(*_keys(node))]
        if self._tables.is_table(node):
            self._drop(*parts)
        elif parts or isinstance(node, n.TupleExpr | n.ListExpr | n.DictExpr | n.SetExpr):
            self._sinks.update((part, self._sinks[node]) for part in parts if node in self._sinks)
        elif node not in self._sinks:
            self._flows.whole(node)
        elif (target := self._sinks[node]) is not None:
            self._flows.put(node, target)

    def _hashed(self, *keys: n.Expression) -> list[n.Expression]:
        """What is hashed is looked at, but for classes and functions: those are in the container as they are."""
        for key in keys:
            self._flows.look(key)
        self._drop(*keys)
        return [key for key in keys if self._flows.is_code(key)]

    def _joined(self, node: n.Expression) -> list[n.Expression]:
        """The two sides of an operator that only puts them together, or gives one of them."""
        if not isinstance(node, n.OpExpr):
            return [value for _, value in node.items] if isinstance(node, n.DictExpr) else []
        is_joined = node.op in ("and", "or") or (node.op in _JOINS and self._is_joined(node))
        return [node.left, node.right] if is_joined else []

    def _is_joined(self, node: n.Expression) -> bool:
        """Whether these are containers, or classes."""
        if isinstance(node, n.OpExpr):
            return self._is_joined(node.left) and self._is_joined(node.right)
        return all(
            isinstance(each, t.FunctionLike | t.TypeType | t.NoneType | t.TupleType)
            or (isinstance(each, t.Instance) and each.type.module_name == "builtins")
            for each in self._flows.kinds(node)
        )

    # Expressions

    def _name(self, node: n.RefExpr) -> None:
        """The table of an enum stands for all of it."""
        if node.fullname in self._tables_of_enums:
            self._facts.whole([self._tables_of_enums[node.fullname]])

    def _member(self, node: n.MemberExpr) -> None:
        self._name(node)
        if not (isinstance(node.expr, n.RefExpr) and isinstance(node.expr.node, n.MypyFile)):
            self._flows.read(node.expr, node.name)

    def _call(self, node: n.CallExpr) -> None:
        if isinstance(node.analyzed, n.CastExpr):
            self._drop(*node.args)
            self._sinks[node.analyzed.expr] = node.analyzed.type
        else:
            self._sinks.update(self._calls.arguments(node, self._sinks.get(node)))

    def _index(self, node: n.IndexExpr) -> None:
        if not self._flows.schemas(self._flows.kinds(node.base)):
            self._drop(node.base)
        if self._flows.is_code(node.index) and not self._flows.is_code(node.base):
            self._hashed(node.index)

    def _compare(self, node: n.ComparisonExpr) -> None:
        """Equality looks at every field; identity and a comparison with None do not."""
        for operator, *sides in zip(node.operators, node.operands, node.operands[1:], strict=False):
            is_none = any(isinstance(each, n.NameExpr) and each.name == "None" for each in sides)
            for side in sides:
                if operator in ("is", "is not") or is_none:
                    self._facts.meet(self._flows.schemas(filter(None, map(class_of, self._flows.kinds(side)))))
                else:
                    self._flows.look(side)

    def _negate(self, node: n.UnaryExpr) -> None:
        if node.op == "not":
            self._drop(node.expr)

    # Statements

    def _assign(self, targets: list[n.Expression], value: n.Expression) -> None:
        self._drop(*targets, *(name for target in targets for name in names_in(target)))
        match targets, value:
            case [n.TupleExpr(items=parts)], n.TupleExpr(items=values) if len(parts) == len(values):
                for part, each in zip(parts, values, strict=True):
                    self._assign([part], each)
            case [n.TupleExpr() as target], _:
                self._take_apart(value, self._flows.given(value), target)
                self._drop(value)
            case _:
                self._sinks[value] = t.UnionType([self._place(target) for target in targets])

    def _take_apart(self, value: n.Expression, given: t.Type, target: n.Expression) -> None:
        """What is in a value goes on, part by part if the parts are known one by one."""
        row = t.get_proper_type(given)
        parts = target.items if isinstance(target, n.TupleExpr) else []
        if isinstance(row, t.TupleType) and len(parts) == len(row.items):
            for part, each in zip(parts, row.items, strict=True):
                self._take_apart(value, each, part)
        else:
            self._flows.lose(value, self._flows.unnamed(self._contents.of(given), self._place(target)))

    def _place(self, target: n.Expression) -> t.Type:
        """The type under which a value goes on that is assigned; anything if that is somebody else's."""
        match target:
            case n.TupleExpr(items=items) | n.ListExpr(items=items):
                return t.UnionType([self._place(item) for item in items])
            case n.StarExpr(expr=inner) | n.IndexExpr(base=inner):
                return self._place(inner)
            case n.MemberExpr(expr=base):
                owners = [class_of(each) or each for each in self._flows.kinds(base)]
                is_own = all(isinstance(each, t.Instance) and self._contents.is_own(each.type) for each in owners)
                return self._flows.given(target) if is_own else ANY
            case n.NameExpr(node=n.Var(type=t.Type() as declared)):
                return declared
            case _:
                return self._flows.given(target)

    def _assign_more(self, node: n.OperatorAssignmentStmt) -> None:
        if self._is_joined(node.lvalue) and self._is_joined(node.rvalue):
            self._sinks[node.rvalue] = self._place(node.lvalue)

    def _loop(self, node: n.ForStmt) -> None:
        self._take_apart(node.expr, node.inferred_item_type or ANY, node.index)

    def _open(self, node: n.WithStmt) -> None:
        """What comes out of a context may be anything that is in it."""
        for opened, target in zip(node.expr, node.target, strict=True):
            if target is not None and ANYTHING in self._contents.of(self._place(target)):
                self._flows.whole(opened)

    def _raise(self, node: n.RaiseStmt) -> None:
        """An exception of our own is known again where it is caught, by its class."""
        for each in filter(None, (node.expr, node.from_expr)):
            if not self._flows.schemas(self._flows.kinds(each)):
                self._drop(each)

    def _give(self, value: n.Expression | None) -> None:
        """What a function gives goes on under the type that it says, or to the platform."""
        if value is not None and self._functions and self._functions[-1] not in self._outward:
            self._sinks[value] = self._flows.result(self._functions[-1])

    def _block(self, node: n.Block) -> None:
        if node.is_unreachable:  # for another platform, or another Python
            self._facts.lose_all()

    # Functions and classes

    def _enter(self, function: n.FuncDef | n.LambdaExpr) -> None:
        for argument, given in zip(function.arguments, self._flows.parameters(function), strict=False):
            self._facts.meet(self._flows.schemas(kinds_of(given)))
            if argument.initializer is not None:
                self._sinks[argument.initializer] = given

    def _decorated(self, node: n.Decorator) -> None:
        self._decorate(node.original_decorators, self._contents.of(self._flows.result(node.func)))
        if any(_last_name(each) in _HASHING for each in node.original_decorators):
            self._facts.whole(known(self._contents.of(t.UnionType(self._flows.parameters(node.func)))))

    def _class(self, node: n.ClassDef) -> None:
        self._decorate(node.decorators, self._contents.of(t.Instance(node.info, [])))
        for named in self._origins.classes:
            if is_behind(node.info, named):
                self._overridden(node.info, named)

    def _overridden(self, info: n.TypeInfo, named: n.TypeInfo) -> None:
        """What the methods of a class give goes on under what those say that they stand behind."""
        for name in info.names.keys() & named.names.keys():
            here, there = (self._flows.body(each.names[name].node) for each in (info, named))
            if here is not None and there is not None:
                given = self._contents.of(self._flows.result(here))
                self._facts.whole(known(self._flows.unnamed(given, self._flows.result(there))))

    def _decorate(self, decorators: list[n.Expression], given: Names) -> None:
        """Somebody else is given a function or class, and may do anything with what is in it."""
        if any(_last_name(each) not in _TRANSPARENT for each in decorators):
            self._facts.whole(known(given))

    def _import(self, node: n.ImportFrom) -> None:
        module, _ = correct_relative_import(
            self._file.fullname, node.relative, node.id, self._file.is_package_init_file()
        )
        if any(f"{module}.{name}.".startswith(_OF_ALL) for name, _ in node.names):
            self._facts.knows_catalogue = True

    # Patterns

    def _match(self, node: n.MatchStmt) -> None:
        """Values are compared, and so are those that are matched with them."""
        inner = [each for pattern in node.patterns for each in everything(pattern)]
        values = [self._contents.of(self._flows.given(each.expr)) for each in inner if isinstance(each, p.ValuePattern)]
        places = [self._contents.of(self._place(each)) for each in inner if isinstance(each, n.NameExpr)]
        self._facts.whole(name for names in values for name in known(names))
        if any(ANYTHING in names for names in (*values, *places)):
            self._flows.whole(node.subject)

    def _class_pattern(self, node: p.ClassPattern) -> None:
        instances = [*filter(None, map(class_of, self._flows.kinds(node.class_ref)))]
        names = self._flows.schemas(instances)
        self._facts.meet(names)
        self._facts.whole(names if node.positionals else ())
        for instance in instances:
            for key in node.keyword_keys:
                self._flows.read_of(instance, key)

    # Tables

    def _read_tables(self) -> None:
        """Follow every row: what the platform hands to its function, and what becomes of the result."""
        states: list[t.Type] = []
        takers: list[t.Type] = []
        for kind, name, value in self._tables.rows():
            self._facts.meet([name])
            function = self._flows.function(value)
            taken = [*self._flows.parameters(function), ANY, ANY] if function is not None else [ANY]
            self._facts.whole(self._flows.unnamed(frozenset({name}), taken[0]))
            takers += taken[1:2] if kind != "reactions" else []
            if function is not None and kind == "evolve":
                states.append(self._flows.result(function))
            elif function is not None:
                self._outward.add(function)
        for state in states:
            for taker in takers:
                self._facts.whole(known(self._flows.unnamed(self._contents.of(state), taker)))


def _keys(node: n.Expression) -> list[n.Expression]:
    """What an expression hashes."""
    match node:
        case n.SetExpr(items=items):
            return [*items]
        case n.DictExpr(items=pairs):
            return [key for key, _ in pairs if key is not None]
        case n.SetComprehension(generator=generator):
            return [generator.left_expr]
        case n.DictionaryComprehension(key=n.Expression() as key):
            return [key]
        case _:
            return []


def _is_definition(value: n.Expression) -> bool:
    """Whether mypy takes an expression for a type: a type variable, a new type, a named tuple."""
    analyzed = getattr(value, "analyzed", None)
    return isinstance(
        analyzed,
        n.TypeVarLikeExpr | n.NewTypeExpr | n.NamedTupleExpr | n.TypedDictExpr | n.EnumCallExpr | n.TypeAliasExpr,
    )


def _last_name(node: n.Expression) -> str:
    return _last_name(node.callee) if isinstance(node, n.CallExpr) else getattr(node, "name", "")
