"""A type in words: its Avro, its JSON form, its Python and its TypeScript, its limits and its default."""

import json

from msgspec import UNSET, Struct

from . import emit_typescript_values, naming, python_annotations
from .emit_typescript_text import alias_of
from .html_text import Html, code, joined, link, separated
from .model import Array, Constraints, Enum, Field, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union
from .union_forms import branches_of

REFERENCE = "/docs/reference/"

# What a text in JSON looks like, by logical type.
_JSON_FORMS = {
    "decimal": "string of digits",
    "big-decimal": "string of digits",
    "uuid": "string, a UUID",
    "date": "string like 2026-11-25",
    "time-millis": "string like 09:30:00.125",
    "time-micros": "string like 09:30:00.125250",
    "timestamp-millis": "string, RFC 3339",
    "timestamp-micros": "string, RFC 3339",
    "timestamp-nanos": "string, RFC 3339",
    "local-timestamp-millis": "string, RFC 3339 without offset",
    "local-timestamp-micros": "string, RFC 3339 without offset",
    "local-timestamp-nanos": "string, RFC 3339 without offset",
    "duration": "string like P1M2DT3S",
}
_JSON_PRIMITIVES = {
    "null": "null",
    "boolean": "boolean",
    "int": "number",
    "long": "string of digits",
    "float": "number",
    "double": "number",
    "bytes": "string, base64",
    "string": "string",
}


def page(name: str) -> str:
    """Where the page of a type is."""
    return f"{REFERENCE}{name}"


def linked(name: str) -> Html:
    """A type's name that leads to its page."""
    return link(page(name), code(name))


def avro(written: Type) -> Html:
    """As Avro has it, with the names of types as links."""
    match written:
        case Primitive(name, None):
            return code(name)
        case Primitive(name, "decimal"):
            return joined(code(name), f" as decimal({written.precision}, {written.scale})")
        case Primitive(name, logical):
            return joined(code(name), f" as {logical}")
        case Array(items):
            return joined("array of ", avro(items))
        case Map(values):
            return joined("map of ", avro(values))
        case Union(branches):
            return separated([avro(branch) for branch in branches], " | ")
        case Reference(name):
            return linked(name)


def json_form(written: Type, tree: Tree) -> str:
    """What a value is in JSON."""
    match written:
        case Primitive(_, str() as logical):
            return _JSON_FORMS[logical]
        case Primitive("long", json_number=True):
            return "number"
        case Primitive(name):
            return _JSON_PRIMITIVES[name]
        case Array(items):
            return f"array of {json_form(items, tree)}"
        case Map(values):
            return f"object of {json_form(values, tree)}"
        case Union():
            forms = [
                f"{branch.name} wrapped" if branch.is_wrapped else json_form(branch.type, tree)
                for branch in branches_of(written, tree)
            ]
            return " or ".join(dict.fromkeys(sorted(forms, key=lambda form: form == "null")))
        case Reference(name):
            return _json_form_of_named(tree.types[name])


def _json_form_of_named(named: Record | Enum | Fixed) -> str:
    match named:
        case Record():
            return "object"
        case Enum():
            return "string, a symbol"
        case Fixed(logical=None):
            return f"string, base64 of {named.size} bytes"
        case Fixed():
            return _JSON_FORMS[str(named.logical)]


def python(written: Type, tree: Tree) -> str:
    """The type of the attribute in Python."""
    return python_annotations.type_text(written, python_annotations.Spelling(tree, _python_prefix))


def _python_prefix(full_name: str) -> str:
    return f"{naming.module(full_name)}."


def typescript(written: Type, tree: Tree) -> str:
    """The type of the property in TypeScript, as it is received."""
    spelling = emit_typescript_values.Spelling(tree, _typescript_prefix)
    return emit_typescript_values.type_of(written, "received", spelling)


def _typescript_prefix(full_name: str) -> str:
    return f"{alias_of(naming.namespace(full_name))}."


class Rule(Struct, frozen=True):
    """One thing that holds for a field: a word for it, and what."""

    name: str
    text: Html


def limits(written: Type) -> list[Rule]:
    """What values are kept to, those inside arrays, maps and unions included."""
    match written:
        case Primitive(constraints=constraints):
            return _limits(constraints, "characters")
        case Array(items, constraints):
            return [*_limits(constraints, "items"), *(_inner("each item", rule) for rule in limits(items))]
        case Map(values, constraints):
            return [*_limits(constraints, "entries"), *(_inner("each value", rule) for rule in limits(values))]
        case Union(branches):
            return [rule for branch in branches for rule in limits(branch)]
        case Reference():
            return []


def _inner(where: str, rule: Rule) -> Rule:
    return Rule(rule.name, joined(f"{where}: ", rule.text))


def _limits(constraints: Constraints, counted: str) -> list[Rule]:
    found = []
    counts = (
        _between(constraints.min_length, constraints.max_length),
        _between(constraints.min_items, constraints.max_items),
    )
    found += [Rule("Length", joined(f"{count} {counted}")) for count in counts if count]
    if value := _between(constraints.minimum, constraints.maximum):
        found.append(Rule("Range", joined(value)))
    if constraints.pattern is not None:
        found.append(Rule("Pattern", code(constraints.pattern)))
    return found


def _between(low: float | None, high: float | None) -> str:
    match low, high:
        case None, None:
            return ""
        case _, None:
            return f"at least {low}"
        case None, _:
            return f"at most {high}"
        case _:
            return f"{low}" if low == high else f"{low} to {high}"


def default(field: Field) -> list[Rule]:
    """The default as the schema writes it."""
    if field.default is UNSET:
        return []
    return [Rule("Default", code(json.dumps(field.default, ensure_ascii=False)))]
