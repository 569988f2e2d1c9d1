"""The column JSON is what the generated code does: bodies of one version, read by the other version's decoders."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastavro
import msgspec
import pytest

from codegen import naming
from codegen.evolution.changes import changes
from codegen.evolution.context import Context, Uses
from codegen.evolution.rules import judge
from codegen.evolution.samples import aimed
from codegen.evolution.verdicts import DIRECTIONS, Direction, verdict
from codegen.evolution.versions import Version
from codegen.model import Record, Reference
from codegen.parse import parse
from tests.codegen.evolution_cases import Case, cases, root_of
from tests.codegen.modules import Package, imported

# What is read, and is another thing all the same: a default stands for the value, or the text means something else.
LOST = {
    "FIELD_RENAMED_SILENTLY",
    "FIELD_RENAMED",
    "DECIMAL_SCALE_CHANGED",
    "BYTES_BECAME_STRING",
    "STRING_BECAME_BYTES",
    "LOGICAL_TYPE_CHANGED",
}
# What the form of the record does not tell: what clients may leave out, what the gateway fills in or unseals, and
# limits, which are judged as promises.
NOT_OF_THE_FORM = {
    "DEFAULT_REMOVED",
    "FIELD_ADDED_WITHOUT_DEFAULT.from_the_session",
    "LIMIT_LOOSENED",
    "LIMIT_TIGHTENED",
    "PATTERN_CHANGED",
    "SEAL_CHANGED",
    "SOURCE_CHANGED",
}
PAIRS = [
    case
    for case in cases()
    if len(case.previous) == 1
    and root_of(case.previous[0]) == root_of(case.current)
    and not {case.rule, case.name} & NOT_OF_THE_FORM
    and all(isinstance(version.named, Record) for version in [
        Version(root_of(text), parse({"any.avsc": text})) for text in (case.previous[0], case.current)
    ])
]  # fmt: skip


def versions_of(case: Case) -> tuple[Version, Version]:
    return tuple(Version(root_of(text), parse({"any.avsc": text})) for text in (case.previous[0], case.current))


def plain(node: Any) -> Any:
    """A schema without logical types, as the data are that the engine makes."""
    match node:
        case dict():
            bare = {
                key: plain(value) for key, value in node.items() if key not in ("logicalType", "precision", "scale")
            }
            return bare["type"] if bare.keys() == {"type"} and isinstance(bare["type"], str) else bare
        case list():
            return [plain(each) for each in node]
        case _:
            return node


def text_of(package: Package, version: Version, datum: Any) -> bytes:
    """The JSON that the generated code of a version writes for a datum."""
    out = io.BytesIO()
    schema = plain(json.loads(version.tree.definitions.registry_text(version.root)))
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema), datum)
    value, _ = package.decode(version.root, out.getvalue())
    to_json = twin_of(package, version.root, "to_json")
    return msgspec.json.encode(to_json(value) if to_json else value)


def read(package: Package, version: Version, text: bytes) -> Any:
    """What the generated code of a version makes of JSON. Raises whatever it raises."""
    from_json = twin_of(package, version.root, "from_json")
    if from_json is None:
        return msgspec.json.decode(text, type=package.type(version.root))
    module = package.module(f"json.{naming.module(version.root)}")
    return from_json(msgspec.json.decode(text, type=getattr(module, f"{naming.class_name(version.root)}Json")))


def twin_of(package: Package, full_name: str, what: str) -> Any:
    try:
        module = package.module(f"json.{naming.module(full_name)}")
    except ModuleNotFoundError:
        return None
    return getattr(module, f"{naming.function(full_name)}_{what}", None)


def fails(packages: tuple[Package, Package], case: Case, direction: Direction) -> Iterator[bool]:
    """Whether each of the data that lead through some change is refused."""
    versions = versions_of(case)
    writer, reader = (0, 1) if direction == "BACKWARD" else (1, 0)
    side = "previous" if direction == "BACKWARD" else "current"
    root = Reference(versions[writer].root)
    for change in changes(*versions):
        for datum in aimed(root, versions[writer].tree, change.path, side):
            try:
                text = text_of(packages[writer], versions[writer], datum)
            except Exception:  # a datum that its own version cannot hold, such as bytes of a wrong uuid
                continue
            try:
                read(packages[reader], versions[reader], text)
            except Exception:  # whatever a decoder raises is a refusal
                yield True
            else:
                yield False


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: case.name)
def test_a_verdict_is_what_the_generated_decoders_do(case: Case, tmp_path: Path) -> None:
    versions = versions_of(case)
    context = Context(*versions, Uses.of(versions[1].tree).of_type(versions[1].named))
    judged = [judge(change, context) for change in changes(*versions)]
    with (
        imported(versions[0].tree, tmp_path, "before") as before,
        imported(versions[1].tree, tmp_path, "after") as after,
    ):
        for direction in DIRECTIONS:
            breaking = {rule.id for rule, effects in judged if verdict(effects, "JSON", direction) == "breaks"}
            refused = list(fails((before, after), case, direction))
            if not breaking:
                assert not any(refused), direction
            elif not breaking & LOST:
                assert any(refused), (direction, breaking)
