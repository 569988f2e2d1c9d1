"""Names and texts that could hide what a generated module needs."""

from uuid import UUID

import pytest

from codegen.model import Primitive, Reference, SchemaError, Union
from codegen.parse import parse
from tests.codegen.models import enum, field, record, tree
from tests.codegen.modules import imported

STRING, INT, LONG = (Primitive(name) for name in ("string", "int", "long"))


def test_a_type_called_long_does_not_hide_the_wrapper_of_a_long(tmp_path):
    union = Union((STRING, Reference("a.Long"), INT, LONG))
    shapes = tree(enum("a.Long", "FAR"), record("a.Way", field("it", union)))

    with imported(shapes, tmp_path) as package:
        branches, module = package.module("branches"), package.module("a")
        far = module.Way(it=module.LongBranch_(value=module.Long.FAR))
        large = module.Way(it=branches.LongBranch(value=2**40))

        for value in (far, large):
            data = package.encode("a.Way", value)
            assert package.decode("a.Way", data) == (value, len(data))


def test_a_default_of_three_quotes_is_no_docstring(tmp_path):
    uuid = Primitive("string", "uuid")
    shapes = tree(record("a.Said", field("text", STRING, '"""'), field("id", uuid), field("more", STRING, '"""')))

    with imported(shapes, tmp_path) as package:
        said = package.module("a").Said(id=UUID(int=1))
        assert (said.text, said.more) == ('"""', '"""')


def test_a_type_without_a_name_is_refused_with_its_place():
    schema = '{"type": "record", "name": "R", "namespace": "a", "fields": [{"name": "f", "type": {"type": ""}}]}'

    with pytest.raises(ExceptionGroup) as caught:
        parse({"a/R.avsc": schema})

    [error] = caught.value.exceptions
    assert isinstance(error, SchemaError)
    assert error.place.pointer == "/fields/0/type/type"
