"""Emit one twin: its Struct, the function that makes it, and the one that makes a value of it."""

import re
from math import isfinite

from msgspec import UNSET, Struct

from . import naming
from .emit_python_json_conversions import converted
from .emit_python_json_types import Direction, Scope, quoted_if_later, twin_type
from .emit_python_structs import as_sent, is_sealed, redacted_repr
from .json_defaults import branch_of_default, json_default
from .json_forms import text_form
from .model import Array, Enum, Field, Fixed, Map, Primitive, Record, Reference, Type, Union
from .python_layout import Expression, Group, assignment, flat, prefixed
from .python_text import body, bytes_literal, call, docstring, literal, text

# What the functions call their own; a variable that holds a field may not hide it.
_TAKEN = re.compile(r"each(_value)?|error|field|json|located|values?|.*_(json|types)_*")


class Part(Struct, frozen=True):
    """A Struct that has a twin: a record, or what of a request stands in its body or in its address."""

    record: Record
    ending: str
    fields: tuple[Field, ...]

    @property
    def class_name(self) -> str:
        return f"{naming.class_name(self.record.name)}{self.ending}Json"

    @property
    def stem(self) -> str:
        """What the names of its functions begin with."""
        return naming.function(self.record.name) + (f"_{self.ending.lower()}" if self.ending else "")


def twin_struct(part: Part, scope: Scope, later: frozenset[str]) -> list[str]:
    """The class. `later` are the classes of the module that stand below it, and itself."""
    options = ["forbid_unknown_fields=True"] if part.ending else []
    if part.ending != "Parameters":
        options += [f"tag={text(part.record.name)}", 'tag_field="@type"']
    if any(naming.attribute(field.name) != field.name for field in part.fields):
        options.append('rename="camel"')
    head = call(f"class {part.class_name}(", ["Struct", "frozen=True", "kw_only=True", *options], "):")
    lines = [*head, *docstring(f"{_described(part)} in JSON.", indent=4), ""]
    for field in map(as_sent, part.fields):
        lines += _attribute(field, scope, later)
    if any(is_sealed(field) for field in part.fields):
        lines += ["", *body(redacted_repr(part.class_name, part.fields))]
    return lines


def _described(part: Part) -> str:
    match part.ending:
        case "Body":
            return f"The body of `{part.record.name}`"
        case "Parameters":
            return f"The path and query parameters of `{part.record.name}`"
        case _:
            return f"A `{part.record.name}`"


def _attribute(field: Field, scope: Scope, later: frozenset[str]) -> list[str]:
    written = quoted_if_later(twin_type(field.type, scope), later)
    return assignment(naming.attribute(field.name), written, _default(field, scope), indent=4)


def _default(field: Field, scope: Scope) -> Expression | None:
    attribute = naming.attribute(field.name)
    name = [] if naming.camel(attribute) == field.name else [f"name={text(field.name)}"]
    if field.default is UNSET:
        return Group("field(", tuple(name), ")") if name else None
    value = _constant(field.type, field.default, scope)
    if value is not None:
        return Group("field(", (f"default={value}", *name), ")") if name else value
    json = _literal(json_default(field.type, field.default, scope.tree))
    made = Group("convert(", (json, twin_type(field.type, scope)), ")")
    return Group("field(", (prefixed("default_factory=lambda: ", made), *name), ")")


def _constant(written: Type, default: object, scope: Scope) -> str | None:
    """A default that one constant can stand for in all instances."""
    match written:
        case Primitive("bytes", None):
            return bytes_literal(str(default))
        case Primitive("float" | "double"):
            number = float(str(default))
            return literal(number) if isfinite(number) else text(str(json_default(written, number, scope.tree)))
        case Primitive(logical="uuid" | "date" | "timestamp-millis" | "timestamp-micros") if not scope.differs(written):
            return None
        case Primitive():
            return literal(json_default(written, default, scope.tree))
        case Array() | Map():
            return None if default else flat(_literal(default))
        case Union():
            branch = branch_of_default(written, default, scope.tree)
            is_wrapped = isinstance(json_default(written, default, scope.tree), dict)
            return None if is_wrapped else _constant(branch.type, default, scope)
        case Reference(name):
            return _constant_of_named(scope.tree.types[name], default, scope)


def _constant_of_named(named: Record | Enum | Fixed, default: object, scope: Scope) -> str | None:
    match named:
        case Enum():
            return f"{scope.python.named(named.name)}.{naming.member(str(default))}"
        case Fixed() if text_form(named) is not None:
            return literal(json_default(Reference(named.name), default, scope.tree))
        case Fixed(logical=None):
            return bytes_literal(str(default))
        case Fixed() | Record():
            return None


def _literal(json: object) -> Expression:
    match json:
        case list():
            return Group("[", tuple(map(_literal, json)), "]")
        case dict():
            return Group("{", tuple(prefixed(f"{text(key)}: ", _literal(value)) for key, value in json.items()), "}")
        case None | str() | bool() | int() | float():
            return literal(json)
        case _:
            raise TypeError(f"no JSON for {type(json).__name__}")


def conversion(part: Part, direction: Direction, scope: Scope) -> list[str]:
    """The function to the twin, or the one back."""
    python = f"{scope.types(naming.namespace(part.record.name))}.{naming.class_name(part.record.name)}{part.ending}"
    given, source, made = python, "value", part.class_name
    if direction == "from_json":
        given, source, made = part.class_name, "json", python
    lines = [f"def {part.stem}_{direction}({source}: {given}) -> {made}:"]
    steps: list[str] = []
    arguments: list[str] = []
    taken: set[str] = set()
    for field in map(as_sent, part.fields):
        attribute = naming.attribute(field.name)
        scope.place = f"{part.stem}_{attribute}"
        expression = converted(field.type, f"{source}.{attribute}", direction, scope)
        if expression != f"{source}.{attribute}":
            variable = _free(attribute, taken)
            taken.add(variable)
            steps += [f"field = {text(field.name)}", f"{variable} = {expression}"]
            expression = variable
        arguments.append(f"{attribute}={expression}")
    guarded = ["try:", *body(steps), "except FAULTS as error:", '    raise located(error, f".{field}")']
    returned = call(f"return {made}(", arguments, ")", indent=4)
    doc = "The JSON form." if direction == "to_json" else "The value that the JSON stands for."
    return [*lines, *docstring(f"{doc} Raises `JsonError`.", indent=4), *(body(guarded) if steps else []), *returned]


def _free(attribute: str, taken: set[str]) -> str:
    name = f"{attribute}_field" if _TAKEN.fullmatch(attribute) else attribute
    while name in taken:
        name += "_"
    return name
