"""What our own Python code is said to use, held against its types."""

import pytest
from msgspec import structs

from codegen.model import Record
from codegen.readers.projection import from_text
from codegen.readers.python.checking import Repository
from tests.codegen.readers.libraries import CACHE
from tests.codegen.trees import ROOT, repository_tree

FOLDERS = {"gateway": ("gateway/",), "platform": ("services/runner/", "services/wire/")}
WIRE = "services/wire/"
"""What both stand on; neither imports anything else of ours."""


@pytest.mark.parametrize("name", FOLDERS)
def test_its_types_fit_without_all_that_it_is_said_not_to_use(name):
    """Were one of these fields used, mypy would miss it. Tests of the workers see what those read, as they run."""
    said = from_text((ROOT / "schemas/readers" / f"{name}.json").read_text())
    tree = repository_tree()
    left = structs.replace(tree, types={each: without(named, said) for each, named in tree.types.items()})
    assert fields(left) < fields(tree) - 50

    found = Repository(left, texts((*FOLDERS[name], WIRE)), CACHE).errors

    assert [] == [each for each in found if each.startswith(FOLDERS[name]) and "/generated/" not in each]


def without(named, said):
    """A type that has only the fields that are used of it."""
    used = {*said.reads.get(named.name, ()), *said.makes.get(named.name, ())}
    if not isinstance(named, Record) or "*" in used:
        return named
    return structs.replace(named, fields=type(named.fields)(each for each in named.fields if each.name in used))


def fields(tree):
    return sum(len(record.fields) for record in tree.records())


def texts(folders):
    paths = sorted({path for folder in folders for path in (ROOT / folder).rglob("*.py")})
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in paths}
