"""What is refused: each schema of `refusals.txt` with its exact place, what was expected, what came, and the fix.

`python -m tests.codegen.test_parse_refusals` writes the messages anew; read the difference before committing it.
"""

import json
from pathlib import Path

import pytest

from codegen.parse import parse
from tests.codegen.trees import field, record, refusals, texts

TABLE = Path(__file__).parent / "refusals.txt"
# A schema, and what is said of it behind the arrow.
CASES = [tuple(block.split("\n→ ")) for block in TABLE.read_text().strip().split("\n\n")]


def said_of(text: str) -> str:
    try:
        parse({"B.avsc": text}, "a")
    except ExceptionGroup as group:
        return "; ".join(str(error) for error in group.exceptions)
    return "nothing"


@pytest.mark.parametrize(("text", "said"), CASES)
def test_a_schema_that_is_not_legal_is_refused_in_its_place(text, said):
    assert said_of(text) == said


def test_two_files_may_not_define_one_name():
    fixed = {"type": "fixed", "name": "B", "namespace": "a", "size": 1}
    (error,) = refusals({"x.avsc": json.dumps(fixed), "y.avsc": json.dumps([fixed])})
    assert str(error) == (
        "schemas/y.avsc:1:2: /0: a.B is defined twice, the first time at schemas/x.avsc:1:1: $; "
        "keep one of them and refer to it by name"
    )


def test_a_file_that_is_not_json_is_told_before_what_it_would_have_defined():
    files = texts(record("a.B", field("x", "a.C"))) | {"y.avsc": '{"type": "record", "name": "C"'}
    assert [str(error) for error in refusals(files)] == [
        "schemas/y.avsc:1:31: $: expected `,` or `}`, got the end of the file"
    ]


def test_mistakes_come_in_the_order_of_files_and_lines():
    twice = '[{"type": "enum", "name": "Z", "symbols": []},\n{"type": "enum", "name": "A", "symbols": []}]'
    errors = refusals({"x.avsc": twice, "b.avsc": "7"})
    assert [(error.place.file, error.place.line) for error in errors] == [
        ("schemas/b.avsc", 1),
        ("schemas/x.avsc", 1),
        ("schemas/x.avsc", 2),
    ]


if __name__ == "__main__":
    TABLE.write_text("\n\n".join(f"{text}\n→ {said_of(text)}" for text, _ in CASES) + "\n")
