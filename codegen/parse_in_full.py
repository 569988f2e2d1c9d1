"""Definitions with every name in full, so that they mean the same wherever they are inlined."""

from typing import Any

from . import naming
from .parse_named import full_alias
from .parse_names import NAMED, PRIMITIVES, Definition, Names, full_name_of
from .registry_text import Definitions


def in_full(names: Names) -> Definitions:
    """The JSON of each type: its own namespace said, its references and aliases in full, no definition inside.

    Attributes stay as they are and where they are. The types have been read without an error before.
    """
    return Definitions({name: _definition(names.definitions[name], names) for name in sorted(names.definitions)})


def _definition(definition: Definition, names: Names) -> dict[str, Any]:
    namespace = naming.namespace(definition.name)
    value = definition.node.value
    found: dict[str, Any] = {}
    for name, part in value.items():
        match name:
            case "name":
                found[name] = naming.simple(definition.name)
                if namespace and "namespace" not in value:
                    found["namespace"] = namespace
            case "namespace":
                found[name] = namespace
            case "aliases":
                found[name] = [full_alias(alias, namespace) for alias in part]
            case "fields" if value["type"] in ("record", "error"):
                found[name] = [field | {"type": _type(field["type"], namespace, names)} for field in part]
            case _:
                found[name] = part
    return found


def _type(node: Any, namespace: str, names: Names) -> Any:
    match node:
        case str() if node not in PRIMITIVES:
            return names.resolve(node, namespace)
        case list():
            return [_type(branch, namespace, names) for branch in node]
        case {"type": "array", "items": items}:
            return node | {"items": _type(items, namespace, names)}
        case {"type": "map", "values": values}:
            return node | {"values": _type(values, namespace, names)}
        case {"type": str(form)} if form in NAMED:
            return full_name_of(node, namespace)
        case {"type": str(form)} if form not in PRIMITIVES:
            return names.resolve(form, namespace)
        case _:
            return node
