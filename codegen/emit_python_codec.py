"""Emit a module of Avro encoders and decoders for each namespace, and the primitives that they call."""

import inspect

from . import naming, python_branches, python_logical, python_primitives
from .codec_scope import Codec, codecs
from .emit_python_decoders import decoders
from .emit_python_encoders import encoders
from .emit_python_types import STANDARD
from .model import Enum, Fixed, Named, Record, Tree
from .python_layout import fitted
from .python_text import docstring, imports, joined, names_in
from .references import referred

_FOLDER = "codec"
_PARTS = dict.fromkeys(python_logical.__all__, "logical") | dict.fromkeys(python_primitives.__all__, "primitives")


def emit(tree: Tree) -> dict[str, str]:
    """One codec module for each namespace, and the primitives, by path below the generated folder."""
    texts = ((codec.namespace, _module_text(codec)) for codec in codecs(tree))
    modules = {f"{_FOLDER}/{naming.module_of(namespace)}.py": text for namespace, text in texts if text is not None}
    return {
        f"{_FOLDER}/__init__.py": '"""Avro\'s binary form of every generated type, written by `just generate`."""\n',
        f"{_FOLDER}/primitives.py": inspect.getsource(python_primitives),
        f"{_FOLDER}/logical.py": inspect.getsource(python_logical).replace(".python_primitives", ".primitives"),
    } | modules


def _module_text(codec: Codec) -> str | None:
    """The module of a namespace; None where it has nothing to write or read, as of aliases alone."""
    own = [named for name, named in codec.tree.types.items() if naming.namespace(name) == codec.namespace]
    blocks = [fitted(block) for named in own for block in _functions(named, codec)]
    if not blocks:
        return None
    about = (
        f"The Avro codecs of `{codec.namespace}`." if codec.namespace else "The codecs of types without a namespace."
    )
    header = docstring(f"{about} Generated from schemas/ by `just generate`: edit those.")
    first = [*header, "", *_imports(blocks, own, codec)]
    if blocks[0][0].startswith("_"):
        # Only functions and classes stand two lines below the imports.
        first += ["", *blocks.pop(0)]
    return joined([first, *blocks])


def _functions(named: Named, codec: Codec) -> list[list[str]]:
    match named:
        case Record():
            return [*encoders(named, codec), *decoders(named, codec)]
        case Enum():
            return _enum(named)
        case Fixed():
            # It is written out where it occurs.
            return []


def _imports(blocks: list[list[str]], own: list[Named], codec: Codec) -> list[str]:
    used = names_in(line for block in blocks for line in block)
    module = naming.module_of(codec.namespace)
    others = sorted({naming.module(name) for named in own for name in referred(named)} - {module})
    classes = {naming.class_name(named.name) for named in own} | {naming.branch_class(named.name) for named in own}
    groups = (
        imports({name: origin for name, origin in STANDARD.items() if name in used}),
        [
            *(f"from .. import {name} as {name}_types" for name in others if f"{name}_types" in used),
            *imports(
                {name: "..branches" for name in python_branches.__all__ if name in used}
                | dict.fromkeys(classes & used, f"..{module}")
            ),
            *(f"from . import {name} as {name}_codec" for name in others if f"{name}_codec" in used),
            *imports({name: f".{origin}" for name, origin in _PARTS.items() if name in used}),
        ],
    )
    return "\n\n".join("\n".join(group) for group in groups if group).split("\n")


def _enum(enum: Enum) -> list[list[str]]:
    name, function = naming.class_name(enum.name), naming.function(enum.name)
    constant = f"_{naming.screaming(naming.simple(enum.name))}"
    return [
        [
            f"{constant}_SYMBOLS = tuple({name})",
            f"{constant}_INDEX = {{symbol.value: index for index, symbol in enumerate({constant}_SYMBOLS)}}",
        ],
        [
            f"def encode_{function}(value: {name}, out: bytearray) -> None:",
            *docstring(f"Append the Avro form of a `{enum.name}`.", indent=4),
            # An enum's `value` and its hash are slow: Python computes them at each use.
            f"    index = {constant}_INDEX.get(value._value_)",
            "    if index is None:",
            f'        raise AvroError(f"expected a symbol of {enum.name}, got {{value!r}}")',
            "    write_long(index, out)",
        ],
        [
            f"def decode_{function}(data: bytes, at: int) -> tuple[{name}, int]:",
            *docstring(f"Read a `{enum.name}` that begins at `at`; also where it ends.", indent=4),
            "    if (number := data[at]) < 128:",
            "        index, at = SHORT_NUMBERS[number], at + 1",
            "    else:",
            "        index, at = read_int(data, at)",
            f"    if not 0 <= index < {len(enum.symbols)}:",
            f'        raise AvroError(f"expected one of {len(enum.symbols)} symbols, got number {{index}}")',
            f"    return {constant}_SYMBOLS[index], at",
        ],
    ]
