"""What each consumer reads, replayed against every published version of it: it is there, and of its declared shape."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from codegen.readers.projection import WHOLE, Projection, from_text
from services.wire.errors import DecodeError
from services.wire.generated.catalog import CATALOG
from services.wire.resolution import Resolution
from tests.codegen.trees import ROOT, repository_tree
from tests.codegen.typescript_compiler import FOR_NODE, compile_folder, evaluate, write
from tests.golden_datums.files import Version, versions
from tests.golden_datums.reading import of_today, parts

READERS = {path.stem: from_text(path.read_text()) for path in sorted((ROOT / "schemas" / "readers").glob("*.json"))}
VERSIONS = versions()


def said_to_read(projection: Projection, name: str) -> tuple[str, ...]:
    return tuple(field for field in projection.reads.get(name, ()) if field != WHOLE)


@cache
def full_names() -> dict[str, str]:
    """Full names by the module and the class that are generated for them."""
    return {name.replace(".", " "): name for name in repository_tree().types}


def within(value: Any) -> Iterator[tuple[str, Struct]]:
    """Every record in a value, itself too, by the full name of its type."""
    match value:
        case Struct():
            name = full_names().get(f"{type(value).__module__.rpartition('.')[2]} {type(value).__name__}")
            if name is not None:
                yield name, value
            for field in value.__struct_fields__:
                yield from within(getattr(value, field))
        case list():
            for item in value:
                yield from within(item)
        case dict():
            for item in value.values():
                yield from within(item)


def misses(projection: Projection, version: Version) -> list[str]:
    """What a consumer does not find, or finds in another shape, in what was written with a version."""
    found = []
    try:
        resolution = Resolution(version.registry_text, CATALOG[version.name])
        values = [resolution.decode(part, 0)[0] for part in parts(version)]
    except DecodeError as error:
        return [f"{version}: {error}"]
    for value in values:
        for name, record in within(value):
            shapes = {field.encode_name: field for field in msgspec.structs.fields(type(record))}
            for field in said_to_read(projection, name):
                if field not in shapes:
                    found.append(f"{version}: {name} has no {field}")
                elif not has_shape(getattr(record, shapes[field].name), shapes[field].type):
                    found.append(f"{version}: {name} has a {field} of another shape")
    return found


def has_shape(value: Any, declared: Any) -> bool:
    try:
        return bool(msgspec.convert(value, declared, from_attributes=False, strict=True) == value)
    except msgspec.ValidationError:
        return False


def met(projection: Projection) -> set[str]:
    """The types whose values the datums hold, of those that a consumer looks into."""
    looked_into = {name for name in projection.reads if said_to_read(projection, name)}
    held = {
        name
        for version in VERSIONS
        for part in parts(version)
        for name, _ in within(Resolution(version.registry_text, CATALOG[version.name]).decode(part, 0)[0])
    }
    return looked_into & held


@pytest.mark.parametrize("consumer", READERS)
def test_what_a_consumer_reads_is_in_every_published_version(consumer: str) -> None:
    projection = READERS[consumer]
    assert [one for version in VERSIONS for one in misses(projection, version)] == []


@pytest.mark.parametrize("consumer", READERS)
def test_a_datum_has_what_a_consumer_reads_of_each_type_that_travels(consumer: str) -> None:
    """Else nothing was compared above."""
    projection = READERS[consumer]
    travel = {name for name in projection.reads if said_to_read(projection, name) and name in CATALOG}
    assert {name for name in travel if CATALOG[name].topics} <= met(projection)


@pytest.fixture
def version() -> Version:
    """One whose type some consumer looks into."""
    read = {name for projection in READERS.values() for name in projection.reads if said_to_read(projection, name)}
    return next(version for version in VERSIONS if version.name in read)


@pytest.fixture
def reader(version: Version) -> Projection:
    return next(projection for projection in READERS.values() if said_to_read(projection, version.name))


def test_a_field_that_no_version_can_give_is_missed(version: Version, reader: Projection) -> None:
    more = replace(reader, reads={**reader.reads, version.name: ("planted",)})
    assert f"{version}: {version.name} has no planted" in misses(more, version)


def test_a_version_that_cannot_be_read_any_more_is_missed(version: Version, reader: Projection) -> None:
    """It lacks the fields that have no default today."""
    planted = replace(version, schema=json.dumps(json.loads(version.schema) | {"fields": []}))
    [missed] = misses(reader, planted)
    assert missed.startswith(f"{version}: ")


def test_a_value_of_another_shape_is_missed() -> None:
    assert has_shape(7, int)
    assert not has_shape("7", int)
    assert not has_shape(None, str)


IN_TYPESCRIPT = {name: projection for name, projection in READERS.items() if projection.language == "TypeScript"}


@pytest.mark.parametrize("consumer", IN_TYPESCRIPT)
def test_what_a_consumer_in_typescript_reads_is_there_in_node(consumer: str, tmp_path: Any) -> None:
    """The compiler knows each field, and Node finds in it what Python does; of every version, as it is shown today."""
    projection = IN_TYPESCRIPT[consumer]
    shown = [one for one in VERSIONS if one.name in CATALOG and said_to_read(projection, one.name)]
    assert shown
    fields = {one.name: ", ".join(f"value.{field}" for field in said_to_read(projection, one.name)) for one in shown}
    readers = {name: f"(value: {name}) => [{text}]" for name, text in fields.items()}
    domains = sorted({name.partition(".")[0] for name in readers})
    lines = [
        f"import type {{ {', '.join(domains)} }} from './generated';",
        "export const readers = {",
        *(f"  '{name}': {text}," for name, text in readers.items()),
        "};",
    ]
    write(repository_tree(), tmp_path)
    (tmp_path / "readers.ts").write_text("\n".join([*lines, ""]))
    (tmp_path / "golden.json").write_text(json.dumps([[one.name, of_today(one)] for one in shown]))
    assert compile_folder(tmp_path, **FOR_NODE) == ""

    script = (
        "const { readers } = require('./readers.js'), golden = require('./golden.json');"
        "const kept = (found) => found.map((one) => (one === undefined ? 'nothing is there' : one));"
        "console.log(JSON.stringify(golden.map(([name, values]) => values.map((one) => kept(readers[name](one))))));"
    )
    expected = [
        [[value[field] for field in said_to_read(projection, one.name)] for value in of_today(one)] for one in shown
    ]
    assert evaluate(script, tmp_path) == expected
