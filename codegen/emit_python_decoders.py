"""Emit the functions that read Avro: statement after statement, without a detour.

`at` is where the next byte stands. Strings, bytes and whole numbers are read where they occur, with their common
short form first: that is what makes the codec fast. Almost everything else is a call.
"""

from . import naming
from .codec_scope import CALLED, ONE_BYTE, Codec, Path, Scope, field_scope, guarded, nested_containers, options, uses
from .model import Array, Enum, Fixed, Map, Named, Primitive, Record, Reference, Type, Union
from .python_annotations import type_text
from .python_text import body, call, docstring
from .union_forms import Branch, branches_of, is_null, optional_of
from .widths import is_empty

_LENGTH = "length = len(data)"
_SHORT = 8
"""So many fields, or less, a record may have that is read where it occurs."""


def decoders(record: Record, codec: Codec) -> list[list[str]]:
    """The function of a record, and those of its containers in containers."""
    has_depth = record.name in codec.recursive
    depth = ", depth: int = 0" if has_depth else ""
    name = naming.class_name(record.name)
    steps: list[str] = []
    for field in record.fields:
        scope = field_scope(record, field, codec)
        steps += [scope.says(), *decode(field.type, scope.base, scope)]
    arguments = [f"{naming.attribute(field.name)}={naming.local(field.name)}" for field in record.fields]
    block = [
        f"def decode_{naming.function(record.name)}(data: bytes, at: int{depth}) -> tuple[{name}, int]:",
        *docstring(f"Read a `{record.name}` that begins at `at`; also where it ends.", indent=4),
        *(["    if depth > DEPTH_LIMIT:", "        raise AvroError(TOO_DEEP)"] if has_depth else []),
        *body(_measured(guarded(steps, "place") if steps else [])),
        *call(f"return {name}(", arguments, "), at", indent=4),
    ]
    return [block, *(_container(record, path, written, codec) for path, written in nested_containers(record))]


def _container(record: Record, path: Path, written: Array | Map, codec: Codec) -> list[str]:
    scope = Scope(codec=codec, base="value", path=path, has_depth=record.name in codec.recursive)
    depth = ", depth: int" if scope.own_depth(written) else ""
    returned = f"tuple[{type_text(written, codec.spelling)}, int]"
    return [
        f"def {scope.container('decode')}(data: bytes, at: int{depth}) -> {returned}:",
        *body(_measured(_blocks(written, "value", scope))),
        "    return value, at",
    ]


def _measured(statements: list[str]) -> list[str]:
    """The statements, behind the one that finds out how long the data is, if they ask."""
    return [_LENGTH, *statements] if any("> length" in line for line in statements) else statements


def decode(written: Type, target: str, scope: Scope) -> list[str]:
    """Statements that read a value into the variable `target` and move `at` behind it."""
    match written:
        case Primitive():
            return _primitive(written, target)
        case Array() | Map() if scope.is_in_loop:
            return [f"{target}, at = {scope.container('decode')}(data, at{scope.own_depth(written)})"]
        case Array() | Map():
            return _blocks(written, target, scope)
        case Union() if inner := optional_of(written):
            return _optional(written, inner, target, scope)
        case Union():
            return _union(written, target, scope)
        case Reference(name):
            return _named(scope.codec.tree.types[name], target, scope)


def _primitive(written: Primitive, target: str) -> list[str]:
    match written.name, written.logical:
        case "null", _:
            return [f"{target} = None"]
        case "boolean", _:
            return [
                "if (number := data[at]) > 1:",
                '    raise AvroError(f"expected a boolean of 0 or 1, got {number}")',
                f"{target}, at = number == 1, at + 1",
            ]
        case "float" | "double" as name, _:
            return [f"({target},) = unpack_{name}(data, at)", f"at += {4 if name == 'float' else 8}"]
        case "string", "uuid":
            return _uuid(target)
        case "string", None:
            return _sized(f"{target} = data[start:at].decode()")
        case "bytes", None:
            return _sized(f"{target} = data[start:at]")
        case "bytes", "decimal":
            limits = options(precision=written.precision, scale=written.scale)
            return [f"{target}, at = read_decimal(data, at{limits})"]
        case _, logical if logical in CALLED:
            return [f"{target}, at = read_{CALLED[logical]}(data, at)"]
        case name, _:
            return [
                "if (number := data[at]) < 128:",
                f"    {target}, at = SHORT_NUMBERS[number], at + 1",
                "else:",
                f"    {target}, at = read_{name}(data, at)",
            ]


def _sized(take: str) -> list[str]:
    return [
        "if reach := SHORT_REACH[data[at]]:",
        "    start, at = at + 1, at + reach",
        "else:",
        "    start, at = read_span(data, at)",
        "if at > length:",
        "    raise AvroError(ENDS_EARLY)",
        take,
    ]


def _uuid(target: str) -> list[str]:
    return [
        "if data[at] != UUID_SIZE:",
        "    raise AvroError(NO_UUID)",
        "start, at = at + 1, at + 37",
        "if at > length:",
        "    raise AvroError(ENDS_EARLY)",
        f"{target} = uuid_of(UUID_HEAD + data[start:at])",
    ]


def _named(named: Named, target: str, scope: Scope) -> list[str]:
    match named:
        case Record() if scope.is_item and _is_short(named, scope):
            return _in_place(named, target, scope)
        case Record() | Enum():
            return [f"{target}, at = {scope.codec.function(named.name, 'decode')}(data, at{scope.depth(named.name)})"]
        case Fixed(size=size, logical="decimal", precision=precision, scale=scale):
            limits = options(size=size, precision=precision, scale=scale)
            return [f"{target}, at = read_fixed_decimal(data, at{limits})"]
        case Fixed(logical="uuid"):
            return [f"{target}, at = read_fixed_uuid(data, at)"]
        case Fixed(logical="duration"):
            return [f"{target}, at = read_duration(data, at)"]
        case Fixed(size=size):
            return [
                f"start, at = at, at + {size}",
                "if at > length:",
                "    raise AvroError(ENDS_EARLY)",
                f"{target} = data[start:at]",
            ]


def _is_short(record: Record, scope: Scope) -> bool:
    """Whether a record is read in the loop over its array: a call would take much of the time of so few fields."""
    tree = scope.codec.tree
    kinds = [optional_of(field.type) if isinstance(field.type, Union) else field.type for field in record.fields]
    is_plain = all(
        isinstance(kind, Primitive) or (isinstance(kind, Reference) and not isinstance(tree.types[kind.name], Record))
        for kind in kinds
    )
    return is_plain and 0 < len(kinds) <= _SHORT


def _in_place(record: Record, target: str, scope: Scope) -> list[str]:
    steps: list[str] = []
    for field in record.fields:
        inner = scope.field(field)
        steps += [inner.says(), *decode(field.type, inner.base, inner)]
    arguments = (f"{naming.attribute(field.name)}={scope.field(field).base}" for field in record.fields)
    return [*steps, f"{target} = {scope.codec.spelling.named(record.name)}({', '.join(arguments)})"]


def _blocks(written: Array | Map, target: str, scope: Scope) -> list[str]:
    if isinstance(written, Array) and is_empty(written.items, scope.codec.empty):
        return _empty_blocks(written, target, scope)
    item, count, inner = scope.variable("item"), scope.variable("count"), scope.inside(written)
    read = f"{count}, at = read_count(data, at)"
    steps = decode(written.items if isinstance(written, Array) else written.values, item, inner)
    marks = [inner.says()] if uses(steps, inner.place) else []
    again = [] if uses(steps[:1], inner.place) else marks
    if isinstance(written, Array):
        start, before, after = "[]", [], [f"{target}.append({item})"]
        step = f"[{{len({target})}}]"
    else:
        key = scope.variable("key")
        start, before, after = "{}", [f'{key} = ""'], [f"{target}[{key}] = {item}"]
        step = f"[{{{key}!r}}]"
        steps = [*_sized(f"{key} = data[start:at].decode()"), *steps]
    loop = [
        f"while {count}:",
        f"    for _ in range({count}):",
        *body([*again, *steps, *after], 8),
        *body([*marks, read]),
    ]
    place = f'f"{step}{f"{{{inner.place}}}" if marks else ""}"'
    return [
        f"{target}: {type_text(written, scope.codec.spelling)} = {start}",
        *before,
        *marks,
        read,
        *guarded(loop, place),
    ]


def _empty_blocks(written: Array, target: str, scope: Scope) -> list[str]:
    """Items that take no bytes are all alike: one is made for all of a block."""
    item, count, inner = scope.variable("item"), scope.variable("count"), scope.inside(written)
    read = f"{count}, at = read_empty_count(data, at, len({target}))"
    steps = decode(written.items, item, inner)
    if uses(steps, inner.place):
        steps = guarded([inner.says(), *steps], f'f"[{{len({target})}}]{{{inner.place}}}"')
    return [
        f"{target}: {type_text(written, scope.codec.spelling)} = []",
        read,
        f"while {count}:",
        *body([*steps, f"{target} += [{item}] * {count}", read]),
    ]


def _optional(union: Union, inner: Type, target: str, scope: Scope) -> list[str]:
    null, filled = (0, 2) if is_null(union.branches[0]) else (2, 0)
    if isinstance(inner, Array | Map) and not scope.is_in_loop:
        # Its items are added to a name that is never None.
        items = scope.variable("items")
        steps = [*decode(inner, items, scope), f"{target} = {items}"]
    else:
        steps = decode(inner, target, scope)
    return [
        f"{target}: {type_text(union, scope.codec.spelling)} = None",
        "branch = data[at]",
        "at += 1",
        f"if branch == {filled}:",
        *body(steps),
        f"elif branch != {null}:",
        "    raise no_branch(branch, 2)",
    ]


def _union(union: Union, target: str, scope: Scope) -> list[str]:
    branches = branches_of(union, scope.codec.tree)
    has_short_index = len(branches) <= ONE_BYTE
    lines = [
        f"{target}: {type_text(union, scope.codec.spelling)}",
        *(["branch = data[at]", "at += 1"] if has_short_index else ["branch, at = read_long(data, at)"]),
    ]
    keyword = "if"
    for branch in branches:
        number = branch.index * 2 if has_short_index else branch.index
        lines += [f"{keyword} branch == {number}:", *body(_branch(branch, target, scope))]
        keyword = "elif"
    expected = f'AvroError(f"expected a branch from 0 to {len(branches) - 1}, got {{branch}}")'
    return [*lines, "else:", f"    raise {f'no_branch(branch, {len(branches)})' if has_short_index else expected}"]


def _branch(branch: Branch, target: str, scope: Scope) -> list[str]:
    inner = scope.branch(branch)
    if is_null(branch.type):
        return [f"{target} = None"]
    if branch.is_wrapped:
        value = inner.variable("value")
        wrap = f"{target} = {scope.codec.spelling.wrapper(branch)}(value={value})"
        return [inner.says(), *decode(branch.type, value, inner), wrap]
    if isinstance(branch.type, Array) and not scope.is_in_loop:
        value = inner.variable("value")
        return [inner.says(), *decode(branch.type, value, inner), f"{target} = {value}"]
    return [inner.says(), *decode(branch.type, target, inner)]
