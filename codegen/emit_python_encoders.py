"""Emit the functions that write Avro: statement after statement, without a detour.

Strings, bytes and whole numbers are written out where they occur, with their common short form first: that is what
makes the codec fast. Almost everything else is a call.
"""

from . import naming
from .codec_scope import CALLED, ONE_BYTE, Codec, Path, Scope, field_scope, guarded, nested_containers, options, uses
from .model import Array, Enum, Fixed, Map, Named, Primitive, Record, Reference, Type, Union
from .python_annotations import PLAIN, type_text
from .python_text import body, docstring, text
from .union_forms import Branch, branches_of, is_null, is_whole_number, optional_of
from .widths import is_empty


def encoders(record: Record, codec: Codec) -> list[list[str]]:
    """The function of a record, and those of its containers in containers."""
    depth = ", depth: int = 0" if record.name in codec.recursive else ""
    name = naming.class_name(record.name)
    steps: list[str] = []
    for field in record.fields:
        scope = field_scope(record, field, codec)
        steps += [scope.says(), *encode(field.type, f"value.{naming.attribute(field.name)}", scope)]
    block = [
        f"def encode_{naming.function(record.name)}(value: {name}, out: bytearray{depth}) -> None:",
        *docstring(f"Append the Avro form of a `{record.name}`.", indent=4),
        *(["    if depth > DEPTH_LIMIT:", "        raise AvroError(TOO_DEEP)"] if depth else []),
        *(body(guarded(steps, "place")) if steps else []),
    ]
    return [block, *(_container(record, path, written, codec) for path, written in nested_containers(record))]


def _container(record: Record, path: Path, written: Array | Map, codec: Codec) -> list[str]:
    scope = Scope(codec=codec, base="value", path=path, has_depth=record.name in codec.recursive)
    depth = ", depth: int" if scope.own_depth(written) else ""
    return [
        f"def {scope.container('encode')}(value: {type_text(written, codec.spelling)}, out: bytearray{depth}) -> None:",
        *body(_blocks(written, "value", scope)),
    ]


def encode(written: Type, value: str, scope: Scope) -> list[str]:
    """Statements that append the value of the expression `value`."""
    match written:
        case Primitive():
            return _primitive(written, value)
        case Array() | Map() if scope.is_in_loop:
            return [f"{scope.container('encode')}({value}, out{scope.own_depth(written)})"]
        case Array() | Map():
            return _blocks(written, value, scope)
        case Union() if inner := optional_of(written):
            return _optional(written, inner, value, scope)
        case Union():
            return _union(written, value, scope)
        case Reference(name):
            return _named(scope.codec.tree.types[name], value, scope)


def _primitive(written: Primitive, value: str) -> list[str]:
    match written.name, written.logical:
        case "null", _:
            return [f"checked_null({value})"]
        case "boolean", _:
            return _boolean(value)
        case "float" | "double" as name, _:
            return [f"out += pack_{name}({value})"]
        case "string", None:
            return [f"data = {value}.encode()", *_sized()]
        case "bytes", None:
            return [f"data = checked_bytes({value})", *_sized()]
        case "bytes", "decimal":
            return [f"write_decimal({value}, out{options(precision=written.precision, scale=written.scale)})"]
        case name, logical if logical in CALLED:
            return [f"write_{CALLED[logical]}({value}, out)"]
        case name, _:
            return [
                f"number = {value}",
                "if 0 <= number < 64:",
                "    out.append(number << 1)",
                "else:",
                f"    write_{name}(number, out)",
            ]


def _boolean(value: str) -> list[str]:
    return [
        f"if {value} is True:",
        "    out.append(1)",
        f"elif {value} is False:",
        "    out.append(0)",
        "else:",
        f"    raise not_boolean({value})",
    ]


def _sized() -> list[str]:
    return [
        "size = len(data)",
        "if size < 64:",
        "    out.append(size << 1)",
        "else:",
        "    write_long(size, out)",
        "out += data",
    ]


def _named(named: Named, value: str, scope: Scope) -> list[str]:
    match named:
        case Record() | Enum():
            return [f"{scope.codec.function(named.name, 'encode')}({value}, out{scope.depth(named.name)})"]
        case Fixed(size=size, logical="decimal", precision=precision, scale=scale):
            return [f"write_fixed_decimal({value}, out{options(size=size, precision=precision, scale=scale)})"]
        case Fixed(logical="uuid"):
            return [f"write_fixed_uuid({value}, out)"]
        case Fixed(logical="duration"):
            return [f"write_duration({value}, out)"]
        case Fixed(size=size):
            return [f"out += checked_fixed({value}, {size})"]


def _blocks(written: Array | Map, value: str, scope: Scope) -> list[str]:
    item, count, inner = scope.variable("item"), scope.variable("count"), scope.inside(written)
    is_array = isinstance(written, Array)
    position = scope.variable("index" if is_array else "key")
    steps = encode(written.items if isinstance(written, Array) else written.values, item, inner)
    if is_array:
        loop, start = f"for {position}, {item} in enumerate({value}):", "-1"
    else:
        loop, start = f"for {position}, {item} in {value}.items():", '""'
        steps = [f"data = {position}.encode()", *_sized(), *steps]
    marks = [inner.says()] if uses(steps, inner.place) else []
    at = f'f"[{{{position}!r}}]{f"{{{inner.place}}}" if marks else ""}"'
    length = f"len({value})"
    if isinstance(written, Array) and is_empty(written.items, scope.codec.empty):
        length = f"checked_empty({length})"
    return [
        f"{count} = {length}",
        f"if {count}:",
        f"    write_long({count}, out)",
        f"    {position} = {start}",
        *body([*marks, *guarded([loop, *body([*marks, *steps])], at)]),
        "out.append(0)",
    ]


def _optional(union: Union, inner: Type, value: str, scope: Scope) -> list[str]:
    null, filled = (0, 2) if is_null(union.branches[0]) else (2, 0)
    return [
        f"if {value} is None:",
        f"    out.append({null})",
        "else:",
        f"    out.append({filled})",
        *body(encode(inner, value, scope)),
    ]


def _union(union: Union, value: str, scope: Scope) -> list[str]:
    branches = branches_of(union, scope.codec.tree)
    takes_whole = any(is_whole_number(branch.type) and not branch.is_wrapped for branch in branches)
    tests = {branch.index: _test(branch, takes_whole, scope) for branch in branches}
    lines = [] if scope.is_in_loop else [f"{scope.base} = {value}"]
    keyword = "if"
    for branch in sorted(branches, key=lambda branch: tests[branch.index].startswith("isinstance")):
        condition = tests[branch.index].replace("@", scope.base)
        lines += [f"{keyword} {condition}:", *body(_branch(branch, len(branches), scope))]
        keyword = "elif"
    names = [_python_class(branch, scope).rpartition(".")[2] for branch in branches]
    expected = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
    return [*lines, "else:", f"    raise no_branch_for({scope.base}, {text(expected)})"]


def _branch(branch: Branch, branches: int, scope: Scope) -> list[str]:
    inner = scope.branch(branch)
    index = f"out.append({branch.index * 2})" if branches <= ONE_BYTE else f"write_long({branch.index}, out)"
    if is_null(branch.type):
        return [index]
    if branch.shape == "boolean":
        return [index, f"out.append({scope.base})"]
    value = f"{scope.base}.value" if branch.is_wrapped else scope.base
    return [inner.says(), index, *encode(branch.type, value, inner)]


def _test(branch: Branch, takes_whole: bool, scope: Scope) -> str:
    """The condition that the value `@` is of a branch: exact for our own classes, with subclasses for Python's.

    Those stand last, because a bool is an int too.
    """
    name = _python_class(branch, scope)
    match name:
        case "None":
            return "@ is None"
        case "bool":
            return "type(@) is bool"
        case "float" if not takes_whole:
            return "isinstance(@, (float, int))"
        case _ if _is_ours(branch, scope):
            return f"type(@) is {name}"
        case _:
            return f"isinstance(@, {name})"


def _is_ours(branch: Branch, scope: Scope) -> bool:
    match branch.type:
        case Reference(name):
            named = scope.codec.tree.types[name]
            return branch.is_wrapped or not isinstance(named, Fixed) or named.logical == "duration"
        case _:
            return branch.is_wrapped


def _python_class(branch: Branch, scope: Scope) -> str:
    """The class of a branch's values, as `isinstance` takes it."""
    if branch.is_wrapped:
        return scope.codec.spelling.wrapper(branch)
    match branch.type:
        case Primitive(name, logical):
            return PLAIN[name, logical]
        case Array():
            return "list"
        case Map():
            return "dict"
        case Reference(name):
            return _class_of(scope.codec.tree.types[name], scope)
        case Union():
            raise ValueError("a union holds no union")


def _class_of(named: Named, scope: Scope) -> str:
    match named:
        case Record() | Enum():
            return scope.codec.spelling.named(named.name)
        case Fixed(logical=logical):
            return {"decimal": "Decimal", "uuid": "UUID", "duration": "Duration"}.get(logical or "", "bytes")
