"""Emit the catalogue: every type that travels, with its codec, topics and route; and every topic."""

import inspect
from collections.abc import Mapping
from typing import Any

from . import canonical, naming
from .json_twins import PARTS
from .model import Field, Record, Tree, domain_of
from .python_layout import WIDTH
from .python_text import body, call, docstring, imports, joined, names_in, pieces, text
from .python_twins import TwinNames
from .topics import Topic, Travels, topics, topics_of, travels


def emit(tree: Tree) -> dict[str, str]:
    """The catalogue module, and what tells whether a registry holds its schemas, by path below the generated folder."""
    records = [record for record in tree.records() if record.kind is not None]
    routes = travels(tree)
    twins = TwinNames(tree)
    header = docstring(
        "Every type that travels and every topic. Generated from schemas/ by `just generate`: edit those."
    )
    modules = {naming.module(record.name) for record in records}
    codecs = {module: naming.alias(module, "codec", modules) for module in sorted(modules)}
    entries = [line for record in records for line in body(_entry(record, routes, twins, codecs))]
    blocks = [
        [*header, "", *_imports(records, codecs), *twins.imports(names_in(entries))],
        [*call("DOMAINS: tuple[str, ...] = (", [text(name) for name in routes.domains], _closing(routes.domains))],
        ["TOPICS: dict[str, TopicSpec] = {", *(line for topic in topics(tree) for line in body(_topic(topic))), "}"],
        _entries(entries),
        [
            "CATALOG: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}",
            "BY_TYPE: dict[type[Struct], Entry] = {entry.type: entry for entry in _ENTRIES}",
        ],
    ]
    return {"catalog.py": joined(blocks, between=1), "canonical.py": inspect.getsource(canonical)}


def _entries(lines: list[str]) -> list[str]:
    return ["_ENTRIES = (", *lines, ")"] if lines else ["_ENTRIES: tuple[Entry, ...] = ()"]


def _closing(items: tuple[str, ...]) -> str:
    return ",)" if len(items) == 1 else ")"


def _imports(records: list[Record], codecs: Mapping[str, str]) -> list[str]:
    names = ["Entry", "InputField", "Route", "TopicSpec"]
    if not any(record.route for record in records):
        names.remove("Route")
    if not any(field.source for record in records for field in record.fields):
        names.remove("InputField")
    return [
        "from msgspec import Struct",
        "",
        f"from ..entry import {', '.join(names)}",
        *imports(dict.fromkeys(codecs, ".")),
        *(f"from .codec import {name} as {alias}" for name, alias in codecs.items()),
    ]


def _topic(topic: Topic) -> list[str]:
    settings = [f"{text(key)}: {text(value)}" for key, value in topic.config.items()]
    return [
        f"{text(topic.name)}: TopicSpec(",
        f"    name={text(topic.name)},",
        f"    kind={text(topic.kind)},",
        *call("config={", settings, "},", indent=4),
        "),",
    ]


def _entry(record: Record, routes: Travels, twins: TwinNames, codecs: Mapping[str, str]) -> list[str]:
    module, name = naming.module(record.name), naming.class_name(record.name)
    function = naming.function(record.name)
    lines = [
        f"name={text(record.name)},",
        f"type={module}.{name},",
        f"kind={text(record.kind or '')},",
        f"domain={text(domain_of(record.name))},",
        *_texts("topics", topics_of(record, routes)),
        *_said("key", naming.attribute(record.key) if record.key else None),
        *_schema(record.registry_text),
        f"level={text(record.level)},",
        f"encode={codecs[module]}.encode_{function},",
        f"decode={codecs[module]}.decode_{function},",
    ]
    lines += [f"to_json={twins.function(record.name)}_to_json,"] if twins.writes(record.name) else []
    if record.route:
        lines.append(f"route=Route(method={text(record.route.method)}, path={text(record.route.path)}),")
    for ending, sources in PARTS:
        if any(field.source in sources for field in record.fields):
            lines += _read_as(record, ending, twins)
    fields = [_input_field(field) for field in record.fields if field.source]
    if fields:
        lines += (
            [f"fields=({fields[0]},),"]
            if len(fields) == 1
            else ["fields=(", *body([f"{field}," for field in fields]), "),"]
        )
    if record.access != "session":
        lines.append(f"access={text(record.access)},")
    lines += [*_texts("outcomes", record.outcomes), *_texts("feed", record.feed)]
    if record.kind in ("command", "query"):
        lines.append(f"timeout_ms={record.timeout_ms},")
    lines += [*_said("retention_ms", record.retention_ms), *_said("owner", record.owner)]
    return ["Entry(", *body(lines), "),"]


def _read_as(record: Record, ending: str, twins: TwinNames) -> list[str]:
    """The Struct that a part of a request is read as, and how a value is made of it if it is a twin."""
    argument = ending.lower()
    if not twins.reads(record.name, ending):
        return [f"{argument}={naming.module(record.name)}.{naming.class_name(record.name)}{ending},"]
    function = twins.function(record.name, ending)
    return [f"{argument}={twins.twin(record.name, ending)},", f"{argument}_from_json={function}_from_json,"]


def _said(name: str, value: Any) -> list[str]:
    if value is None:
        return []
    return [f"{name}={text(value) if isinstance(value, str) else value},"]


def _texts(name: str, values: tuple[str, ...]) -> list[str]:
    if not values:
        return ["topics=(),"] if name == "topics" else []
    return call(f"{name}=(", [text(value) for value in values], f"{_closing(values)},")


def _schema(schema: str) -> list[str]:
    literal = f"schema={text(schema)},"
    return [literal] if len(literal) + 8 <= WIDTH else ["schema=(", *body(pieces(schema, WIDTH - 14)), "),"]


def _input_field(field: Field) -> str:
    seal = f", seal_to={text(field.seal.to)}" if field.seal else ""
    return f"InputField({text(field.name)}, {text(naming.attribute(field.name))}, {text(field.source or '')}{seal})"
