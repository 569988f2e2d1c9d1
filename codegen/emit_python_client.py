"""Emit a typed async client: one class for each namespace, one method for each command and query."""

import re
from collections.abc import Mapping

from msgspec import UNSET

from . import naming
from .emit_python_types import OWN, STANDARD
from .model import ENDINGS, Field, Record, Source, Tree, Union
from .python_annotations import Spelling, type_text
from .python_defaults import default_expression
from .python_layout import Group, flat, lines
from .python_text import body, call, docstring, documented, imports, joined, modules_in, names_in, text, told
from .python_twins import TwinNames
from .union_forms import is_null

_PRELUDE = '''
class Call(Struct, frozen=True, kw_only=True):
    """One request: what to send below /api, and within which time a worker begins it."""

    name: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    timeout_ms: int


class Transport(Protocol):
    """What carries requests out and frames back."""

    async def request(self, call: Call) -> bytes:
        """Send a request; the `body` of the frame that ends it."""

    def feed(self, call: Call) -> AsyncGenerator[bytes, None]:
        """Send a request; the `body` of each of its frames. Closing the generator cancels the feed."""


def _text(value: object) -> str:
    """A path or query parameter as text."""
    plain = to_builtins(value)
    return str(plain).lower() if isinstance(plain, bool) else str(plain)


def _segment(value: object) -> str:
    return quote(_text(value), safe="")


def _body(value: Struct) -> bytes:
    return encode(value)


def _query(*parameters: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    """Pairs for the query string: none for None, one for each item of a list."""
    return tuple(
        (name, _text(item))
        for name, value in parameters
        if value is not None
        for item in (value if isinstance(value, list) else [value])
    )
'''

_SOMETIMES = {"TypeAlias": "typing", "aclosing": "contextlib"}


def emit(tree: Tree) -> dict[str, str]:
    """The client module, by path below the generated folder."""
    requests = [record for record in tree.records() if record.route is not None]
    namespaces = sorted({naming.namespace(record.name) for record in requests})
    hidden = _hidden_modules(tree, requests)
    spelling = Spelling(tree, lambda name: f"{hidden.get(naming.module(name), naming.module(name))}.")
    twins = TwinNames(tree)
    blocks = [[line] for line in _PRELUDE.strip("\n").split("\n\n\n")]
    blocks += [[*_ending(tree), *(line for record in requests for line in _outcome(record, twins))]]
    blocks += [_reader(record, twins) for record in requests if _has_twins(record, twins)]
    blocks += [_group(namespace, requests, spelling, twins) for namespace in namespaces]
    blocks += [_client(namespaces)]
    return {"client.py": joined([_header(blocks, twins, hidden), *blocks])}


def _hidden_modules(tree: Tree, requests: list[Record]) -> dict[str, str]:
    """The modules that a method would hide from the annotations of its class, and other names for them."""
    modules = {naming.module(name) for name in tree.types}
    methods = {naming.method(record.name) for record in requests}
    return {module: naming.alias(module, "types", modules | methods) for module in sorted(modules & methods)}


def _header(blocks: list[list[str]], twins: TwinNames, hidden: Mapping[str, str]) -> list[str]:
    code = [line for block in blocks for line in block]
    used = names_in(code)
    qualified = modules_in(code)
    modules = sorted(qualified - {"self"} - set(twins.modules) - set(hidden.values()))
    always = {"AsyncGenerator": "collections.abc", "Protocol": "typing", "quote": "urllib.parse"}
    standard = {name: origin for name, origin in STANDARD.items() if name in used} | always
    standard |= {name: origin for name, origin in _SOMETIMES.items() if name in used}
    own = [
        *imports(dict.fromkeys(modules, ".") | {name: f".{origin}" for name, origin in OWN.items() if name in used}),
        *(f"from . import {module} as {alias}" for module, alias in hidden.items() if alias in qualified),
        *twins.imports(used),
    ]
    unset_type = "UnsetType, " if "UnsetType" in used else ""
    return [
        *docstring(
            "A typed client of every command and query. Generated from schemas/ by `just generate`: edit those."
        ),
        "",
        *imports(standard),
        "",
        f"from msgspec import {'UNSET, ' if 'UNSET' in used else ''}Struct, {unset_type}to_builtins",
        f"from msgspec.json import {'Decoder, ' if 'Decoder' in used else ''}encode",
        *(["", *own] if own else []),
    ]


def _ending(tree: Tree) -> list[str]:
    endings = [_qualified(name) for name in ENDINGS if name in tree.types]
    if not endings:
        return ["Ending: TypeAlias = None", '"""No request ends but as it says."""']
    return [f"Ending = {' | '.join(endings)}", '"""How any request can end, whatever it asks."""']


def _outcome(record: Record, twins: TwinNames) -> list[str]:
    alias, decoder = _alias(record), _decoder(record)
    names = _outcomes(record)
    read = alias
    if _has_twins(record, twins):
        read = " | ".join([*(twins.twin(name) if twins.writes(name) else _qualified(name) for name in names), "Ending"])
    return [
        "",
        f"{alias} = {' | '.join([*map(_qualified, names), 'Ending'])}",
        *lines(f"{decoder}: Decoder[{read}] = ", Group("Decoder(", (read,), ")")),
    ]


def _outcomes(record: Record) -> list[str]:
    """The full names of what a request may bring, but for the endings that any can have."""
    return [name for name in dict.fromkeys([*record.outcomes, *record.feed]) if name not in ENDINGS]


def _has_twins(record: Record, twins: TwinNames) -> bool:
    """Whether something that a request may bring is read as its JSON twin."""
    return any(map(twins.writes, _outcomes(record)))


def _reader(record: Record, twins: TwinNames) -> list[str]:
    """The function that reads what a request brought, and makes a value of its twin."""
    cases = [
        line
        for name in _outcomes(record)
        if twins.writes(name)
        for line in (f"case {twins.twin(name)}() as json:", f"    return {twins.function(name, '')}_from_json(json)")
    ]
    return [
        f"def {_decoder(record).lower()}(body: bytes) -> {_alias(record)}:",
        f"    match {_decoder(record)}.decode(body):",
        *body([*cases, "case outcome:", "    return outcome"], 8),
    ]


def _alias(record: Record) -> str:
    return f"{naming.pascal(naming.namespace(record.name))}{naming.simple(record.name)}Outcome"


def _decoder(record: Record) -> str:
    namespace = naming.namespace(record.name).replace(".", "_")
    return f"_{namespace.upper()}_{naming.screaming(naming.simple(record.name))}"


def _group(namespace: str, requests: list[Record], spelling: Spelling, twins: TwinNames) -> list[str]:
    own = [record for record in requests if naming.namespace(record.name) == namespace]
    return [
        f"class {naming.pascal(namespace)}Client:",
        *docstring(f"The commands and queries of `{namespace}`.", indent=4),
        "",
        "    def __init__(self, transport: Transport) -> None:",
        "        self._transport = transport",
        *(line for record in own for line in ("", *body(_method(record, spelling, twins)))),
    ]


def _method(record: Record, spelling: Spelling, twins: TwinNames) -> list[str]:
    # A parameter that can be left out stands behind those that cannot, as in any signature a person writes.
    sent = sorted(_sent(record), key=lambda field: field.default is not UNSET)
    parameters = ["self", *(["*"] if sent else []), *(_parameter(field, record, spelling) for field in sent)]
    returned = f"AsyncGenerator[{_alias(record)}, None]" if record.feed else _alias(record)
    head = call(f"async def {naming.method(record.name)}(", parameters, f") -> {returned}:")
    return [*head, *documented(told(record.doc, record.deprecated), indent=4), *body(_sending(record, spelling, twins))]


def _sent(record: Record) -> list[Field]:
    return [field for field in record.fields if field.source in ("body", "path", "query")]


def _sending(record: Record, spelling: Spelling, twins: TwinNames) -> list[str]:
    request = ["Call(", *(f"    {argument}," for argument in _call_arguments(record, spelling, twins)), ")"]
    reader = _decoder(record).lower() if _has_twins(record, twins) else f"{_decoder(record)}.decode"
    first = _parameters_in_json(record, spelling, twins)
    if not record.feed:
        sent = ["await self._transport.request(", *body(request), ")"]
        return [*first, f"return {reader}(", *body(sent), ")"]
    opened = ["self._transport.feed(", *body(request), ")"]
    return [
        *first,
        "async with aclosing(",
        *body(opened),
        ") as _bodies:",
        "    async for _frame in _bodies:",
        f"        yield {reader}(_frame)",
    ]


def _parameters_in_json(record: Record, spelling: Spelling, twins: TwinNames) -> list[str]:
    """The statement that makes the twin of the parameters, where they have one."""
    if not twins.reads(record.name, "Parameters"):
        return []
    made = _made(record, "Parameters", ("path", "query"), spelling)
    return [f"_parameters = {twins.function(record.name, 'Parameters')}_to_json({made})"]


def _made(record: Record, ending: str, sources: tuple[Source, ...], spelling: Spelling) -> str:
    """The expression for the Struct of a part of a request."""
    fields = [field for field in record.fields if field.source in sources]
    given = ", ".join(f"{naming.attribute(field.name)}={_given(field, record, spelling)}" for field in fields)
    return f"{_qualified(record.name)}{ending}({given})"


def _call_arguments(record: Record, spelling: Spelling, twins: TwinNames) -> list[str]:
    if record.route is None:
        raise AssertionError(f"{record.name} has no route")
    parameters = _parameters(record, spelling, twins)
    arguments = [
        f"name={text(record.name)}",
        f"method={text(record.route.method)}",
        f"path={_path(record, parameters)}",
    ]
    in_query = [field for field in record.fields if field.source == "query"]
    if in_query:
        pairs = ", ".join(f"({text(field.name)}, {parameters[field.name]})" for field in in_query)
        arguments.append(f"query=_query({pairs})")
    if any(field.source == "body" for field in record.fields):
        made = _made(record, "Body", ("body",), spelling)
        is_converted = twins.reads(record.name, "Body")
        made = f"{twins.function(record.name, 'Body')}_to_json({made})" if is_converted else made
        arguments.append(f"body=_body({made})")
    return [*arguments, f"timeout_ms={record.timeout_ms}"]


def _parameters(record: Record, spelling: Spelling, twins: TwinNames) -> dict[str, str]:
    """The expression for the JSON form of each path and query parameter."""
    fields = [field for field in record.fields if field.source in ("path", "query")]
    if twins.reads(record.name, "Parameters"):
        return {field.name: f"_parameters.{naming.attribute(field.name)}" for field in fields}
    return {field.name: _given(field, record, spelling) for field in fields}


def _path(record: Record, parameters: dict[str, str]) -> str:
    """The route's path as an expression, its parameters percent-encoded."""
    path = record.route.path if record.route else ""
    filled = re.sub(r"\{(\w+)\}", lambda match: f"{{_segment({parameters[match[1]]})}}", path)
    return text(path) if filled == path else f"f{text(filled)}"


def _argument(field: Field, record: Record) -> str:
    """The parameter of a field; it may not hide the module whose classes the method uses."""
    name, module = naming.attribute(field.name), naming.module(record.name)
    return f"{name}_" if name in (module, f"{module}_json") else name


def _given(field: Field, record: Record, spelling: Spelling) -> str:
    argument = _argument(field, record)
    if _is_made_anew(field):
        made = flat(default_expression(field.type, field.default, spelling))
        return f"{made} if {argument} is {_missing(field)} else {argument}"
    return argument


def _is_made_anew(field: Field) -> bool:
    """Whether a default is a list or a dict, which two calls may not share."""
    return isinstance(field.default, list | dict)


def _missing(field: Field) -> str:
    """What stands for a list or dict that was not given: None, unless that is a value of the field."""
    is_optional = isinstance(field.type, Union) and any(map(is_null, field.type.branches))
    return "UNSET" if is_optional else "None"


def _parameter(field: Field, record: Record, spelling: Spelling) -> str:
    annotation = "str" if field.seal else type_text(field.type, spelling)
    if field.default is UNSET:
        return f"{_argument(field, record)}: {annotation}"
    if _is_made_anew(field):
        missing = _missing(field)
        is_none = missing == "None"
        return f"{_argument(field, record)}: {annotation} | {'None' if is_none else 'UnsetType'} = {missing}"
    default = flat(default_expression(field.type, field.default, spelling))
    return f"{_argument(field, record)}: {annotation} = {default}"


def _qualified(full_name: str) -> str:
    return f"{naming.module(full_name)}.{naming.class_name(full_name)}"


def _client(namespaces: list[str]) -> list[str]:
    groups = [
        f"        self.{naming.module(f'{namespace}.')} = {naming.pascal(namespace)}Client(transport)"
        for namespace in namespaces
    ]
    return [
        "class Client:",
        *docstring("Every command and query, by namespace.", indent=4),
        "",
        "    def __init__(self, transport: Transport) -> None:",
        *(groups or ["        self.transport = transport"]),
    ]
