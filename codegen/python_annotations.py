"""How a type is written in Python: with its limits in a Struct, and without them elsewhere."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from . import naming
from .json_twins import has_pattern_beside_array
from .model import Array, Constraints, LogicalName, Map, Primitive, PrimitiveName, Reference, Tree, Type, Union
from .python_layout import Either, Expression, Group, flat
from .python_text import literal, text
from .union_forms import Branch, branches_of, is_null

PLAIN: dict[tuple[PrimitiveName, LogicalName | None], str] = {
    ("null", None): "None",
    ("boolean", None): "bool",
    ("int", None): "int",
    ("int", "date"): "date",
    ("int", "time-millis"): "time",
    ("long", None): "int",
    ("long", "time-micros"): "time",
    ("long", "timestamp-millis"): "datetime",
    ("long", "timestamp-micros"): "datetime",
    ("long", "timestamp-nanos"): "int",
    ("long", "local-timestamp-millis"): "datetime",
    ("long", "local-timestamp-micros"): "datetime",
    ("long", "local-timestamp-nanos"): "int",
    ("float", None): "float",
    ("double", None): "float",
    ("bytes", None): "bytes",
    ("bytes", "decimal"): "Decimal",
    ("bytes", "big-decimal"): "Decimal",
    ("string", None): "str",
    ("string", "uuid"): "UUID",
}
_ZONES: dict[LogicalName, list[str]] = {
    "time-millis": ["tz=False"],
    "time-micros": ["tz=False"],
    "timestamp-millis": ["tz=True"],
    "timestamp-micros": ["tz=True"],
    "local-timestamp-millis": ["tz=False"],
    "local-timestamp-micros": ["tz=False"],
}
_INT_RANGE = Constraints(minimum=-(2**31), maximum=2**31 - 1)
_META = {
    "min_length": "min_length",
    "max_length": "max_length",
    "min_items": "min_length",
    "max_items": "max_length",
    "minimum": "ge",
    "maximum": "le",
}


class Spelling(Struct, frozen=True):
    """How one module writes types: `refer` gives what stands before a named one, `""` or a module with a dot.

    Limits are written where JSON is read into a Struct, and nowhere else.
    """

    tree: Tree
    refer: Callable[[str], str]
    has_limits: bool = False

    def named(self, full_name: str) -> str:
        """The class or alias of a named type."""
        return self.refer(full_name) + naming.class_name(full_name)

    def wrapper(self, branch: Branch) -> str:
        """The class that wraps a branch of a union."""
        match branch.type:
            case Reference(name):
                return self.refer(name) + naming.branch_class(name)
            case _:
                return f"{naming.pascal(branch.name)}Branch"


def annotation(written: Type, spelling: Spelling) -> Expression:
    """What stands behind an attribute's colon."""
    match written:
        case Primitive(name, logical, constraints):
            meta = limits(constraints, name) if logical is None else _ZONES.get(logical, [])
            return annotated(PLAIN[name, logical], meta if spelling.has_limits else [])
        case Array(items, constraints):
            plain = Group("list[", (annotation(items, spelling),), "]")
            return annotated(plain, limits(constraints, "array") if spelling.has_limits else [])
        case Map(values):
            return Group("dict[", ("str", annotation(values, spelling)), "]")
        case Union():
            return _either(written, spelling)
        case Reference(name):
            return spelling.named(name)


def type_text(written: Type, spelling: Spelling) -> str:
    """The annotation of a type, on one line."""
    return flat(annotation(written, spelling))


def branch_annotation(branch: Branch, spelling: Spelling) -> Expression:
    """The annotation of one branch of a union, wrapped if it has to be."""
    plain = annotation(branch.type, spelling)
    if not branch.is_wrapped:
        return plain
    is_own = isinstance(branch.type, Reference)
    return spelling.wrapper(branch) if is_own else Group(f"{spelling.wrapper(branch)}[", (plain,), "]")


def _either(union: Union, spelling: Spelling) -> Expression:
    """The branches in Avro's order, but for None, which stands last as in any annotation.

    A pattern that msgspec cannot hold here is left to the twin, which is what JSON is read into.
    """
    branches = branches_of(union, spelling.tree)
    if has_pattern_beside_array(union, spelling.tree):
        branches = tuple(_without_pattern(branch) for branch in branches)
    types = [branch_annotation(branch, spelling) for branch in branches if not is_null(branch.type)]
    types += ["None" for branch in branches if is_null(branch.type)]
    return types[0] if len(types) == 1 else Either(tuple(types))


def _without_pattern(branch: Branch) -> Branch:
    written = branch.type
    if branch.is_wrapped or not isinstance(written, Primitive):
        return branch
    return replace(branch, type=replace(written, constraints=replace(written.constraints, pattern=None)))


def annotated(plain: Expression, meta: list[str]) -> Expression:
    """A type with what else is said of its values."""
    if not meta:
        return plain
    return Group("Annotated[", (plain, Group("Meta(", tuple(meta), ")")), "]")


def limits(constraints: Constraints, type_name: str) -> list[str]:
    """The arguments of `Meta` for the limits of a type."""
    found = {name: getattr(constraints, name) for name in Constraints.__struct_fields__}
    if type_name == "int":
        found |= {name: getattr(_INT_RANGE, name) for name in ("minimum", "maximum") if found[name] is None}
    said = [f"{_META[name]}={literal(value)}" for name, value in found.items() if value is not None and name in _META]
    if constraints.pattern is not None:
        said.append(f"pattern={pattern_literal(constraints.pattern)}")
    return said


def pattern_literal(pattern: str) -> str:
    """A pattern as a literal. Python's `$` also matches before a last newline: `\\Z` does not."""
    anchored = pattern.removesuffix("$") + r"\Z"
    return f'r"{anchored}"' if anchored.isprintable() and '"' not in anchored else text(anchored)
