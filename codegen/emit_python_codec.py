"""Emit a module of straight-line Avro encoders and decoders for each namespace.

Strings, bytes and whole numbers are written out where they occur, with their common short form first:
that is what makes the codec fast. Everything else is a call.
"""

import inspect
import re

from . import naming, python_primitives
from .emit_python_types import names_in, plain_type
from .model import Array, Enum, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from .python_text import body, call, docstring, joined, text

_CALLED = {
    ("boolean", None): "boolean",
    ("float", None): "float",
    ("double", None): "double",
    ("string", "uuid"): "uuid",
    ("long", "timestamp-millis"): "timestamp",
}
_PRIMITIVES = {"ENDS_EARLY", "FAULTS"} | {
    name
    for name, value in vars(python_primitives).items()
    if getattr(value, "__module__", None) == python_primitives.__name__
}


def emit(tree: Tree) -> dict[str, str]:
    """One codec module for each namespace, and the primitives, by path below the generated folder."""
    folder = "codec"
    namespaces = sorted({naming.namespace(name) for name in tree.types})
    modules = {f"{folder}/{naming.module(f'{name}.')}.py": _module_text(tree, name) for name in namespaces}
    return {
        f"{folder}/__init__.py": '"""Avro\'s binary form of every generated type, written by `just generate`."""\n',
        f"{folder}/primitives.py": inspect.getsource(python_primitives),
    } | modules


def _module_text(tree: Tree, namespace: str) -> str:
    blocks: list[list[str]] = []
    own = [named for name, named in tree.types.items() if naming.namespace(name) == namespace]
    for named in own:
        match named:
            case Record() as record:
                blocks += [_encoder(record, namespace), _decoder(record, namespace)]
            case Enum() as enum:
                blocks += _enum(enum)
    header = docstring(f"The Avro codecs of `{namespace}`. Generated from schemas/ by `just generate`: edit those.")
    first = [*header, "", *_imports(blocks, own, namespace)]
    if blocks and blocks[0][0].startswith("_"):
        # Only functions and classes stand two lines below the imports.
        first += ["", *blocks.pop(0)]
    return joined([first, *blocks])


def _imports(blocks: list[list[str]], own: list[Named], namespace: str) -> list[str]:
    used = set(re.findall(r"\w+", "\n".join(line for block in blocks for line in block if '"""' not in line)))
    standard = [
        line
        for name, line in (("datetime", "from datetime import datetime"), ("UUID", "from uuid import UUID"))
        if name in used
    ]
    classes = sorted(naming.class_name(named.name) for named in own)
    primitives = sorted(used & _PRIMITIVES - set(classes), key=_import_order)
    others = sorted({naming.namespace(name) for named in own for name in _referred(named)} - {namespace})
    aliases = {naming.module(f"{other}."): other for other in others}
    types = [f"from .. import {name} as {name}_types" for name in aliases if f"{name}_types" in used]
    codecs = [f"from . import {name} as {name}_codec" for name in aliases]
    lines = [
        *types,
        *call(f"from ..{naming.module(f'{namespace}.')} import ", classes, "", brackets=True),
        *codecs,
        *(call("from .primitives import ", primitives, "", brackets=True) if primitives else []),
    ]
    return [*standard, *([""] if standard else []), *lines]


def _import_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions: as isort has it."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def _referred(named: Named) -> set[str]:
    return {name for field in named.fields for name in names_in(field.type)} if isinstance(named, Record) else set()


def _encoder(record: Record, namespace: str) -> list[str]:
    name = naming.class_name(record.name)
    lines = [f"def encode_{naming.function(record.name)}(value: {name}, out: bytearray) -> None:"]
    lines += docstring(f"Append the Avro form of a `{record.name}`.", indent=4)
    steps = [
        line
        for field in record.fields
        for line in (
            f"field = {text(field.name)}",
            *_encode(field.type, f"value.{naming.attribute(field.name)}", namespace, 1),
        )
    ]
    return [*lines, *(_guarded(steps, "{field}", dotted=True) if steps else [])]


def _decoder(record: Record, namespace: str) -> list[str]:
    name = naming.class_name(record.name)
    lines = [f"def decode_{naming.function(record.name)}(data: bytes, at: int) -> tuple[{name}, int]:"]
    lines += docstring(f"Read a `{record.name}` that begins at `at`; also where it ends.", indent=4)
    steps = [
        line
        for field in record.fields
        for line in (f"field = {text(field.name)}", *_decode(field.type, naming.local(field.name), namespace, 1))
    ]
    arguments = [f"{naming.attribute(field.name)}={naming.local(field.name)}" for field in record.fields]
    lines += _guarded(steps, "{field}", dotted=True) if steps else []
    return [*lines, *call(f"return {name}(", arguments, "), at", indent=4)]


def _guarded(lines: list[str], step: str, *, dotted: bool = False) -> list[str]:
    """The lines of a function or a loop, inside the handler that says where a fault was."""
    prefix = "." if dotted else ""
    guarded = ["try:", *body(lines), "except FAULTS as error:", f'    raise located(error, f"{prefix}{step}")']
    return body(guarded) if dotted else guarded


def _encode(written: Type, value: str, namespace: str, depth: int) -> list[str]:
    """Statements that append the value of the expression `value`."""
    match written:
        case Primitive("string", None):
            return [f"data = {value}.encode()", *_encode_data()]
        case Primitive("bytes"):
            return [f"data = checked_bytes({value})", *_encode_data()]
        case Primitive("int" | "long" as name, None):
            return [
                f"number = {value}",
                "if 0 <= number < 64:",
                "    out.append(number << 1)",
                "else:",
                f"    write_{name}(number, out)",
            ]
        case Primitive(name, logical):
            return [f"write_{_CALLED[name, logical]}({value}, out)"]
        case Array(items):
            return _encode_blocks(written, items, value, namespace, depth)
        case Map(values):
            return _encode_blocks(written, values, value, namespace, depth)
        case Union((_, inner)):
            return [
                f"if {value} is None:",
                "    out.append(0)",
                "else:",
                "    out.append(2)",
                *body(_encode(inner, value, namespace, depth)),
            ]
        case Reference(name):
            return [f"{_codec(name, 'encode', namespace)}({value}, out)"]
        case _:
            raise AssertionError(f"no encoder for {written}")


def _encode_data() -> list[str]:
    return [
        "size = len(data)",
        "if size < 64:",
        "    out.append(size << 1)",
        "else:",
        "    write_long(size, out)",
        "out += data",
    ]


def _encode_blocks(written: Array | Map, inner: Type, value: str, namespace: str, depth: int) -> list[str]:
    item, index, count, key = _loop_names(value.removeprefix("value."), depth)
    steps = _encode(inner, item, namespace, depth + 1)
    if isinstance(written, Array):
        position, start, loop = index, "-1", f"for {index}, {item} in enumerate({value}):"
    else:
        position, start, loop = key, '""', f"for {key}, {item} in {value}.items():"
        steps = [f"write_string({key}, out)", *steps]
    return [
        f"{count} = len({value})",
        f"if {count}:",
        f"    write_long({count}, out)",
        f"    {position} = {start}",
        *body(_guarded([loop, *body(steps)], f"[{{{position}!r}}]")),
        "out.append(0)",
    ]


def _loop_names(collection: str, depth: int) -> tuple[str, str, str, str]:
    """Item, index, count and key: named for the field, because a name has one type in a function."""
    base = collection.rstrip("_") if depth == 1 else collection
    return f"{base}_item", f"{base}_index", f"{base}_count", f"{base}_key"


def _decode(written: Type, target: str, namespace: str, depth: int) -> list[str]:
    """Statements that read a value into the variable `target` and move `at` behind it."""
    match written:
        case Primitive("string", None):
            return _decode_data(f"{target} = data[at:end].decode()")
        case Primitive("bytes"):
            return _decode_data(f"{target} = data[at:end]")
        case Primitive("int" | "long" as name, None):
            return [
                "number = data[at]",
                "if number < 128:",
                f"    {target}, at = (number >> 1) ^ -(number & 1), at + 1",
                "else:",
                f"    {target}, at = read_{name}(data, at)",
            ]
        case Primitive(name, logical):
            return [f"{target}, at = read_{_CALLED[name, logical]}(data, at)"]
        case Array(items):
            return _decode_blocks(written, items, target, namespace, depth)
        case Map(values):
            return _decode_blocks(written, values, target, namespace, depth)
        case Union((_, inner)):
            return _decode_optional(inner, target, namespace, depth)
        case Reference(name):
            return [f"{target}, at = {_codec(name, 'decode', namespace)}(data, at)"]
        case _:
            raise AssertionError(f"no decoder for {written}")


def _decode_data(take: str) -> list[str]:
    return [
        "size = data[at]",
        "if size & 0x81:",
        "    size, at = read_size(data, at)",
        "else:",
        "    size, at = size >> 1, at + 1",
        "end = at + size",
        "if end > len(data):",
        "    raise AvroError(ENDS_EARLY)",
        take,
        "at = end",
    ]


def _decode_optional(inner: Type, target: str, namespace: str, depth: int) -> list[str]:
    if isinstance(inner, Array | Map):
        # Its items are added to a name that is never None.
        filled = f"{target.rstrip('_')}_value"
        steps = [*_decode(inner, filled, namespace, depth), f"{target} = {filled}"]
    else:
        steps = _decode(inner, target, namespace, depth)
    return [
        f"{target}: {_plain_type(inner, namespace)} | None = None",
        "branch = data[at]",
        "at += 1",
        "if branch == 2:",
        *body(steps),
        "elif branch != 0:",
        '    raise AvroError(f"expected the branch 0 or 2 of a union, got {branch}")',
    ]


def _decode_blocks(written: Array | Map, inner: Type, target: str, namespace: str, depth: int) -> list[str]:
    item, _, count, key = _loop_names(target, depth)
    steps = _decode(inner, item, namespace, depth + 1)
    if isinstance(written, Array):
        empty, step = "[]", f"[{{len({target})}}]"
        steps = [*steps, f"{target}.append({item})"]
    else:
        empty, step = "{}", f"[{{{key}!r}}]"
        steps = [f"{key}, at = read_string(data, at)", *steps, f"{target}[{key}] = {item}"]
    read = f"{count}, at = read_count(data, at)"
    loop = [f"while {count}:", f"    for _ in range({count}):", *body(steps, 8), f"    {read}"]
    return [
        f"{target}: {_plain_type(written, namespace)} = {empty}",
        *([f'{key} = ""'] if isinstance(written, Map) else []),
        read,
        *_guarded(loop, step),
    ]


def _codec(full_name: str, verb: str, namespace: str) -> str:
    """The function that writes or reads a named type."""
    own = naming.namespace(full_name) == namespace
    return ("" if own else f"{naming.module(full_name)}_codec.") + f"{verb}_{naming.function(full_name)}"


def _plain_type(written: Type, namespace: str) -> str:
    def refer(full_name: str) -> str:
        own = naming.namespace(full_name) == namespace
        return ("" if own else f"{naming.module(full_name)}_types.") + naming.class_name(full_name)

    return plain_type(written, refer)


def _enum(enum: Enum) -> list[list[str]]:
    name, function = naming.class_name(enum.name), naming.function(enum.name)
    symbols = f"_{naming.screaming(naming.simple(enum.name))}"
    return [
        [
            f"{symbols} = tuple({name})",
            f"{symbols}_INDEX = {{symbol: index for index, symbol in enumerate({symbols})}}",
        ],
        [
            f"def encode_{function}(value: {name}, out: bytearray) -> None:",
            *docstring(f"Append the Avro form of a `{enum.name}`.", indent=4),
            f"    index = {symbols}_INDEX.get(value)",
            "    if index is None:",
            f'        raise AvroError(f"expected a symbol of {enum.name}, got {{value!r}}")',
            "    write_long(index, out)",
        ],
        [
            f"def decode_{function}(data: bytes, at: int) -> tuple[{name}, int]:",
            *docstring(f"Read a `{enum.name}` that begins at `at`; also where it ends.", indent=4),
            "    index, at = read_int(data, at)",
            f"    if not 0 <= index < {len(enum.symbols)}:",
            f'        raise AvroError(f"expected one of {len(enum.symbols)} symbols, got number {{index}}")',
            f"    return {symbols}[index], at",
        ],
    ]
