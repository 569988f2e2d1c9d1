"""The examples in OpenAPI: everything has one, and it is one of what its schema takes."""

import json

import jsonschema_rs
import pytest

from gateway.problems import Refusal
from services.wire.generated.wire import FieldError, ProblemType
from tests.codegen.openapi_documents import OURS, TREES, operations, problem_types


def validator(found, schema):
    return jsonschema_rs.Draft202012Validator(schema | {"components": found["components"]}, validate_formats=True)


def resolved(found, value):
    """What a reference of the document stands for."""
    for step in value["$ref"].removeprefix("#/").split("/") if "$ref" in value else ():
        found = found[step]
    return found if "$ref" in value else value


def examples_of(found, media):
    """The values of one example or of several."""
    several = [resolved(found, one)["value"] for one in media.get("examples", {}).values()]
    return [media["example"]] if "example" in media else several


def assert_shown(found, media):
    """There is an example, and the schema takes each."""
    examples = examples_of(found, media)
    assert examples
    for example in examples:
        validator(found, media["schema"]).validate(example)


@pytest.mark.parametrize("name", TREES)
def test_every_body_and_parameter_has_an_example_that_its_schema_takes(name):
    found = TREES[name]
    for operation in operations(found).values():
        for media in operation.get("requestBody", {}).get("content", {}).values():
            assert_shown(found, media)
        for parameter in operation.get("parameters", []):
            assert_shown(found, resolved(found, parameter))


def test_an_example_is_made_where_the_schema_has_none():
    body = operations(TREES["everything"])["shop.Try"]["requestBody"]["content"]["application/json"]

    assert body["examples"]["1"]["value"]["word"] == "word"
    assert body["examples"]["1"]["value"]["secret"] == "secret"
    assert "who" not in body["examples"]["1"]["value"]


@pytest.mark.parametrize("name", TREES)
def test_every_answer_has_an_example_that_its_schema_takes(name):
    found = TREES[name]
    for operation in operations(found).values():
        for response in operation["responses"].values():
            for shown in (*response.get("content", {}).values(), *response.get("headers", {}).values()):
                assert_shown(found, resolved(found, shown))


def test_every_problem_has_an_example_of_its_own():
    for operation in operations(OURS).values():
        for status, types in problem_types(operation).items():
            examples = operation["responses"][status]["content"]["application/problem+json"]["examples"]
            assert [f"/problems/{name}" for name in examples] == types


def test_the_example_of_a_problem_is_what_the_gateway_would_send():
    for name, example in OURS["components"]["examples"].items():
        value = example["value"]
        faults = [FieldError(path=one["path"], message=one["message"]) for one in value["errors"]]
        refusal = Refusal(ProblemType(name.upper().replace("-", "_")), value["detail"], errors=faults)

        assert json.loads(refusal.to_json()) == value


@pytest.mark.parametrize("name", TREES)
def test_every_message_has_an_example(name):
    schemas = TREES[name]["components"]["schemas"]

    for schema in schemas.values():
        for example in schema.get("examples", []):
            validator(TREES[name], schema).validate(example)
    assert [one["@type"] for one in OURS["components"]["schemas"]["board.Notes"]["examples"]] == ["board.Notes"]
