"""The README of a package speaks of its own schemas, in code that is whole."""

import re

import pytest

from codegen.package.example import first_command, first_feed
from codegen.package.names import Names
from codegen.package.python_tongue import PYTHON
from codegen.package.readme import description, readme
from codegen.package.typescript_tongue import TYPESCRIPT
from tests.codegen.everything import EVERYTHING
from tests.codegen.trees import field, record, repository_tree, tree

NAMES = Names(name="acme-api", module="acme_api", npm_name="@acme/api", version="1.2.0", description="Says acme.")
DONE = record("odd.Done", millrace={"kind": "message"})


def command(name, *fields, **said):
    route = {"kind": "command", "route": f"POST /{name.lower()}", "key": "key", "outcomes": ["odd.Done"]}
    return record(f"odd.{name}", field("key"), *fields, millrace=route | said)


def test_the_first_example_needs_no_account_and_no_secret():
    example = first_command(repository_tree())
    assert (example.record.name, example.values) == ("greetings.Greet", {"name": "Ada", "text": "hello"})
    assert first_feed(repository_tree()).values == {"boardId": "main"}


def test_without_examples_places_are_held():
    fields = (field("count", "int"), field("on", "boolean"), field("maybe", ["null", "string"], default=None))
    example = first_command(tree(command("Count", *fields, access="anyone"), command("Act"), DONE))
    assert (example.record.name, example.values) == ("odd.Count", {"key": "…", "count": 1, "on": True})


def test_a_tree_that_asks_nothing_has_no_example():
    assert first_command(tree(DONE)) is None
    assert description(tree(DONE)) == "A typed client of no request."


@pytest.mark.parametrize("schemas", [repository_tree(), EVERYTHING], ids=["ours", "everything"])
def test_the_python_compiles_and_is_named_after_the_package(schemas):
    text = readme(NAMES, schemas, PYTHON)
    blocks = re.findall(r"```python\n(.*?)\n```", text, re.DOTALL)
    assert blocks
    for block in blocks:
        compile(block, "README.md", "exec", flags=0x2000)  # PyCF_ALLOW_TOP_LEVEL_AWAIT
    assert "from acme_api import Client, HttpTransport" in text


def test_every_request_has_its_row_in_both_languages():
    python, typescript = (readme(NAMES, repository_tree(), tongue) for tongue in (PYTHON, TYPESCRIPT))
    assert "| `client.board.post_note` | Puts a note on a board. | `board.NotePosted` |" in python
    assert "| `client.board.postNote` | Puts a note on a board. | `board.NotePosted` |" in typescript
    assert "import { HttpTransport } from '@acme/api';" in typescript
