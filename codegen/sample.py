"""An example of every type, made from the schemas: in our JSON form, and in Avro's own JSON encoding.

The same on every run. Fields take values from the examples of commands and queries where names and types agree.
Avro's encoding: https://avro.apache.org/docs/1.12.0/specification/#json-encoding
"""

import base64
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from . import naming
from .model import (
    Array,
    Constraints,
    Enum,
    Field,
    Fixed,
    Map,
    Primitive,
    Record,
    Reference,
    Tree,
    Type,
    Union,
    domain_of,
)
from .sample_text import fits, sample_text
from .sample_values import AVRO, FILLED_IN, JSON, PLATFORM_VALUES, avro_decimal, json_decimal
from .union_forms import branches_of, is_null

Form = Literal["json", "avro"]


class NoSample(Exception):
    """No value was found for a type: its limits are too odd, or it contains itself without an end."""


class Samples:
    """Examples for the types of one tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[str, list[tuple[str, Type, Any]]] = {}
        for record in tree.records():
            for field in record.fields:
                values = [example[field.name] for example in record.examples if field.name in example]
                if field.source in FILLED_IN:
                    values.append(FILLED_IN[field.source])
                self._known.setdefault(field.name, []).extend(
                    (domain_of(record.name), field.type, value) for value in values
                )

    def record(self, record: Record, form: Form) -> dict[str, Any] | None:
        """A whole record, tagged in our form; None if there is no telling."""
        try:
            return self._record(record, form, ())
        except NoSample:
            return None

    def sent(self, record: Record, fields: list[Field]) -> dict[str, Any] | None:
        """Some fields of a command or query as a client writes them; None if there is no telling."""
        try:
            return {field.name: self._sent(record, field) for field in fields}
        except NoSample:
            return None

    def _sent(self, record: Record, field: Field) -> Any:
        written = field.type if field.seal is None else Primitive("string", constraints=field.seal.constraints)
        return self._value(written, "json", (record.name,), record, field.name)

    def _record(self, record: Record, form: Form, above: tuple[str, ...]) -> dict[str, Any]:
        inside = (*above, record.name)
        tag = {"@type": record.name} if form == "json" else {}
        return tag | {field.name: self._value(field.type, form, inside, record, field.name) for field in record.fields}

    def _value(self, written: Type, form: Form, above: tuple[str, ...], record: Record, name: str) -> Any:
        match written:
            case Primitive():
                return self._primitive(written, form, record, name)
            case Array(items, constraints):
                count = max(constraints.min_items or 0, 0 if self._recurs(items, above) else 1)
                return [self._value(items, form, above, record, name) for _ in range(count)]
            case Map(values):
                return {} if self._recurs(values, above) else {"key": self._value(values, form, above, record, name)}
            case Union():
                return self._union(written, form, above, record, name)
            case Reference(full_name):
                return self._named(full_name, form, above, name)

    def _named(self, full_name: str, form: Form, above: tuple[str, ...], name: str) -> Any:
        if full_name in above:
            raise NoSample
        match self._tree.types[full_name]:
            case Enum() as enum:
                return enum.default or enum.symbols[0]
            case Fixed() as fixed:
                return _fixed(fixed, form, name)
            case Record() as record:
                return self._record(record, form, above)

    def _union(self, union: Union, form: Form, above: tuple[str, ...], record: Record, name: str) -> Any:
        """The first branch with something in it; null only where anything else would contain itself."""
        ordered = sorted(branches_of(union, self._tree), key=lambda branch: is_null(branch.type))
        for branch in ordered:
            if self._recurs(branch.type, above):
                continue
            value = self._value(branch.type, form, above, record, name)
            if is_null(branch.type):
                return None
            if form == "avro":
                return {branch.name: value}
            return {"@type": branch.name, "value": value} if branch.is_wrapped else value
        raise NoSample

    def _recurs(self, written: Type, above: tuple[str, ...]) -> bool:
        return isinstance(written, Reference) and written.name in above

    def _primitive(self, written: Primitive, form: Form, record: Record, name: str) -> Any:
        known = self._known_value(written, record, name)
        match written:
            case Primitive("string", "uuid"):
                return known or str(uuid5(NAMESPACE_URL, naming.snake(name)))
            case Primitive("string"):
                return _text(written.constraints, name, known)
            case Primitive(_, "decimal"):
                return _decimal(written, form)
            case Primitive(_, str() as logical):
                return (JSON if form == "json" else AVRO)[logical]
            case Primitive("int" | "long" | "float" | "double"):
                return known if known is not None else _number(written, form)
            case Primitive("bytes"):
                return _bytes(b"\x01\x02\x03", form)
            case Primitive("boolean"):
                return True
            case Primitive("null"):
                return None
            case _:
                raise AssertionError(f"no example of {written}")

    def _known_value(self, written: Primitive, record: Record, name: str) -> Any:
        """What an example says of a field of this name: of the same domain if there is one."""
        if (record.name, name) in PLATFORM_VALUES:
            return PLATFORM_VALUES[record.name, name]
        domain = domain_of(record.name)
        known = sorted(self._known.get(name, ()), key=lambda one: one[0] != domain)
        return next((value for _, type_, value in known if _agrees(type_, written, value)), None)


def _text(constraints: Constraints, name: str, known: str | None) -> str:
    words = naming.snake(name)
    candidates = ([known] if known else []) + [words.replace("_", " "), words.replace("_", "-")]
    text = sample_text(constraints, candidates)
    if text is None:
        raise NoSample
    return text


def _agrees(known: Type, wanted: Primitive, value: Any) -> bool:
    """A value of another field of this name may stand for this one."""
    if not isinstance(known, Primitive):
        # A sealed field's example is the text that the client sends.
        return wanted.name == "string" and wanted.logical is None and isinstance(value, str)
    same = (known.name, known.logical, known.json_number) == (wanted.name, wanted.logical, wanted.json_number)
    return same and _within(wanted.constraints, value)


def _within(constraints: Constraints, value: Any) -> bool:
    match value:
        case str():
            return fits(constraints, value)
        case bool():
            return True
        case int() | float():
            return value == _clamped(value, constraints)
        case _:
            return True


def _number(written: Primitive, form: Form) -> Any:
    start = 0.5 if written.name in ("float", "double") else 1
    value = _clamped(start, written.constraints)
    is_text = form == "json" and written.name == "long" and not written.json_number
    return str(value) if is_text else value


def _clamped(value: float, constraints: Constraints) -> float:
    low, high = constraints.minimum, constraints.maximum
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else value


def _fixed(fixed: Fixed, form: Form, name: str) -> Any:
    match fixed.logical:
        case "decimal":
            return _decimal(fixed, form, fixed.size)
        case "uuid" if form == "json":
            return str(uuid5(NAMESPACE_URL, naming.snake(name)))
        case "duration":
            return (JSON if form == "json" else AVRO)["duration"]
        case _:
            return _bytes(bytes(number % 256 for number in range(fixed.size)), form)


def _decimal(written: Primitive | Fixed, form: Form, size: int = 0) -> str:
    precision = written.precision or 1
    return json_decimal(precision, written.scale) if form == "json" else avro_decimal(precision, size)


def _bytes(value: bytes, form: Form) -> str:
    return base64.b64encode(value).decode() if form == "json" else value.decode("latin-1")
