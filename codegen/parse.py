"""From the texts of `.avsc` files to a `Tree`: all of Avro 1.12, and the `millrace` attribute.

A file holds any schema: a named type, or a union or other type with named ones in it. Names are known across files,
in any order.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct, structs

from . import naming
from .json_places import Node, read
from .model import Named, Record, Remark, SchemaError, Tree
from .parse_defaults import parse_default
from .parse_endless import endless_defaults, endless_types
from .parse_in_full import in_full
from .parse_named import Default, parse_named
from .parse_names import NAMED, Definition, Names, Scope, definitions_in, without_twins
from .parse_types import parse_type


def parse(files: Mapping[str, str], folder: str = "schemas") -> Tree:
    """Read a schema tree: texts by path below `folder`, such as `board/Note.avsc`.

    Raises an `ExceptionGroup` of `SchemaError`s: the first of each file, of each type, or of each default. A later
    step is not taken before an earlier one is without errors, because one mistake would be told as many.
    """
    errors: list[SchemaError] = []
    roots: dict[str, Node] = {}
    found: list[Definition] = []
    for path in sorted(files):
        try:
            roots[path] = read(f"{folder}/{path}" if folder else path, files[path])
            found += definitions_in(roots[path], path)
        except SchemaError as error:
            errors.append(error)
    names = without_twins(found, errors)
    _stop(errors)
    return _checked(_tree(roots, names))


class _Draft(Struct, frozen=True):
    """A tree whose defaults have not been checked."""

    tree: Tree
    defaults: list[Default]


def _tree(roots: Mapping[str, Node], names: Names) -> _Draft:
    errors: list[SchemaError] = []
    types: dict[str, Named] = {}
    defaults: list[Default] = []
    remarks: list[Remark] = []
    for name, definition in sorted(names.definitions.items()):
        try:
            types[name] = parse_named(definition, Scope(names, naming.namespace(name), remarks), defaults)
        except SchemaError as error:
            errors.append(error)
    for root in roots.values():
        try:
            _root(root, Scope(names, "", remarks))
        except SchemaError as error:
            errors.append(error)
    _stop(errors)
    remarks += _misplaced(roots, names)
    definitions = in_full(names)
    types = {
        name: structs.replace(named, definitions=definitions) if isinstance(named, Record) else named
        for name, named in types.items()
    }
    return _Draft(Tree(types=types, definitions=definitions, remarks=tuple(remarks)), defaults)


def _root(root: Node, scope: Scope) -> None:
    """Check what stands around the named types of a file, which may be an empty list of them."""
    is_named = isinstance(root.value, dict) and root.value.get("type") in NAMED
    if not is_named and root.value != []:
        parse_type(root, None, scope)


def _checked(draft: _Draft) -> Tree:
    errors: list[SchemaError] = []
    for default in draft.defaults:
        try:
            parse_default(default.node, default.type, draft.tree)
        except SchemaError as error:
            errors.append(error)
    errors += endless_types(draft.tree)
    _stop(errors)
    _stop(list(endless_defaults(draft.tree)))
    return draft.tree


def _misplaced(roots: Mapping[str, Node], names: Names) -> Iterator[Remark]:
    """What does not stand alone in the file of its name."""
    filled = {definition.path for definition in names.definitions.values()}
    for path, root in roots.items():
        if path not in filled:
            yield Remark("FILE_NAME", root.place(), "expected a record, an enum or a fixed with its name")
    for full_name, definition in names.definitions.items():
        expected = full_name.replace(".", "/") + ".avsc"
        if definition.node.pointer:
            message = f"expected {full_name} in a file of its own, {expected}; here it is a part of another"
            yield Remark("FILE_NAME", definition.node.place(), message)
        elif definition.path != expected:
            message = f"expected {full_name} to stand in {expected}, got {definition.path}; rename the file or the type"
            yield Remark("FILE_NAME", definition.node.members()["name"].place(), message)


def _stop(errors: list[SchemaError]) -> None:
    if errors:
        errors.sort(key=lambda error: (error.place.file, error.place.line, error.place.column))
        raise ExceptionGroup("the schemas cannot be read", errors)
