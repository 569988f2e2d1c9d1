"""Emit the JSON twins: of each record that msgspec alone would write or read otherwise, a Struct and two functions.

A twin has the attributes of its record in the types of JSON. See schemas/JSON.md.
"""

import inspect
from collections.abc import Iterator

from . import naming, python_json_values
from .client_view import sent_fields
from .emit_python_json_structs import Part, conversion, twin_struct
from .emit_python_json_types import Scope, text_alias, twin_type
from .emit_python_json_unions import union_functions
from .emit_python_types import OWN, STANDARD
from .json_forms import FLOAT_MOST, SHARED_FORMS, text_form
from .json_twins import PARTS, Twins, part_has_twin, twins_of
from .model import Fixed, Record, Reference, Tree
from .python_annotations import annotated, pattern_literal
from .python_layout import assignment, flat
from .python_text import call, docstring, imports, joined, literal, names_in, text
from .union_forms import wrapped_names

FOLDER = "json"
_DOC = '"""What msgspec alone would write or read otherwise (see schemas/JSON.md), written by `just generate`."""\n'
_MSGSPEC = ("Meta", "Struct", "convert", "field")
_VALUES = {"FAULTS", "JsonError", "NonFiniteDouble", "NonFiniteFloat", "OtherBranch", "each", "each_value", "located"}
_TEXTS = [text_alias(form) for form in SHARED_FORMS.values()]
_FORMS = {"Double", "Float", *_TEXTS, *map(naming.screaming, _TEXTS)}


def parts_of(record: Record, tree: Tree, twins: Twins) -> Iterator[Part]:
    """The Structs of a record that have a twin."""
    if record.name in twins.names:
        yield Part(record, "", record.fields)
    for ending, sources in PARTS:
        if part_has_twin(record, sources, tree, twins):
            yield Part(record, ending, tuple(field for field in sent_fields(record) if field.source in sources))


def emit(tree: Tree) -> dict[str, str]:
    """One module for each namespace with twins, and what they share, by path below the generated folder."""
    twins = twins_of(tree)
    namespaces = sorted({naming.namespace(name) for name in tree.types})
    texts = {naming.module_of(namespace): _module_text(tree, twins, namespace) for namespace in namespaces}
    modules = {f"{FOLDER}/{name}.py": module for name, module in texts.items() if module}
    return {
        f"{FOLDER}/__init__.py": _DOC,
        f"{FOLDER}/values.py": inspect.getsource(python_json_values),
        **({f"{FOLDER}/forms.py": _forms()} if modules else {}),
        **modules,
    }


def _forms() -> str:
    """The module of the types that twins share."""
    header = docstring("The types of values in JSON. Generated from schemas/ by `just generate`: edit those.")
    head = ["", "from typing import Annotated", "", "from msgspec import Meta", "", "from .values import NonFinite"]
    limited = annotated("float", [f"ge={literal(-FLOAT_MOST)}", f"le={literal(FLOAT_MOST)}"])
    numbers = [f"Float = {flat(limited)} | NonFinite", "Double = float | NonFinite"]
    texts = [
        [
            f"{naming.screaming(text_alias(form))} = {pattern_literal(form.pattern)}",
            f"{text_alias(form)} = Annotated[str, Meta(pattern={naming.screaming(text_alias(form))})]",
            *docstring(f"{form.wanted}."),
        ]
        for form in SHARED_FORMS.values()
    ]
    return joined([[*header, *head], numbers, *texts], between=1)


def _module_text(tree: Tree, twins: Twins, namespace: str) -> str:
    """The twins of one namespace; empty if there are none."""
    records = [record for record in tree.records() if naming.namespace(record.name) == namespace]
    parts = [part for record in records for part in parts_of(record, tree, twins)]
    wrapped = [fixed for fixed in _wrapped_texts(tree) if naming.namespace(fixed.name) == namespace]
    if not parts and not wrapped:
        return ""
    attributes = frozenset(naming.attribute(field.name) for part in parts for field in part.fields)
    scope = Scope(tree, twins, namespace, attributes)
    blocks = [_branch_twin(fixed, scope) for fixed in wrapped]
    for number, part in enumerate(parts):
        later = frozenset(other.class_name for other in parts[number:])
        blocks.append(twin_struct(part, scope, later))
    for part in parts:
        blocks += _functions(part, scope)
    about = f"types of `{namespace}`" if namespace else "types without a namespace"
    header = docstring(f"The JSON form of {about}. Generated from schemas/ by `just generate`: edit those.")
    return joined([[*header, "", *_imports(blocks, scope)], *blocks])


def _functions(part: Part, scope: Scope) -> list[list[str]]:
    """The functions of a twin, behind those of the unions that it is the first to need."""
    known = set(scope.unions)
    functions = [conversion(part, "to_json", scope), conversion(part, "from_json", scope)]
    unions: list[list[str]] = []
    while waiting := [union for union in scope.unions if union not in known]:
        known.update(waiting)
        unions += [block for union in waiting for block in union_functions(union, scope.unions[union], scope)]
    return [*unions, *functions]


def _wrapped_texts(tree: Tree) -> list[Fixed]:
    """The fixed types that some union wraps, and that are text of their own in JSON."""
    named = (tree.types[name] for name in sorted(wrapped_names(tree)))
    return [each for each in named if isinstance(each, Fixed) and text_form(each) is not None]


def _branch_twin(fixed: Fixed, scope: Scope) -> list[str]:
    """The twin of the class that wraps a fixed type."""
    options = ["Struct", "frozen=True", f"tag={text(fixed.name)}", 'tag_field="@type"']
    return [
        *call(f"class {scope.branch_twin(fixed.name)}(", options, "):"),
        *docstring(f"`{fixed.name}` in JSON, in a union that cannot tell it from another branch.", indent=4),
        "",
        *assignment("value", twin_type(Reference(fixed.name), scope), None, indent=4),
    ]


def _imports(blocks: list[list[str]], scope: Scope) -> list[str]:
    code = [line for block in blocks for line in block]
    used = names_in(code) - ({"field"} if not any("field(" in line for line in code) else set())
    namespaces = sorted({naming.namespace(name) for name in scope.tree.types})
    types = {scope.types(namespace): naming.module_of(namespace) for namespace in namespaces}
    others = {scope.others(namespace): naming.module_of(namespace) for namespace in namespaces}
    groups = (
        imports({name: origin for name, origin in STANDARD.items() if name in used}),
        imports(dict.fromkeys((name for name in _MSGSPEC if name in used), "msgspec")),
        [
            *(f"from .. import {module} as {alias}" for alias, module in types.items() if alias in used),
            *imports({name: f"..{origin}" for name, origin in OWN.items() if name in used}),
            *(f"from . import {module} as {alias}" for alias, module in others.items() if alias in used),
            *(["from . import values"] if "values" in used else []),
            *imports(dict.fromkeys(sorted(_FORMS & used), ".forms")),
            *imports(dict.fromkeys(sorted(_VALUES & used), ".values")),
        ],
    )
    return "\n\n".join("\n".join(group) for group in groups if group).split("\n")
