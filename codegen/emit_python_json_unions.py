"""The functions of twin modules that convert the values of a union: one `match`, a case for each branch."""

from .emit_python_json_conversions import converted
from .emit_python_json_types import Direction, Scope, pattern_of, quoted_if_later, twin_type
from .json_forms import text_form
from .json_twins import has_pattern, has_pattern_beside_array, may_be_no_number
from .model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Type, Union
from .python_annotations import PLAIN, annotation
from .python_layout import WIDTH, Either, Expression, flat, lines
from .python_text import body, docstring
from .union_forms import Branch, branches_of, is_whole_number

_FIXED = {None: "bytes", "decimal": "Decimal", "uuid": "UUID", "duration": "Duration"}


def union_functions(union: Union, name: str, scope: Scope) -> list[list[str]]:
    """The function to JSON and the one back."""
    python, twin = annotation(union, scope.python), quoted_if_later(twin_type(union, scope))
    return [
        [*_head(f"{name}_to_json", python, twin), *_body(union, "to_json", scope)],
        [*_head(f"{name}_from_json", twin, python), *_body(union, "from_json", scope)],
    ]


def _head(name: str, given: Expression, returned: Expression) -> list[str]:
    """The signature; the parameter stands on a line of its own if all of it is too long for one."""
    flat_head = f"def {name}(value: {flat(given)}) -> {flat(returned)}:"
    if len(flat_head) <= WIDTH:
        return [flat_head]
    parameter = f"    value: {flat(given)},"
    written = [parameter] if len(parameter) <= WIDTH else _alternatives(given)
    return [f"def {name}(", *written, *lines(") -> ", returned, ":")]


def _alternatives(given: Expression) -> list[str]:
    first, *others = given.types if isinstance(given, Either) else (given,)
    written = lines("value: ", first, indent=4)
    written += [line for other in others for line in lines("| ", other, indent=4)]
    return [*written[:-1], f"{written[-1]},"]


def _body(union: Union, direction: Direction, scope: Scope) -> list[str]:
    names = ", ".join(branch.name for branch in branches_of(union, scope.tree))
    cases = [line for case in _cases(union, direction, scope) for line in case]
    refusal = 'raise JsonError(f"expected a branch of the union, got {type(value).__name__}")'
    lines_of_match = ["match value:", *body(cases), "    case _:", f"        {refusal}"]
    return [*docstring(f"One of {names}.", indent=4), *body(lines_of_match)]


def _cases(union: Union, direction: Direction, scope: Scope) -> list[list[str]]:
    """The branches that change, then all that stay as they are. `bool` comes first: in Python it is an `int` too."""
    branches = sorted(branches_of(union, scope.tree), key=lambda branch: branch.shape != "boolean")
    has_whole_number = any(is_whole_number(branch.type) and not branch.is_wrapped for branch in branches)
    staying: list[str] = []
    cases: list[list[str]] = []
    for branch in branches:
        pattern, expression = _case(branch, union, direction, scope)
        if expression == "value" and branch.shape != "boolean":
            staying.append(pattern)
            continue
        if pattern == "float()" and not has_whole_number:
            pattern = "float() | int()"  # to Python, an int is a float as well
        cases.append([f"case {pattern}:", f"    return {expression}"])
        if direction == "from_json" and may_be_no_number(branch):
            staying.append("float()")
    return [*cases, *([[f"case {' | '.join(staying)}:", "    return value"]] if staying else [])]


def _case(branch: Branch, union: Union, direction: Direction, scope: Scope) -> tuple[str, str]:
    """The pattern of a branch's values, and what becomes of them."""
    if branch.is_wrapped:
        return _wrapped_case(branch, direction, scope)
    if may_be_no_number(branch):
        if direction == "to_json":
            return "float()", f"values.{branch.name}_branch_to_json(value)"
        return f"NonFinite{branch.name.title()}()", "float(value.value)"
    value = "value"
    if (
        direction == "from_json"
        and has_pattern(branch.type, scope.tree)
        and has_pattern_beside_array(union, scope.tree)
    ):
        value = f"values.matching(value, {pattern_of(branch.type, scope)})"
    return _pattern(branch.type, direction, scope), converted(branch.type, value, direction, scope)


def _wrapped_case(branch: Branch, direction: Direction, scope: Scope) -> tuple[str, str]:
    inner = converted(branch.type, "value.value", direction, scope)
    in_python = in_json = scope.python.wrapper(branch)
    if isinstance(branch.type, Reference) and scope.differs(branch.type):
        in_json = scope.branch_twin(branch.name)
    given, made = (in_python, in_json) if direction == "to_json" else (in_json, in_python)
    return f"{given}()", "value" if inner == "value.value" and given == made else f"{made}(value={inner})"


def _pattern(written: Type, direction: Direction, scope: Scope) -> str:
    """The class pattern of a bare value."""
    match written:
        case Primitive("null"):
            return "None"
        case Primitive(name, logical):
            is_text = direction == "from_json" and text_form(written) is not None
            return "str()" if is_text else f"{PLAIN[name, logical]}()"
        case Array():
            return "list()"
        case Reference(name):
            return _named_pattern(scope.tree.types[name], direction, scope)
        case Map() | Union():
            raise ValueError(f"a {type(written).__name__} is never a bare branch")


def _named_pattern(named: Record | Enum | Fixed, direction: Direction, scope: Scope) -> str:
    match named:
        case Fixed():
            is_text = direction == "from_json" and text_form(named) is not None
            return "str()" if is_text else f"{_FIXED[named.logical]}()"
        case Record() if direction == "from_json" and named.name in scope.twins.names:
            return f"{scope.twin(named.name)}()"
        case Record() | Enum():
            return f"{scope.python.named(named.name)}()"
