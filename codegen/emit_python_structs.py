"""Emit the Structs of a record: the record itself, and of a request what a client sends."""

from collections.abc import Iterable

from msgspec import UNSET

from . import naming
from .model import Field, Primitive, Record
from .python_annotations import Spelling, annotation
from .python_defaults import default_expression, is_shared, named_in
from .python_layout import Expression, Group, assignment, flat, prefixed
from .python_modules import Module
from .python_text import body, call, docstring, documented, text, told
from .references import references

_SEALED = "wire.Sealed"


def structs(record: Record, module: Module) -> Iterable[list[str]]:
    """The classes of a record, each a block of lines."""
    name = naming.class_name(record.name)
    options = [f"tag={text(record.name)}", 'tag_field="@type"']
    writer = _Writer(record.name, module)
    doc = told(record.doc or f"`{record.name}`.", record.deprecated)
    yield writer.struct(name, doc, options, record.fields)
    in_body = tuple(as_sent(field) for field in record.fields if field.source == "body")
    if in_body:
        doc = f"The JSON body of `{record.name}`: what a client sends."
        yield writer.struct(f"{name}Body", doc, ["forbid_unknown_fields=True", *options], in_body)
    in_address = tuple(field for field in record.fields if field.source in ("path", "query"))
    if in_address:
        doc = f"The path and query parameters of `{record.name}`."
        yield writer.struct(f"{name}Parameters", doc, ["forbid_unknown_fields=True"], in_address)


def as_sent(field: Field) -> Field:
    """A sealed field as the client writes it, in the clear; `seal` stays, so that `repr` hides it."""
    if field.seal is None:
        return field
    plain = Primitive("string", constraints=field.seal.constraints)
    return Field(
        name=field.name,
        type=plain,
        doc=field.doc,
        seal=field.seal,
        source=field.source,
        deprecated=field.deprecated,
        place=field.place,
    )


class _Writer:
    """Writes the Structs of one record into the module of its namespace."""

    def __init__(self, full_name: str, module: Module) -> None:
        self._full_name = full_name
        self._module = module
        self._spelling = Spelling(module.tree, module.refer, has_limits=True)

    def struct(self, name: str, doc: str, options: list[str], fields: tuple[Field, ...]) -> list[str]:
        is_renamed = any(naming.attribute(field.name) != field.name for field in fields)
        rename = ['rename="camel"'] if is_renamed else []
        head = call(f"class {name}(", ["Struct", "frozen=True", "kw_only=True", *options, *rename], "):")
        lines = [*head, *docstring(doc, indent=4)]
        for number, field in enumerate(fields):
            lines += ([""] if number == 0 else []) + self._field(field)
        if any(is_sealed(field) for field in fields):
            lines += ["", *body(redacted_repr(name, fields))]
        return lines

    def _field(self, field: Field) -> list[str]:
        written = annotation(field.type, self._spelling)
        if any(map(self._is_later, references(field.type))):
            written = text(flat(written))
        lines = assignment(naming.attribute(field.name), written, self._default(field), indent=4)
        return [*lines, *documented(told(field.doc, field.deprecated), indent=4)]

    def _is_later(self, full_name: str) -> bool:
        return self._module.is_later(full_name, self._full_name)

    def _default(self, field: Field) -> Expression | None:
        attribute = naming.attribute(field.name)
        name = [] if naming.camel(attribute) == field.name else [f"name={text(field.name)}"]
        if field.default is UNSET:
            return Group("field(", tuple(name), ")") if name else None
        value = default_expression(field.type, field.default, self._spelling)
        is_empty = field.default in ([], {}) and flat(value) in ("[]", "{}")
        is_at_hand = not any(map(self._is_later, named_in(field.type, field.default, self._spelling)))
        if is_empty or (is_shared(field.type, field.default, self._spelling) and is_at_hand):
            return Group("field(", (prefixed("default=", value), *name), ")") if name else value
        return Group("field(", (prefixed("default_factory=lambda: ", value), *name), ")")


def is_sealed(field: Field) -> bool:
    """Whether a field holds a secret, sealed or not yet."""
    return field.seal is not None or _SEALED in references(field.type)


def redacted_repr(name: str, fields: tuple[Field, ...]) -> list[str]:
    """The method that shows a value without its secrets."""
    attributes = [(naming.attribute(field.name), is_sealed(field)) for field in fields]
    shown = ", ".join(f"{name}=<sealed>" if sealed else f"{name}={{self.{name}!r}}" for name, sealed in attributes)
    prefix = "f" if "{" in shown else ""
    return ["def __repr__(self) -> str:", f'    return {prefix}"{name}({shown})"']
