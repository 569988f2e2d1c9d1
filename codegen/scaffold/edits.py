"""Edits of a Python module that a person owns: an import, a function, a row of a table. The rest stays as it is."""

import ast
from collections.abc import Iterable

from codegen.python_text import call, imports


class NotEditable(Exception):
    """The module is not of the form that can be edited; the text says what was expected."""


def with_import(source: str, module: str, names: Iterable[str]) -> str:
    """The source with names imported from a module; its other imports from there are kept."""
    tree = ast.parse(source)
    node = next((each for each in tree.body if isinstance(each, ast.ImportFrom) and each.module == module), None)
    known = {alias.name for alias in node.names} if node else set()
    lines = imports(dict.fromkeys(known | set(names), module))
    if node is not None:
        return _replaced(source, node, lines)
    return _inserted(source, tree, module, lines)


def with_function(source: str, lines: list[str], before: str) -> str:
    """The source with a function in front of the table `before`."""
    node = _table(ast.parse(source), before)
    rows = source.splitlines()
    above = "\n".join(rows[: node.lineno - 1]).rstrip()
    return "\n".join([above, "", "", *lines, "", "", *rows[node.lineno - 1 :]]) + "\n"


def with_function_at_end(source: str, lines: list[str]) -> str:
    """The source with one more function behind everything."""
    return "\n".join([source.rstrip(), "", "", *lines]) + "\n"


def with_row(source: str, table: str, key: str, value: str) -> str:
    """The source with one more row in a table of names, on one line if it fits."""
    node = _table(ast.parse(source), table)
    if not isinstance(node.value, ast.Dict):
        raise NotEditable(f"expected `{table}` to be a dictionary written out")
    pairs = zip(node.value.keys, node.value.values, strict=True)
    rows = [f"{ast.unparse(each) if each else '**'}: {ast.unparse(its)}" for each, its in pairs]
    head = f"{table}: {ast.unparse(node.annotation)} = {{" if isinstance(node, ast.AnnAssign) else f"{table} = {{"
    lines = call(head, [*rows, f"{key}: {value}"], "}")
    if len(lines) == 3:  # a dictionary that does not fit has a row a line
        lines = [lines[0], *(f"    {row}," for row in [*rows, f"{key}: {value}"]), lines[-1]]
    return _replaced(source, node, lines)


def with_keyword(source: str, name: str, keyword: str, value: str) -> str:
    """The source with one more keyword argument in the call whose result is called `name`."""
    node = _table(ast.parse(source), name)
    if not isinstance(node.value, ast.Call):
        raise NotEditable(f"expected `{name}` to be made by one call")
    given = [ast.get_source_segment(source, each) or "" for each in (*node.value.args, *node.value.keywords)]
    return _replaced(
        source, node, call(f"{name} = {ast.unparse(node.value.func)}(", [*given, f"{keyword}={value}"], ")")
    )


def _table(tree: ast.Module, name: str) -> ast.Assign | ast.AnnAssign:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and any(
            isinstance(target, ast.Name) and target.id == name for target in targets
        ):
            return node
    raise NotEditable(f"expected a table `{name}` in the module")


def _inserted(source: str, tree: ast.Module, module: str, lines: list[str]) -> str:
    """The source with an import where it sorts among the others, or below the docstring."""
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    before = [node for node in imports if isinstance(node, ast.Import) or (node.module or "") < module]
    rows = source.splitlines()
    if before:
        at = before[-1].end_lineno or before[-1].lineno
        rows[at:at] = lines
    elif imports:
        at = imports[0].lineno - 1
        rows[at:at] = lines
    else:
        at = (tree.body[0].end_lineno or 1) if tree.body else 0
        rows[at:at] = ["", *lines]
    return "\n".join(rows) + "\n"


def _replaced(source: str, node: ast.stmt, lines: list[str]) -> str:
    rows = source.splitlines()
    rows[node.lineno - 1 : node.end_lineno] = lines
    return "\n".join(rows) + "\n"
