"""The expressions that convert a value to its JSON form and back."""

from .emit_python_json_types import Direction, Scope
from .json_forms import TextForm, is_limited, text_form
from .model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Type, Union
from .union_forms import optional_of


def converted(written: Type, value: str, direction: Direction, scope: Scope) -> str:
    """The expression for a value in the other form; the value itself where the two are one."""
    if not scope.differs(written):
        return value
    match written:
        case Primitive():
            return _scalar(written, value, direction)
        case Array(inner):
            return f"each({value}, {_function(inner, direction, scope)})"
        case Map(inner):
            return f"each_value({value}, {_function(inner, direction, scope)})"
        case Union():
            return _of_union(written, value, direction, scope)
        case Reference(name):
            return _named(name, value, direction, scope)


def _of_union(union: Union, value: str, direction: Direction, scope: Scope) -> str:
    inner = optional_of(union)
    if inner is None:
        return f"{scope.union_function(union, direction)}({value})"
    expression = converted(inner, value, direction, scope)
    return value if expression == value else f"None if {value} is None else {expression}"


def _named(name: str, value: str, direction: Direction, scope: Scope) -> str:
    match scope.tree.types[name]:
        case Record():
            return f"{scope.function(name, direction)}({value})"
        case Fixed() as fixed:
            return _scalar(fixed, value, direction)
        case Enum():
            return value


def _function(written: Type, direction: Direction, scope: Scope) -> str:
    """A function that converts one item: by its name, or a lambda."""
    expression = converted(written, "item", direction, scope)
    name = expression.removesuffix("(item)")
    return name if name != expression and name.replace(".", "").isidentifier() else f"lambda item: {expression}"


def _scalar(written: Primitive | Fixed, value: str, direction: Direction) -> str:
    """The expression for a value that is a number or text in JSON; a record could have one of the functions' names."""
    match text_form(written):
        case TextForm("decimal") if direction == "to_json":
            return f"values.decimal_to_json({value}, {written.precision}, {written.scale})"
        case TextForm("duration") if direction == "from_json":
            return f"values.duration_from_json({value}, Duration)"
        case TextForm(name):
            return f"values.{name}_{direction}({value})"
        case None if isinstance(written, Primitive) and is_limited(written.constraints):
            return f"values.finite_to_json({value})" if direction == "to_json" else value
        case None:
            return f"values.float_{direction}({value})"
