"""Emit a module of msgspec Structs, enums and aliases for each namespace."""

import inspect

from msgspec import UNSET

from . import naming, python_branches, python_open_enum
from .emit_python_scalars import branch_struct, enum_classes, fixed_alias
from .emit_python_structs import structs
from .model import Enum, Fixed, Record, Tree
from .python_annotations import Spelling
from .python_defaults import named_in
from .python_modules import Module, modules
from .python_text import docstring, imports, joined, names_in
from .references import referred
from .union_forms import wrapped_names

STANDARD = {
    "date": "datetime",
    "datetime": "datetime",
    "time": "datetime",
    "Decimal": "decimal",
    "StrEnum": "enum",
    "Annotated": "typing",
    "UUID": "uuid",
}
_MSGSPEC = ("Meta", "Struct", "field")
OWN = dict.fromkeys(python_branches.__all__, "branches") | {
    "Duration": "codec.primitives",
    "OpenEnum": "open_enum",
}


def emit(tree: Tree) -> dict[str, str]:
    """One module for each namespace and what they share, by path below the generated folder."""
    wrapped = wrapped_names(tree)
    return {
        "__init__.py": '"""What is generated from the schemas by `just generate`: edit those."""\n',
        "branches.py": inspect.getsource(python_branches),
        "open_enum.py": inspect.getsource(python_open_enum),
    } | {f"{naming.module_of(module.namespace)}.py": _module_text(module, wrapped) for module in modules(tree)}


def _module_text(module: Module, wrapped: frozenset[str]) -> str:
    blocks: list[list[str]] = []
    for name in module.types:
        match module.tree.types[name]:
            case Record() as record:
                blocks += structs(record, module)
            case Enum() as enum:
                blocks += enum_classes(enum)
            case Fixed() as fixed:
                blocks.append(fixed_alias(fixed))
        if name in wrapped:
            blocks.append(branch_struct(name))
    about = f"The types of `{module.namespace}`." if module.namespace else "The types without a namespace."
    header = docstring(f"{about} Generated from schemas/ by `just generate`: edit those.")
    first = [*header, "", *_imports(blocks, module)]
    if not blocks[0][0].startswith("class "):
        # Only functions and classes stand two lines below the imports.
        first += ["", *blocks.pop(0)]
    return joined([first, *blocks])


def _imports(blocks: list[list[str]], module: Module) -> list[str]:
    used = names_in(line for block in blocks for line in block)
    others = {naming.namespace(other) for name in module.types for other in _mentioned(name, module)}
    groups = (
        imports({name: origin for name, origin in STANDARD.items() if name in used}),
        imports(dict.fromkeys((name for name in _MSGSPEC if name in used), "msgspec")),
        _module_imports(module, others - {module.namespace})
        + imports({name: f".{origin}" for name, origin in OWN.items() if name in used}),
    )
    return "\n\n".join("\n".join(group) for group in groups if group).split("\n")


def _mentioned(full_name: str, module: Module) -> set[str]:
    """The names that stand in a class: those of its fields' types, and those inside their defaults."""
    named = module.tree.types[full_name]
    fields = named.fields if isinstance(named, Record) else ()
    spelling = Spelling(module.tree, module.refer)
    defaults = [named_in(field.type, field.default, spelling) for field in fields if field.default is not UNSET]
    return referred(named).union(*defaults)


def _module_imports(module: Module, namespaces: set[str]) -> list[str]:
    names = {naming.module_of(namespace): module.alias(namespace) for namespace in sorted(namespaces)}
    return [
        *imports({name: "." for name, alias in names.items() if name == alias}),
        *(f"from . import {name} as {alias}" for name, alias in names.items() if name != alias),
    ]
