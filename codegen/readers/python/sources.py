"""Python sources by their modules: what each defines at its top, and where its names come from."""

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property

from codegen.model import Place, SchemaError

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """One parsed source."""

    def __init__(self, name: str, path: str, text: str) -> None:
        self.name = name
        self.is_package = path.endswith("/__init__.py")
        try:
            self.tree = ast.parse(text)
        except SyntaxError as error:
            place = Place(file=path, line=error.lineno or 1, column=error.offset or 1)
            raise SchemaError(place, f"expected Python, got {error.msg}") from error

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each imported name stands for, with dots."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    found[alias.asname or first] = alias.name if alias.asname else first
            elif isinstance(node, ast.ImportFrom):
                source = self._from(node)
                found |= {alias.asname or alias.name: f"{source}.{alias.name}" for alias in node.names}
        return found

    @cached_property
    def stars(self) -> list[str]:
        """The modules of which everything is imported."""
        nodes = (node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom))
        return [self._from(node) for node in nodes if any(alias.name == "*" for alias in node.names)]

    def _from(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        base = parts[: len(parts) - node.level + (1 if self.is_package else 0)]
        return ".".join([*base, *([node.module] if node.module else [])])

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Functions by name, methods behind the name of their class. Of a property, what gives its value."""
        return {name: node for name, node in self.bodies if not has_decorator(node, "setter", "deleter")}

    @cached_property
    def bodies(self) -> list[tuple[str, Function]]:
        """Every function, also those of one name."""
        return [(name, node) for name, node in self._definitions() if not isinstance(node, ast.ClassDef)]

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        return {name: node for name, node in self._definitions() if isinstance(node, ast.ClassDef)}

    def _definitions(self) -> Iterator[tuple[str, Function | ast.ClassDef]]:
        for node in statements(self.tree.body):
            if isinstance(node, Function):
                yield node.name, node
            elif isinstance(node, ast.ClassDef):
                yield node.name, node
                for inner in statements(node.body):
                    if isinstance(inner, Function):
                        yield f"{node.name}.{inner.name}", inner

    @cached_property
    def values(self) -> dict[str, list[ast.Assign | ast.AnnAssign]]:
        """The assignments of each name at the top."""
        found: dict[str, list[ast.Assign | ast.AnnAssign]] = {}
        for node in statements(self.tree.body):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append(node)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.setdefault(node.target.id, []).append(node)
        return found


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, those behind `if` and `try` too: the places where names are defined."""
    for node in body:
        yield node
        match node:
            case ast.If(body=inner, orelse=others):
                yield from statements([*inner, *others])
            case ast.Try(body=inner, handlers=handlers, orelse=others, finalbody=last):
                yield from statements([*inner, *(each for one in handlers for each in one.body), *others, *last])
            case ast.With(body=inner):
                yield from statements(inner)
            case _:
                pass


def has_decorator(node: Function, *names: str) -> bool:
    """Whether a function is decorated by one of these, however it is imported."""
    return any(last_name(each) in names for each in node.decorator_list)


def last_name(node: ast.expr) -> str:
    """The last name of a chain of attributes, or of what is called."""
    match node:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return last_name(func)
        case _:
            return ""


def chain(node: ast.expr) -> str | None:
    """A name, or a chain of attributes that begins with one, as text."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            before = chain(value)
            return None if before is None else f"{before}.{name}"
        case _:
            return None


def modules(texts: Mapping[str, str]) -> dict[str, Module]:
    """Modules by name, from texts by path below the root. Raises `SchemaError` for what is not Python."""
    found = {}
    for path, text in texts.items():
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        found[name] = Module(name, path, text)
    return found
