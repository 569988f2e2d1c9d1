"""The golden datums themselves: they touch all that a schema can say, and are what a browser takes them for."""

import io
import json
from collections.abc import Iterator
from typing import Any

import fastavro
import pytest

from codegen.model import Array, Enum, Map, Primitive, Record, Reference, Type, Union
from codegen.published import next_versions
from codegen.union_forms import branch_name
from services.wire.generated.catalog import CATALOG
from tests.codegen.all_of_avro import ALL
from tests.codegen.trees import field, record, repository_tree, tree
from tests.codegen.typescript_compiler import FOR_NODE, compile_folder, evaluate, write
from tests.golden_datums.files import versions
from tests.golden_datums.reading import of_today
from tests.golden_datums.values import Values
from tests.golden_datums.write import datum_of

RECORDS = [one.name for one in ALL.records()]
# What a frame can hold.
SHOWN = [
    one
    for one in versions()
    if CATALOG[one.name].kind != "control" and {"replies", "feeds"} & {*CATALOG[one.name].topics}
]
Seen = tuple[str, object]


@pytest.mark.parametrize("name", RECORDS)
def test_values_touch_every_branch_symbol_and_truth_and_are_avro(name: str):
    """Another implementation takes them all."""
    values = Values(ALL).of(name)
    written = fastavro.parse_schema(json.loads(ALL.types[name].registry_text))
    for value in values:
        fastavro.schemaless_writer(io.BytesIO(), written, value)

    seen = {one for value in values for one in touched(Reference(name), value, "$")}
    assert set(reachable(Reference(name), "$", ())) <= seen


def reachable(written: Type, path: str, above: tuple[str, ...]) -> Iterator[Seen]:
    """What values of a type can touch, down to where it begins again."""
    match written:
        case Primitive("boolean"):
            yield from ((path, True), (path, False))
        case Array(inner, constraints) | Map(inner, constraints):
            yield from ((path, "filled"), *(() if constraints.min_items else ((path, "empty"),)))
            yield from reachable(inner, f"{path}[]", above)
        case Union(branches):
            for branch in branches:
                yield path, branch_name(branch)
                yield from reachable(branch, f"{path}<{branch_name(branch)}>", above)
        case Reference(name) if name not in above:
            match ALL.types[name]:
                case Record(fields=fields):
                    for one in fields:
                        yield from reachable(one.type, f"{path}.{one.name}", (*above, name))
                case Enum(symbols=symbols):
                    yield from ((path, symbol) for symbol in symbols)


def touched(written: Type, value: Any, path: str) -> Iterator[Seen]:
    match written:
        case Primitive("boolean"):
            yield path, value
        case Array() | Map():
            inner, items = (written.items, value) if isinstance(written, Array) else (written.values, value.values())
            yield path, "filled" if value else "empty"
            for item in items:
                yield from touched(inner, item, f"{path}[]")
        case Union(branches):
            name, value = ("null", None) if value is None else value
            yield path, name
            branch = next(one for one in branches if branch_name(one) == name)
            yield from touched(branch, value, f"{path}<{name}>")
        case Reference(name):
            match ALL.types[name]:
                case Record(fields=fields):
                    for one in fields:
                        yield from touched(one.type, value[one.name], f"{path}.{one.name}")
                case Enum():
                    yield path, value


def test_a_datum_is_the_same_on_every_run(tmp_path):
    mood = field("mood", ["null", "string"], default=None)
    note = record("notes.Note", field("text"), mood, millrace={"kind": "message"})
    schema = next_versions(tree(note), {})["notes.Note/1.avsc"]
    first, second = (datum_of("notes.Note", schema, tmp_path / name) for name in ("one", "two"))
    assert first == second
    assert [value["mood"] is None for value in json.loads(first.json)] == [False, True, False, True]


def test_what_the_browser_meets_is_of_its_type(tmp_path):
    """As today's gateway shows it, whatever version it was written with. In Node every number is what it was."""
    texts = {str(one): json.dumps(of_today(one), ensure_ascii=False, separators=(",", ":")) for one in SHOWN}
    domains = sorted({one.name.partition(".")[0] for one in SHOWN})
    lines = [
        f"import type {{ Body, {', '.join(domains)} }} from './generated';",
        "export const golden: Record<string, readonly Body[]> = {",
        *(f"  {json.dumps(str(one))}: {texts[str(one)]} satisfies readonly {one.name}[]," for one in SHOWN),
        "};",
    ]
    write(repository_tree(), tmp_path)
    (tmp_path / "golden.ts").write_text("\n".join([*lines, ""]))
    (tmp_path / "golden.json").write_text(json.dumps(texts))

    assert compile_folder(tmp_path, **FOR_NODE) == ""
    script = (
        "const { golden } = require('./golden.js'), texts = require('./golden.json');"
        "const same = (name) => [JSON.parse(texts[name]), golden[name]].map((one) => JSON.stringify(one))"
        ".every((text) => text === texts[name]);"
        "console.log(JSON.stringify(Object.keys(texts).filter((name) => !same(name))));"
    )
    assert evaluate(script, tmp_path) == []
