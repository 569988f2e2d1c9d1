"""What is generated for TypeScript compiles, and refuses what it should; its functions run."""

import shutil

import pytest

from codegen import emit_typescript
from tests.codegen.all_of_avro import ALL
from tests.codegen.everything import EVERYTHING
from tests.codegen.trees import repository_tree
from tests.codegen.typescript_compiler import FOR_NODE, USES, compile_folder, evaluate, write

ID = "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11"


def test_a_carrier_may_tell_feeds_from_the_rest(tmp_path):
    write(repository_tree(), tmp_path)
    shutil.copy(USES / "board.ts", tmp_path)

    assert compile_folder(tmp_path) == ""


@pytest.mark.parametrize(
    ("schemas", "use"),
    [(repository_tree(), "accounts.ts"), (EVERYTHING, "everything.ts"), (ALL, "all_of_avro.ts")],
    ids=["ours", "everything", "all of Avro"],
)
def test_the_strictest_compiler_accepts_right_uses_and_only_those(schemas, use, tmp_path):
    write(schemas, tmp_path)
    shutil.copy(USES / use, tmp_path)

    assert compile_folder(tmp_path) == ""


def test_an_outcome_more_breaks_a_switch_that_named_them_all(tmp_path):
    schemas = repository_tree()
    register = schemas.types["accounts.Register"]
    outcomes = (*register.outcomes, "accounts.LoginRefused")
    fields = {name: getattr(register, name) for name in register.__struct_fields__}
    grown = type(register)(**(fields | {"outcomes": outcomes}))
    write(type(schemas)(types=schemas.types | {register.name: grown}), tmp_path)
    shutil.copy(USES / "accounts.ts", tmp_path)

    complaints = compile_folder(tmp_path)

    assert "Argument of type 'LoginRefused' is not assignable to parameter of type 'never'" in complaints
    assert complaints.count("error TS") == 1


@pytest.fixture(scope="module")
def runnable(tmp_path_factory):
    """The generated modules as CommonJS."""
    folder = tmp_path_factory.mktemp("runnable")
    write(EVERYTHING, folder)
    assert compile_folder(folder, **FOR_NODE) == ""
    return folder / "generated"


def run(expression, folder):
    imports = "const { pathOf, bodyOf, wireClient } = require('./index.js');"
    return evaluate(f"{imports} console.log(JSON.stringify({expression} ?? null));", folder)


@pytest.mark.parametrize(
    ("call", "path"),
    [
        ("pathOf('shop.Find', { shelf: 'a' })", "/shelves/a/finds"),
        ("pathOf('shop.Find', { shelf: 'a/b ?&#%é' })", "/shelves/a%2Fb%20%3F%26%23%25%C3%A9/finds"),
        (
            "pathOf('shop.Find', { shelf: 'a', colours: ['RED', 'GREEN'], most: 0 })",
            "/shelves/a/finds?colours=RED&colours=GREEN&most=0",
        ),
        ("pathOf('shop.Find', { shelf: '$&', colours: [], most: null })", "/shelves/%24%26/finds"),
        (f"pathOf('shop.v2.Stop', {{ id: '{ID}' }})", f"/v2/tries/{ID}"),
    ],
)
def test_path_and_query_carry_their_fields_escaped(call, path, runnable):
    assert run(call, runnable) == path


def test_a_body_is_the_input_without_what_the_path_and_the_query_carry(runnable):
    assert run("bodyOf('shop.Find', { shelf: 'a', most: 1 })", runnable) is None
    assert run("bodyOf('delete.Delete', { name: 'x', default: null })", runnable) == {"name": "x", "default": None}


def test_the_client_passes_name_and_input_to_its_requester(runnable):
    requester = "{ request: (name, input) => [name, input] }"

    assert run(f"wireClient({requester}).shopV2.stop({{ id: 'x' }})", runnable) == ["shop.v2.Stop", {"id": "x"}]


def test_what_stays_between_servers_is_not_shown_to_browsers():
    output = "".join(emit_typescript.emit(repository_tree()).values())

    for internal in ("AccountRegistered", "passwordHash", "InboxEntry", "SessionRevoked", "ciphertext", "loginHash"):
        assert internal not in output
