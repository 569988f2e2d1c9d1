"""The first step of a change that a level forbids in one: new fields beside the old one, which is deprecated."""

import re
from collections.abc import Sequence
from typing import Any

from codegen.parse_limits import TYPE_ATTRIBUTES
from codegen.scaffold.record_text import Edited, RecordText, Refused

_PLAIN_DEFAULTS: dict[str, Any] = {
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0,
    "double": 0,
    "string": "",
    "bytes": "",
    "array": [],
    "map": {},
}


def expand(file: str, text: str, field: str, new: Sequence[str], new_type: Any = None) -> Edited:
    """Add every name of `new` behind `field`, with a default, and mark `field` as deprecated.

    Without `new_type` they have its type. Raises `Refused`, and `SchemaError` for a text that is no JSON.
    """
    record = RecordText(file, text)
    taken = [node.value.get("name") for node in record.fields]
    for number, name in enumerate(new):
        if name in taken or name in new[:number]:
            raise Refused(f"{file} has a field `{name}`; choose another name")
    node = record.named(field)
    names, subject = " and ".join(f"`{name}`" for name in new), "it is" if len(new) == 1 else "they are"
    return Edited(
        record.replaced(node, [_deprecated(node.value, new), *(_beside(node.value, name, new_type) for name in new)]),
        (
            f"write `{field}` as before and {names} too, wherever the type is made",
            f"read {names} where {subject} there, `{field}` where not",
            "`just readers`, `just check`, `just publish`, roll out",
            f"when nothing reads `{field}` any more: `just contract` it",
        ),
    )


def _deprecated(field: dict[str, Any], new: Sequence[str]) -> dict[str, Any]:
    return field | {"millrace": field.get("millrace", {}) | {"deprecated": f"use {' and '.join(new)}"}}


def _beside(field: dict[str, Any], new: str, new_type: Any) -> dict[str, Any]:
    """The successor: the old field's words and limits, another name, and a default that older data gets."""
    kept = {name: value for name, value in field.items() if name not in ("aliases", "default", "millrace")}
    said = {name: value for name, value in field.get("millrace", {}).items() if name != "deprecated"}
    if new_type is not None:
        said = {}
    written, default = _with_default(field["type"] if new_type is None else new_type)
    limits = {name: value for name, value in said.items() if name in TYPE_ATTRIBUTES}
    if default is not None and not _is_within(default, limits):
        # Where nothing was written there is nothing within the limits, so it is null.
        written, default = ["null", _limited(written, limits)], None
        said = {name: value for name, value in said.items() if name not in limits}
    return kept | {"name": new, "type": written} | ({"millrace": said} if said else {}) | {"default": default}


def _with_default(written: Any) -> tuple[Any, Any]:
    """The type with a default of it; one that has no plain default becomes nullable."""
    kind = written["type"] if isinstance(written, dict) else written
    match kind:
        case list():
            return (written, None) if "null" in kind[:1] else (["null", *kind], None)
        case str() if kind in _PLAIN_DEFAULTS and not (isinstance(written, dict) and "logicalType" in written):
            return written, _PLAIN_DEFAULTS[kind]
        case _:
            return ["null", written], None


def _is_within(default: Any, limits: dict[str, Any]) -> bool:
    """Whether the limits allow a plain default."""
    match default:
        case str():
            return not limits.get("minLength") and re.search(limits.get("pattern", ""), default) is not None
        case list():
            return not limits.get("minItems")
        case int():
            return bool(limits.get("minimum", default) <= default <= limits.get("maximum", default))
        case _:
            return True


def _limited(written: Any, limits: dict[str, Any]) -> dict[str, Any]:
    """The type with its limits, as it stands inside a union."""
    return (written if isinstance(written, dict) else {"type": written}) | {"millrace": limits}
