"""What each kind of node is made of. The visitors that mypy has for this are compiled: nothing can derive from them."""

from collections.abc import Iterator

from mypy import nodes as n
from mypy import patterns as p

_INSIDE: dict[type[n.Node], tuple[str, ...]] = {
    n.MypyFile: ("defs",),
    n.Block: ("body",),
    n.FuncDef: ("body",),
    n.LambdaExpr: ("body",),
    n.OverloadedFuncDef: ("items", "impl"),
    n.Decorator: ("decorators", "func"),
    n.ClassDef: ("decorators", "defs"),
    n.AssignmentStmt: ("rvalue", "lvalues"),
    n.OperatorAssignmentStmt: ("rvalue", "lvalue"),
    n.ExpressionStmt: ("expr",),
    n.ReturnStmt: ("expr",),
    n.AssertStmt: ("expr", "msg"),
    n.DelStmt: ("expr",),
    n.RaiseStmt: ("expr", "from_expr"),
    n.IfStmt: ("expr", "body", "else_body"),
    n.WhileStmt: ("expr", "body", "else_body"),
    n.ForStmt: ("expr", "index", "body", "else_body"),
    n.WithStmt: ("expr", "target", "body"),
    n.TryStmt: ("body", "types", "vars", "handlers", "else_body", "finally_body"),
    n.MatchStmt: ("subject", "patterns", "guards", "bodies"),
    n.MemberExpr: ("expr",),
    n.CallExpr: ("callee", "args"),
    n.SuperExpr: (),
    n.IndexExpr: ("base", "index"),
    n.SliceExpr: ("begin_index", "end_index", "stride"),
    n.OpExpr: ("left", "right"),
    n.ComparisonExpr: ("operands",),
    n.UnaryExpr: ("expr",),
    n.ConditionalExpr: ("cond", "if_expr", "else_expr"),
    n.AssignmentExpr: ("value", "target"),
    n.AwaitExpr: ("expr",),
    n.YieldExpr: ("expr",),
    n.YieldFromExpr: ("expr",),
    n.StarExpr: ("expr",),
    n.CastExpr: ("expr",),
    n.AssertTypeExpr: ("expr",),
    n.ListExpr: ("items",),
    n.TupleExpr: ("items",),
    n.SetExpr: ("items",),
    n.DictExpr: ("items",),
    n.TemplateStrExpr: ("items",),
    n.ListComprehension: ("generator",),
    n.SetComprehension: ("generator",),
    n.GeneratorExpr: ("sequences", "indices", "condlists", "left_expr"),
    n.DictionaryComprehension: ("sequences", "indices", "condlists", "key", "value"),
    p.AsPattern: ("pattern", "name"),
    p.OrPattern: ("patterns",),
    p.ValuePattern: ("expr",),
    p.SequencePattern: ("patterns",),
    p.StarredPattern: ("capture",),
    p.MappingPattern: ("keys", "values", "rest"),
    p.ClassPattern: ("class_ref", "positionals", "keyword_values"),
}
# The parts with whose values nothing more is done than the place itself does.
_USED_UP: dict[type[n.Node], tuple[str, ...]] = {
    n.ExpressionStmt: ("expr",),
    n.AssertStmt: ("expr",),
    n.DelStmt: ("expr",),
    n.IfStmt: ("expr",),
    n.WhileStmt: ("expr",),
    n.ForStmt: ("expr", "index"),
    n.WithStmt: ("expr", "target"),
    n.TryStmt: ("types", "vars"),
    n.MatchStmt: ("subject", "guards"),
    n.OperatorAssignmentStmt: ("lvalue",),
    n.MemberExpr: ("expr",),
    n.CallExpr: ("callee",),
    n.SliceExpr: ("begin_index", "end_index", "stride"),
    n.ComparisonExpr: ("operands",),
    n.ConditionalExpr: ("cond",),
    n.AssignmentExpr: ("target",),
    n.GeneratorExpr: ("sequences", "indices", "condlists"),
    n.DictionaryComprehension: ("sequences", "indices", "condlists"),
    n.Decorator: ("decorators", "original_decorators"),
    n.ClassDef: ("decorators",),
    p.AsPattern: ("name",),
    p.ValuePattern: ("expr",),
    p.StarredPattern: ("capture",),
    p.MappingPattern: ("rest",),
    p.ClassPattern: ("class_ref",),
}
# The parts that become the value of an expression, or come to be in it.
_HANDED_ON: dict[type[n.Node], tuple[str, ...]] = {
    n.TupleExpr: ("items",),
    n.ListExpr: ("items",),
    n.ConditionalExpr: ("if_expr", "else_expr"),
    n.AwaitExpr: ("expr",),
    n.StarExpr: ("expr",),
    n.AssignmentExpr: ("value",),
    n.GeneratorExpr: ("left_expr",),
    n.ListComprehension: ("generator",),
    n.SetComprehension: ("generator",),
    n.DictionaryComprehension: ("value",),
}
_LEAVES = frozenset(
    {n.NameExpr, n.StrExpr, n.BytesExpr, n.IntExpr, n.FloatExpr, n.ComplexExpr, n.EllipsisExpr, n.TempNode}
    | {n.PassStmt, n.BreakStmt, n.ContinueStmt, n.GlobalDecl, n.NonlocalDecl, n.Import, n.ImportFrom, n.ImportAll}
    | {n.TypeAliasStmt, n.TypeApplication, p.SingletonPattern}
)


def inside(node: n.Node) -> Iterator[n.Node]:
    """The nodes that a node is made of, in the order in which they run."""
    if isinstance(node, n.FuncItem):
        yield from (each.initializer for each in node.arguments if each.initializer is not None)
    kind = type(node)
    if kind not in _LEAVES:
        for name in _INSIDE[kind]:
            yield from _flat(getattr(node, name))


def everything(node: n.Node) -> Iterator[n.Node]:
    """A node and all that is inside of it."""
    yield node
    for each in inside(node):
        yield from everything(each)


def used_up(node: n.Node) -> Iterator[n.Expression]:
    """The expressions in a node with whose values nothing more is done."""
    return _expressions(node, _USED_UP)


def handed_on(node: n.Node) -> Iterator[n.Expression]:
    """The expressions in a node whose values are its own, or in it."""
    return _expressions(node, _HANDED_ON)


def _expressions(node: n.Node, table: dict[type[n.Node], tuple[str, ...]]) -> Iterator[n.Expression]:
    for name in table.get(type(node), ()):
        yield from (each for each in _flat(getattr(node, name)) if isinstance(each, n.Expression))


def _flat(value: object) -> Iterator[n.Node]:
    if isinstance(value, n.Node):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _flat(each)
