"""From the texts of `.avsc` files to a `Tree`: one named type per file, references by full name."""

import re
from collections.abc import Mapping

from msgspec import UNSET

from . import attributes, registry_text
from .json_places import Node, read, shown
from .model import Enum, Field, Named, Record, Reference, SchemaError, Tree
from .parse_defaults import parse_default
from .parse_types import parse_type

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RECORD_NAMES = ("type", "name", "namespace", "doc", "millrace", "fields")
_ENUM_NAMES = ("type", "name", "namespace", "doc", "millrace", "symbols", "default")
_FIELD_NAMES = ("name", "type", "doc", "default", "millrace")


def parse(files: Mapping[str, str], folder: str = "schemas") -> Tree:
    """Read a schema tree: texts by path below `folder`, such as `board/Note.avsc`.

    Raises an `ExceptionGroup` of every file's first `SchemaError`.
    """
    errors: list[SchemaError] = []
    roots: dict[str, Node] = {}
    for path in sorted(files):
        try:
            root = read(f"{folder}/{path}", files[path])
            roots[_full_name(root, path)] = root
        except SchemaError as error:
            errors.append(error)
    named: dict[str, Named] = {}
    for full_name in sorted(roots):
        try:
            named[full_name] = _named_type(full_name, roots)
        except SchemaError as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("the schemas cannot be read", errors)
    return Tree(types=named)


def _full_name(root: Node, path: str) -> str:
    """The full name that the file declares, which has to be the one that its path says."""
    members = root.members()
    for required in ("type", "name", "namespace"):
        if required not in members:
            root.fail(f"expected `{required}`; a file holds one record or enum with its name and namespace")
    name, namespace = members["name"], members["namespace"]
    if not _NAME.fullmatch(name.text()):
        name.fail(f"expected a name of letters, digits and underscores, got {shown(name.value)}")
    if not all(_NAME.fullmatch(segment) for segment in namespace.text().split(".")):
        namespace.fail(f"expected names joined by dots, got {shown(namespace.value)}")
    full_name = f"{namespace.text()}.{name.text()}"
    expected = full_name.replace(".", "/") + ".avsc"
    if path != expected:
        name.fail(f"expected {full_name} to stand in {expected}, got {path}; rename the file or the type")
    return full_name


def _named_type(full_name: str, roots: Mapping[str, Node]) -> Named:
    root = roots[full_name]
    match root.members()["type"].value:
        case "record":
            return _record(full_name, root, roots)
        case "enum":
            return _enum(full_name, root)
        case other:
            raise root.members()["type"].error(
                f'expected "record" or "enum", got {shown(other)}; only these have a file'
            )


def _record(full_name: str, root: Node, roots: Mapping[str, Node]) -> Record:
    members = _known(root, _RECORD_NAMES)
    if "fields" not in members:
        root.fail("expected `fields`, an array; a record without any has []")
    said = attributes.of_record(members.get("millrace"))
    context = attributes.FieldContext(kind=said.kind, route=said.route)
    fields = tuple(_field(node, context, roots) for node in members["fields"].items())
    for index, field in enumerate(fields):
        if any(field.name == earlier.name for earlier in fields[:index]):
            members["fields"].items()[index].fail(f"the field `{field.name}` stands here twice; rename one of them")
    return Record(
        name=full_name,
        doc=members["doc"].text() if "doc" in members else "",
        fields=fields,
        **said.as_arguments(),
        registry_text=registry_text.of(full_name, {name: node.value for name, node in roots.items()}),
        place=root.place(),
        said={name: node.place() for name, node in members["millrace"].members().items()}
        if "millrace" in members
        else {},
    )


def _field(node: Node, context: attributes.FieldContext, roots: Mapping[str, Node]) -> Field:
    members = _known(node, _FIELD_NAMES)
    for required in ("name", "type"):
        if required not in members:
            node.fail(f"expected `{required}` in a field")
    name = members["name"].text()
    if not _NAME.fullmatch(name):
        members["name"].fail(f"expected a name of letters, digits and underscores, got {shown(name)}")
    said = attributes.of_field(members.get("millrace"), name, context)
    kinds = {full_name: other.members()["type"].value for full_name, other in roots.items()}
    written = parse_type(members["type"], said.constraints_node if said.seal is None else None, kinds)
    if said.seal is not None and written != Reference("wire.Sealed"):
        node.fail(f"expected a `sealed` field to be a wire.Sealed, got {shown(members['type'].value)}")
    if "default" in members:
        parse_default(members["default"], written, {name: other.value for name, other in roots.items()})
    return Field(
        name=name,
        type=written,
        doc=members["doc"].text() if "doc" in members else "",
        default=members["default"].value if "default" in members else UNSET,
        source=said.source,
        seal=said.seal,
        place=node.place(),
    )


def _enum(full_name: str, root: Node) -> Enum:
    members = _known(root, _ENUM_NAMES)
    if "symbols" not in members or not members["symbols"].items():
        root.fail("expected `symbols`, an array of at least one name")
    for index, node in enumerate(members["symbols"].items()):
        if not _NAME.fullmatch(node.text()):
            node.fail(f"expected a name of letters, digits and underscores, got {shown(node.value)}")
        if node.value in members["symbols"].value[:index]:
            node.fail(f"the symbol `{node.value}` stands here twice; keep one of them")
    symbols = members["symbols"].texts()
    said = attributes.of_enum(members.get("millrace"), symbols)
    return Enum(
        name=full_name,
        doc=members["doc"].text() if "doc" in members else "",
        symbols=symbols,
        default=members["default"].choice(symbols) if "default" in members else None,
        **said.as_arguments(),
        place=root.place(),
    )


def _known(node: Node, known: tuple[str, ...]) -> dict[str, Node]:
    members = node.members()
    for name, member in members.items():
        if name not in known:
            member.fail_name(f"`{name}` is not supported here; known are {', '.join(known)}")
    return members
