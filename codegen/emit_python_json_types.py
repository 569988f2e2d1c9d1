"""The types of JSON twins, and how a twin module spells what stands in others."""

import re
from typing import Literal

from msgspec import structs

from . import naming
from .json_forms import FLOAT_MOST, TextForm, is_limited, is_shared, text_form
from .json_twins import (
    Twins,
    differs,
    has_lone_object,
    has_pattern,
    has_pattern_beside_array,
    may_be_no_number,
)
from .model import Array, Constraints, Fixed, Map, Primitive, Reference, Tree, Type, Union
from .python_annotations import Spelling, annotated, annotation, limits, pattern_literal
from .python_layout import Either, Expression, Group, flat
from .python_text import text
from .union_forms import Branch, branches_of, is_null, optional_of

Direction = Literal["to_json", "from_json"]
"""Which of the two conversions: what the name of its function ends with."""


class Scope:
    """How one twin module spells other types; `unions` collects the unions that need a function of the module."""

    def __init__(self, tree: Tree, twins: Twins, namespace: str, attributes: frozenset[str]) -> None:
        """An attribute hides a name of the module in its own class: `attributes` are those of all its classes."""
        self.tree = tree
        self.twins = twins
        self.namespace = namespace
        self.unions: dict[Union, str] = {}
        self.place = ""
        self._attributes = attributes
        self.python = Spelling(tree, self._refer)
        self.limited = Spelling(tree, self._refer, has_limits=True)

    def differs(self, written: Type) -> bool:
        """Whether a value has another type in a twin than in Python."""
        return differs(written, self.tree, self.twins)

    def types(self, namespace: str) -> str:
        """The name under which the module of a namespace's Python types is imported."""
        return self._free(f"{naming.module_of(namespace)}_types")

    def others(self, namespace: str) -> str:
        """The name under which another twin module is imported."""
        return self._free(f"{naming.module_of(namespace)}_json")

    def _free(self, name: str) -> str:
        if name.startswith("__"):
            name = f"of{name}"  # two underscores in front would make it private to the class that uses it
        while name in self._attributes:
            name += "_"
        return name

    def _refer(self, full_name: str) -> str:
        return f"{self.types(naming.namespace(full_name))}."

    def twin(self, full_name: str) -> str:
        """The twin of a record."""
        return f"{self._prefix(full_name)}{naming.class_name(full_name)}Json"

    def branch_twin(self, full_name: str) -> str:
        """The twin of what wraps a fixed type in a union."""
        return f"{self._prefix(full_name)}{naming.branch_class(full_name)}Json"

    def function(self, full_name: str, direction: Direction) -> str:
        return f"{self._prefix(full_name)}{naming.function(full_name)}_{direction}"

    def _prefix(self, full_name: str) -> str:
        namespace = naming.namespace(full_name)
        return "" if namespace == self.namespace else f"{self.others(namespace)}."

    def union_function(self, union: Union, direction: Direction) -> str:
        """The function that converts the values of a union, named for the first place that needs it."""
        if union not in self.unions:
            taken = set(self.unions.values())
            names = (f"_{self.place}{number}" for number in ("", *(f"_{n}" for n in range(2, len(taken) + 3))))
            self.unions[union] = next(name for name in names if name not in taken)
        return f"{self.unions[union]}_{direction}"


def twin_type(written: Type, scope: Scope) -> Expression:
    """The annotation of a value in a twin."""
    if not scope.differs(written):
        return annotation(written, scope.limited)
    match written:
        case Primitive():
            return _of_primitive(written)
        case Array(items, constraints):
            return annotated(Group("list[", (twin_type(items, scope),), "]"), limits(constraints, "array"))
        case Map(values):
            return Group("dict[", ("str", twin_type(values, scope)), "]")
        case Union():
            branches = sorted(branches_of(written, scope.tree), key=lambda branch: is_null(branch.type))
            types = [each for branch in branches for each in _of_branch(branch, written, scope)]
            types += ["OtherBranch"] if has_lone_object(written, scope.tree) else []
            return types[0] if len(types) == 1 else Either(tuple(types))
        case Reference(name):
            named = scope.tree.types[name]
            form = text_form(named) if isinstance(named, Fixed) else None
            return scope.twin(name) if form is None else _of_text(form)


def _of_primitive(written: Primitive) -> Expression:
    form = text_form(written)
    if form is not None:
        return _of_text(form)
    return number(written) if is_limited(written.constraints) else naming.pascal(written.name)


def number(written: Primitive) -> Expression:
    """A float or a double that is finite."""
    constraints = written.constraints
    if written.name == "float":
        low, high = constraints.minimum, constraints.maximum
        low = -FLOAT_MOST if low is None else low
        constraints = Constraints(minimum=low, maximum=FLOAT_MOST if high is None else high)
    return annotated("float", limits(constraints, written.name))


def _of_text(form: TextForm) -> Expression:
    if is_shared(form):
        return text_alias(form)
    return annotated("str", [f"pattern={pattern_literal(form.pattern)}"])


def text_alias(form: TextForm) -> str:
    """The type of all texts of a form, as the generated module `forms` calls it."""
    return f"{naming.pascal(form.name)}Text"


def _of_branch(branch: Branch, union: Union, scope: Scope) -> list[Expression]:
    written = branch.type
    if not branch.is_wrapped:
        if may_be_no_number(branch) and optional_of(union) is None and isinstance(written, Primitive):
            return [number(written), f"NonFinite{naming.pascal(written.name)}"]
        if has_pattern(written, scope.tree) and has_pattern_beside_array(union, scope.tree):
            return [annotated("str", _lengths(written))]
        return [twin_type(written, scope)]
    match written:
        case Reference(name):
            return [scope.branch_twin(name) if scope.differs(written) else scope.python.wrapper(branch)]
        case _:
            return [Group(f"{scope.python.wrapper(branch)}[", (twin_type(written, scope),), "]")]


def _lengths(written: Type) -> list[str]:
    """The limits of a text but for its pattern."""
    return (
        limits(structs.replace(written.constraints, pattern=None), "string") if isinstance(written, Primitive) else []
    )


def pattern_of(written: Type, scope: Scope) -> str:
    """The expression for the pattern of a text."""
    match written:
        case Primitive() if written.constraints.pattern is not None:
            return pattern_literal(written.constraints.pattern)
        case Primitive():
            form = text_form(written)
        case Reference(name):
            named = scope.tree.types[name]
            form = text_form(named) if isinstance(named, Fixed) else None
        case Array() | Map() | Union():
            form = None
    if form is None:
        raise ValueError(f"expected a text with a pattern, got {written}")
    return naming.screaming(text_alias(form)) if is_shared(form) else pattern_literal(form.pattern)


def quoted_if_later(written: Expression, later: frozenset[str] = frozenset()) -> Expression:
    """An annotation, as text if it mentions a class that may not exist yet: one of `later`, or of another module."""
    names = set(re.findall(r"\w+", flat(written)))
    is_later = names & later or any(name.rstrip("_").endswith("_json") for name in names)
    return text(flat(written)) if is_later else written
