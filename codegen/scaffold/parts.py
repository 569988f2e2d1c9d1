"""A Python module as its parts: the statements at its top, and what each of them defines, uses and says."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from msgspec import Struct

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Origin(Struct, frozen=True):
    """Where an imported name comes from."""

    module: str
    name: str


class Part(Struct, frozen=True, eq=False):
    """One statement. `asks_for` are the parameters of its functions, which in a test are fixtures."""

    node: ast.stmt
    defines: frozenset[str]
    uses: frozenset[str]
    asks_for: frozenset[str]
    attributes: frozenset[str]
    texts: tuple[str, ...]
    """Literals, without docstrings."""
    imports: dict[str, Origin]

    @property
    def is_test(self) -> bool:
        return any(name.startswith(("test_", "Test")) for name in self.defines)

    @property
    def needs(self) -> frozenset[str]:
        return self.uses | self.asks_for


@cache
def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a module in their order."""
    return tuple(_part(node) for node in ast.parse(text).body)


def without(text: str, parts: Sequence[Part], lost: set[int], names: set[str]) -> str:
    """The module without the parts at these places, and without these imported names."""
    lines = text.splitlines()
    for place, part in reversed(list(enumerate(parts))):
        first, last = _extent(part.node, lines)
        if place in lost:
            del lines[first:last]
        elif names & part.imports.keys():
            lines[first:last] = _import_without(part.node, names)
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n") + "\n"


def _part(node: ast.stmt) -> Part:
    inner = list(ast.walk(node))
    docs = {id(doc) for doc in map(_docstring, inner) if doc is not None}
    literals = (each.value for each in inner if isinstance(each, ast.Constant) and id(each) not in docs)
    return Part(
        node=node,
        defines=frozenset(_defined(node)),
        uses=frozenset(each.id for each in inner if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)),
        asks_for=frozenset(each.arg for each in inner if isinstance(each, ast.arg)),
        attributes=frozenset(each.attr for each in inner if isinstance(each, ast.Attribute)),
        texts=tuple(_texts(literals)),
        imports=dict(_imports(node)),
    )


def _docstring(node: ast.AST) -> ast.expr | None:
    if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)) or not isinstance(node.body[0], ast.Expr):
        return None
    return node.body[0].value


def _texts(literals: Iterable[object]) -> Iterator[str]:
    for literal in literals:
        match literal:
            case str():
                yield literal
            case bytes():
                yield literal.decode("latin-1")


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def _imports(node: ast.stmt) -> Iterator[tuple[str, Origin]]:
    match node:
        case ast.ImportFrom(module=str() as module, names=aliases):
            yield from ((alias.asname or alias.name, Origin(module, alias.name)) for alias in aliases)
        case ast.Import(names=aliases):
            yield from (((alias.asname or alias.name).partition(".")[0], Origin(alias.name, "")) for alias in aliases)


def _extent(node: ast.stmt, lines: list[str]) -> tuple[int, int]:
    """The lines of a statement with its decorators and the comment above it, as a slice."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)]) - 1
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    return first, node.end_lineno or node.lineno


def _import_without(node: ast.stmt, names: set[str]) -> list[str]:
    """The statement without some names; nothing if no name is left."""
    if not isinstance(node, ast.ImportFrom | ast.Import):
        return []
    kept = [alias for alias in node.names if (alias.asname or alias.name).partition(".")[0] not in names]
    if not kept:
        return []
    told = ", ".join(ast.unparse(alias) for alias in kept)
    return [f"from {node.module} import {told}" if isinstance(node, ast.ImportFrom) else f"import {told}"]
