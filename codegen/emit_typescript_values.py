"""The TypeScript type of a value in its JSON form: the members of a union, of which most types have one."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from .emit_typescript_text import WIDTH, input_name, string, type_name
from .json_forms import NON_FINITE, is_float, is_limited, is_long_text
from .model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union
from .union_forms import Branch, branches_of, optional_of

Direction = Literal["sent", "received"]  # as the client sees it

# Of what is a number in JSON, or has a type of its own there: everything else is text.
_PRIMITIVES = {"null": "null", "boolean": "boolean", "int": "number", "long": "number"}
_NOT_FINITE = [string(name) for name in NON_FINITE]


class Spelling(Struct, frozen=True):
    """How a module spells named types: `refer` gives what stands in front of a full name's own."""

    tree: Tree
    refer: Callable[[str], str]


def type_of(written: Type, direction: Direction, spelling: Spelling) -> str:
    """The type on one line."""
    return " | ".join(members(written, direction, spelling))


def laid_out(written: Type, direction: Direction, spelling: Spelling, *, lead: int, indent: str = "  ") -> str:
    """The type as it stands behind a colon and `lead` characters: on one line if it fits, with a semicolon."""
    flat = type_of(written, direction, spelling)
    if lead + len(flat) + 2 <= WIDTH:
        return f" {flat}"
    alternatives = members(written, direction, spelling)
    inner = f"{indent}  "
    if len(alternatives) > 1:
        return "".join(f"\n{inner}| {each}" for each in alternatives)
    match written:
        case Map(values):
            key = f"{inner}readonly [key: string]:"
            value = laid_out(values, direction, spelling, lead=len(key), indent=inner)
            return f" {{\n{key}{value};\n{indent}}}"
        case Array(items) if len(members(items, direction, spelling)) > 1:
            return f" readonly ({laid_out(items, direction, spelling, lead=WIDTH, indent=indent)}\n{indent})[]"
        case _:
            return f" {flat}"


def members(written: Type, direction: Direction, spelling: Spelling) -> list[str]:
    """The members of the type, each once, `null` last."""
    match written:
        case Primitive():
            return _of_primitive(written)
        case Array(items):
            inner = members(items, direction, spelling)
            is_one = len(inner) == 1 and not inner[0].startswith("readonly ") and " & " not in inner[0]
            return [f"readonly {inner[0]}[]" if is_one else f"readonly ({' | '.join(inner)})[]"]
        case Map(values):
            return [f"{{ readonly [key: string]: {type_of(values, direction, spelling)} }}"]
        case Union():
            branches = branches_of(written, spelling.tree)
            is_optional = optional_of(written) is not None
            found = [
                each for branch in branches for each in _of_branch(branch, direction, spelling, is_optional=is_optional)
            ]
            return sorted(dict.fromkeys(found), key=lambda text: text == "null")
        case Reference(name):
            return _of_named(name, direction, spelling)


def _of_primitive(written: Primitive) -> list[str]:
    if is_float(written):
        return ["number"] if is_limited(written.constraints) else ["number", *_NOT_FINITE]
    if written.logical is not None or is_long_text(written):
        return ["string"]
    return [_PRIMITIVES.get(written.name, "string")]


def _of_named(name: str, direction: Direction, spelling: Spelling) -> list[str]:
    named = spelling.tree.types[name]
    prefix = spelling.refer(name)
    match named:
        case Record() if direction == "sent":
            return [prefix + input_name(name)]
        case Enum() if direction == "received" and named.default is not None:
            return [prefix + type_name(name), "UnknownSymbol"]
        case Record() | Enum() | Fixed():
            return [prefix + type_name(name)]


def _of_branch(branch: Branch, direction: Direction, spelling: Spelling, *, is_optional: bool) -> list[str]:
    inner = members(branch.type, direction, spelling)
    if branch.is_wrapped:
        return [_wrapped(branch.name, inner)]
    if is_optional:
        return inner
    if branch.shape == "record" and direction == "sent":
        return [f"{inner[0]} & {{ readonly '@type': {string(branch.name)} }}"]
    if is_float(branch.type) and len(inner) > 1:
        return ["number", _wrapped(branch.name, _NOT_FINITE)]
    return inner


def _wrapped(name: str, inner: list[str]) -> str:
    return f"{{ readonly '@type': {string(name)}; readonly value: {' | '.join(inner)} }}"
