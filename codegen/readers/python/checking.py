"""The Python sources of a repository, with the type that mypy finds for every expression."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from mypy.build import BuildSource, build
from mypy.errors import CompileError
from mypy.nodes import Expression, MemberExpr, MypyFile, RefExpr, SymbolNode, TryStmt, TypeAlias, TypeInfo, Var
from mypy.options import Options
from mypy.types import AnyType, FunctionLike, Instance, Type, TypeOfAny, UnionType, get_proper_type

from codegen import emit_python_types, naming
from codegen.model import Enum, Place, Record, SchemaError, Tree
from codegen.outputs import PYTHON

from .nodes import everything

GENERATED = PYTHON.replace("/", ".")
ANY = AnyType(TypeOfAny.special_form)


class Repository:
    """What the sources say to whoever does not run them. Raises `SchemaError` for one that is not Python.

    `texts` are by path; what they import from elsewhere comes from where this command is installed, and is kept in
    `cache` from one time to the next.
    """

    def __init__(self, tree: Tree, texts: Mapping[str, str], cache: Path) -> None:
        for path, text in texts.items():
            _refuse_other_than_python(path, text)
        fresh = {f"{PYTHON}/{path}": text for path, text in emit_python_types.emit(tree).items()}
        sources = {**texts, **fresh}
        packages = {f"{folder}/__init__.py" for path in sources for folder in map(str, list(Path(path).parents)[:-1])}
        sources = dict.fromkeys(sorted(packages), "") | sources
        modules = {_module(path): BuildSource(path, _module(path), text) for path, text in sources.items()}
        try:
            result = build(list(modules.values()), _options(cache))
        except CompileError as error:
            path, line, *rest = error.messages[0].split(":", 2)
            raise SchemaError(Place(file=path, line=int(line), column=1), "".join(rest).strip()) from error
        self.tree = tree
        self.modules = {name: result.files[name] for name in modules if name in result.files}
        self.generated = generated_classes(tree)
        self.tables = _tables(tree)
        self.errors = result.errors
        """What mypy has to say against the sources; values whose types do not fit are followed all the same."""
        self._types = result.types
        self._graph = result.graph
        own = [module for name, module in self.modules.items() if not f"{name}.".startswith(f"{GENERATED}.")]
        tried = [each for module in own for each in everything(module) if isinstance(each, TryStmt)]
        self._last = {each for node in tried if node.finally_body for each in everything(node.finally_body)}

    def given(self, node: Expression) -> Type:
        """The type of an expression; of a name that stands for a type, that.

        mypy says nothing of code that no value gets to, and goes over `finally` a second time for those that get by
        without an error: there a name may be whatever it is declared as.
        """
        symbol = node.node if isinstance(node, RefExpr) else None
        found = self._types.get(node)
        if isinstance(symbol, TypeAlias) and not isinstance(get_proper_type(found), FunctionLike):
            return symbol.target
        declared = self._declared(node, symbol) if found is None or node in self._last else None
        known = [each for each in (found, declared) if each is not None]
        return UnionType.make_union(known) if known else ANY

    def _declared(self, node: Expression, symbol: SymbolNode | None) -> Type | None:
        if symbol is None and isinstance(node, MemberExpr):
            base = get_proper_type(self.given(node.expr))
            found = base.type.get(node.name) if isinstance(base, Instance) else None
            symbol = found.node if found is not None else None
        return symbol.type if isinstance(symbol, Var) else None

    def classes_for(self, modules: Iterable[str]) -> list[TypeInfo]:
        """The classes of the repository that some modules may meet, directly or by what they import."""
        waiting, met = [*modules], set()
        while waiting:
            name = waiting.pop()
            if name in self.modules and name not in met:
                met.add(name)
                waiting += self._graph[name].dependencies
        symbols = [symbol.node for name in sorted(met) for symbol in self.modules[name].names.values()]
        return [each for each in symbols if isinstance(each, TypeInfo) and each.module_name in met]

    def below(self, folders: Iterable[str]) -> dict[str, MypyFile]:
        """The modules in some folders."""
        names = [folder.replace("/", ".") for folder in folders]
        return {
            module: tree
            for module, tree in self.modules.items()
            if any(f"{module}.".startswith(f"{name}.") for name in names) and not f"{module}.".startswith(GENERATED)
        }


def generated_classes(tree: Tree) -> dict[str, str]:
    """The full names of schemas by those of the classes that stand for them; a body is its command."""
    found: dict[str, str] = {}
    for name, named in tree.types.items():
        own = f"{GENERATED}.{naming.module(name)}.{naming.class_name(name)}"
        has_parts = isinstance(named, Record) and named.route is not None
        found |= {f"{own}{part}": name for part in (("", "Body", "Parameters") if has_parts else ("",))}
    return found


def _tables(tree: Tree) -> dict[str, str]:
    return {
        f"{GENERATED}.{naming.module(name)}.{naming.screaming(naming.simple(name))}": name
        for name, named in tree.types.items()
        if isinstance(named, Enum) and named.table
    }


def _options(cache: Path) -> Options:
    options = Options()
    options.export_types = True
    options.preserve_asts = True
    options.check_untyped_defs = True
    options.ignore_missing_imports = True
    options.cache_dir = str(cache)
    return options


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _refuse_other_than_python(path: str, text: str) -> None:
    try:
        ast.parse(text)
    except SyntaxError as error:
        place = Place(file=path, line=error.lineno or 1, column=error.offset or 1)
        raise SchemaError(place, f"expected Python, got {error.msg}") from error
