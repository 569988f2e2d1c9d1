"""What schemas/JSON.md shows is so."""

import json
import re

import jsonschema_rs
import pytest

from codegen.json_schema import named_schema
from codegen.json_schema_values import component, schema_of, shared_texts
from tests.codegen.trees import ROOT, enum, field, record, tree

PAGE = (ROOT / "schemas/JSON.md").read_text()
SHOP = (enum("shop.Colour", "RED", "GREEN"), record("shop.Card", field("pan")), record("shop.Cash"))


def rows(heading):
    """The rows of the tables below a heading, each as its cells."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(cell):
    return json.loads(cell.strip("`"))


def unions():
    """Each union of the page with each of its values in JSON."""
    union = None
    for written, _, shown in rows("Unions"):
        if shown.startswith("`"):
            union = code(written) if written else union
            yield union, code(shown)


@pytest.mark.parametrize(("union", "shown"), list(unions()))
def test_a_value_of_a_union_has_the_form_that_is_shown(union, shown):
    schemas = tree(*SHOP, record("shop.Box", field("value", union)))
    [box] = schemas.types["shop.Box"].fields
    found = {
        component(named, direction): named_schema(named, direction, schemas)
        for named in schemas.types.values()
        for direction in ("sent", "received")
    }
    for direction in ("sent", "received"):
        schema = schema_of(box.type, direction, schemas)
        whole = schema | {"components": {"schemas": found | shared_texts([schema, found])}}
        assert jsonschema_rs.Draft202012Validator(whole).is_valid(shown)


def test_every_logical_type_has_a_row():
    first = " ".join(cells[0] for cells in rows("Scalars"))
    for name in ("decimal", "big-decimal", "uuid", "date", "time-millis", "timestamp-nanos", "duration"):
        assert f"`{name}`" in first
