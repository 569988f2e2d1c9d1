"""What OpenAPI says of the gateway: sound, complete, and no more than is so."""

import json

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate

from codegen import emit_openapi
from codegen.emit_openapi import document
from gateway.door import SUBPROTOCOL
from tests.codegen.openapi_documents import OURS, TREES, all_problems, operations, problem_types
from tests.codegen.trees import enum, field, record, repository_tree, tree
from tests.codegen.typescript_compiler import evaluate


@pytest.mark.parametrize("name", TREES)
def test_the_document_is_valid(name):
    validate(TREES[name])


@pytest.mark.parametrize("name", TREES)
def test_every_schema_is_valid(name):
    for schema in TREES[name]["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema)


@pytest.mark.parametrize("name", TREES)
def test_schemathesis_makes_a_case_for_every_operation(name):
    made = []
    for result in schemathesis.openapi.from_dict(TREES[name]).get_all_operations():
        operation = result.ok()

        @settings(max_examples=1, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def make(case):
            made.append(case.operation.label)

        make()

    assert set(made) == {f"{method.upper()} {path}" for path, item in TREES[name]["paths"].items() for method in item}


def test_every_command_and_query_is_there_under_its_route():
    for request in repository_tree().records():
        if request.route is not None:
            item = OURS["paths"][f"/api{request.route.path}"]
            assert item[request.route.method.lower()]["operationId"] == request.name


def test_patterns_are_read_by_ecmascript(tmp_path):
    patterns = sorted(set(_patterns(list(TREES.values()))))
    script = f"console.log(JSON.stringify({json.dumps(patterns)}.map((pattern) => new RegExp(pattern, 'u').source)))"

    assert len(evaluate(script, tmp_path)) == len(patterns) >= 4


def _patterns(value):
    match value:
        case {"pattern": str(pattern)}:
            yield pattern
        case dict():
            for inner in value.values():
                yield from _patterns(inner)
        case list():
            for inner in value:
                yield from _patterns(inner)


def test_a_body_takes_what_the_client_sends_and_nothing_else():
    body = operations(OURS)["accounts.Login"]["requestBody"]["content"]["application/json"]

    assert body["schema"] == {
        "description": "Proves who one is; ends in a session that the browser picks up.",
        "type": "object",
        "properties": {
            "@type": {"const": "accounts.Login"},
            "name": {
                "description": "The name of the account.",
                "type": "string",
                "minLength": 2,
                "maxLength": 32,
                "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
            },
            "password": {
                "description": "The password; only the accounts worker can read it.",
                "type": "string",
                "format": "password",
                "writeOnly": True,
                "minLength": 1,
                "maxLength": 128,
            },
        },
        "required": ["name", "password"],
        "additionalProperties": False,
    }
    assert body["examples"] == {"1": {"value": {"name": "ada", "password": "correct horse battery"}}}


def test_parameters_stand_in_path_and_query_with_their_limits():
    given = operations(OURS)["board.DeleteNote"]["parameters"]
    x_subscriber_id, x_request_id, prefer, board_id, note_id, version = given

    assert x_subscriber_id == {"$ref": "#/components/parameters/x-subscriber-id"}
    assert x_request_id == {"$ref": "#/components/parameters/x-request-id"}
    assert prefer == {"$ref": "#/components/parameters/Prefer"}
    assert (board_id["in"], board_id["required"], board_id["schema"]["maxLength"]) == ("path", True, 64)
    assert (note_id["in"], note_id["schema"]["anyOf"][0]) == ("path", {"format": "uuid"})
    assert (version["in"], version["required"], version["schema"]["minimum"]) == ("query", True, 1)


def test_a_query_parameter_with_a_default_may_be_left_out():
    *_, colours, most = operations(TREES["everything"])["shop.Find"]["parameters"]

    assert not colours["required"]
    assert colours["schema"]["default"] == []
    assert colours["example"] == ["RED"]
    assert not most["required"]
    assert most["schema"]["anyOf"][1] == {"type": "null"}


def test_a_list_in_a_query_may_be_empty_which_is_to_say_nothing():
    lists = [
        field("name", millrace={"from": "query"}),
        field("any", {"type": "array", "items": "int"}),
        field("some", {"type": "array", "items": "int"}, millrace={"minItems": 1}),
    ]
    said = {"kind": "query", "route": "GET /finds", "key": "name", "outcomes": ["shop.Found"]}
    found = document(
        tree(record("shop.Find", *lists, millrace=said), record("shop.Found", millrace={"kind": "message"}))
    )
    *_, any_, some = operations(found)["shop.Find"]["parameters"]

    assert (any_["required"], some["required"]) == (False, True)


@pytest.mark.parametrize("name", TREES)
def test_a_202_says_what_was_accepted(name):
    tracked = [one for one in operations(TREES[name]).values() if "202" in one["responses"]]

    for operation in tracked:
        accepted = operation["responses"]["202"]
        assert accepted["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/wire.Accepted"}
        assert {"Cache-Control", "x-request-id"} <= set(accepted["headers"])


def test_only_a_login_sets_a_cookie_with_its_202():
    setting = {
        name
        for name, operation in operations(OURS).items()
        if "Set-Cookie" in operation["responses"].get("202", {}).get("headers", {})
    }

    assert setting == {"accounts.Login"}


def test_outcomes_and_feeds_point_at_their_messages():
    listed = operations(OURS)["board.ListNotes"]

    assert listed["x-millrace-outcomes"] == [{"$ref": "#/components/schemas/board.Notes"}]
    assert listed["x-millrace-feed"] == [
        {"$ref": "#/components/schemas/board.NoteChanged"},
        {"$ref": "#/components/schemas/board.NoteRemoved"},
    ]
    for operation in operations(OURS).values():
        for reference in operation.get("x-millrace-outcomes", []):
            assert reference["$ref"].removeprefix("#/components/schemas/") in OURS["components"]["schemas"]


def test_a_problem_of_the_body_needs_a_body():
    of_the_body = {"body-malformed", "body-invalid", "body-too-large", "content-type-unsupported"}

    for operation in operations(OURS).values():
        assert all_problems(operation) & of_the_body == (of_the_body if "requestBody" in operation else set())


def test_a_session_is_demanded_where_the_schema_does_not_open_the_door_to_anyone():
    found = operations(OURS)

    assert found["board.PostNote"]["security"] == [{"session": []}]
    assert found["accounts.Register"]["security"] == [{}, {"session": []}]
    assert problem_types(found["session.get"])["401"] == ["/problems/session-required"]
    assert problem_types(found["session.begin"])["401"] == ["/problems/login-not-ready"]


def test_a_subscriber_id_is_asked_of_what_ends_on_the_socket():
    for operation in operations(OURS).values():
        is_tracked = {"$ref": "#/components/parameters/x-subscriber-id"} in operation.get("parameters", [])
        assert is_tracked == ("202" in operation["responses"])
        assert is_tracked == ("subscriber-missing" in all_problems(operation))


def test_every_problem_but_one_can_happen_somewhere():
    symbols = repository_tree().types["wire.ProblemType"].symbols
    everywhere = {problem for operation in operations(OURS).values() for problem in all_problems(operation)}

    assert {symbol.lower().replace("_", "-") for symbol in symbols} - everywhere == {"method-not-allowed"}


@pytest.mark.parametrize("status", ["429", "503"])
def test_whoever_is_sent_away_hears_when_to_come_back(status):
    response = operations(OURS)["accounts.Login"]["responses"][status]

    assert response["headers"]["Retry-After"] == {"$ref": "#/components/headers/Retry-After"}


def test_only_logins_are_counted():
    counted = {name for name, operation in operations(OURS).items() if "rate-limited" in all_problems(operation)}

    assert counted == {"accounts.Login"}


def test_a_problem_may_take_a_cookie_away_and_names_the_request_if_it_can():
    found = operations(OURS)
    refused = found["board.PostNote"]["responses"]["401"]["headers"]

    assert refused["Set-Cookie"] == {"$ref": "#/components/headers/Stale-Cookie"}
    assert refused["x-request-id"] == {"$ref": "#/components/headers/Known-Request-Id"}
    assert "x-request-id" not in found["session.get"]["responses"]["401"]["headers"]
    for operation in found.values():
        for response in operation["responses"].values():
            if "application/problem+json" in response.get("content", {}):
                assert response["headers"]["Cache-Control"] == {"$ref": "#/components/headers/Cache-Control"}


@pytest.mark.parametrize("name", TREES)
def test_every_tag_is_explained(name):
    explained = {tag["name"] for tag in TREES[name]["tags"] if tag["description"]}

    assert {tag for operation in operations(TREES[name]).values() for tag in operation["tags"]} <= explained


def test_the_description_says_how_a_request_can_end():
    said = operations(OURS)["board.ListNotes"]["description"]

    assert "- [board.Notes](/docs/reference/board.Notes): All notes of a board at one moment." in said
    assert "- [board.NoteChanged](/docs/reference/board.NoteChanged): A note was posted or edited." in said
    assert "[wire.Expired](/docs/reference/wire.Expired)" in said
    assert OURS["x-millrace-endings"][0] == {"$ref": "#/components/schemas/wire.Expired"}


def test_a_link_leads_to_an_operation():
    found = operations(OURS)
    links = {
        (name, key): link["operationId"]
        for name, operation in found.items()
        for key, link in operation["responses"].get("202", {}).get("links", {}).items()
    }

    assert links == {
        ("board.ListNotes", "cancel"): "requests.cancel",
        ("accounts.Login", "session"): "session.begin",
    }
    assert set(links.values()) <= set(found)


def test_the_handshake_of_the_socket_is_an_operation():
    opened = operations(OURS)["socket.open"]
    examples = opened["parameters"][0]["examples"].values()

    assert set(opened["responses"]) == {"101", "400", "403", "500", "503"}
    assert all(SUBPROTOCOL in example["value"].split(", ") for example in examples)
    assert "parameter-invalid" not in all_problems(opened)


def test_a_problem_that_no_row_knows_is_refused():
    table = {"BROKEN": {"status": 400, "title": "Broken"}}

    with pytest.raises(ValueError, match="when BROKEN can happen"):
        emit_openapi.emit(tree(enum("wire.ProblemType", "BROKEN", millrace={"table": table})))


def test_the_socket_is_described():
    socket = OURS["x-millrace-socket"]

    assert (socket["path"], socket["subprotocol"]) == ("/api/socket", "millrace.v1")
    assert socket["closeCodes"]["4508"]["name"] == "TOO_SLOW"
    mapping = OURS["components"]["schemas"]["Frame"]["properties"]["body"]["discriminator"]["mapping"]
    assert mapping["wire.Welcome"] == "#/components/schemas/wire.Welcome"


def test_what_stays_between_servers_is_not_shown():
    for internal in ("AccountRegistered", "passwordHash", "InboxEntry", "SessionRevoked", "ciphertext", "loginHash"):
        assert internal not in json.dumps(OURS)


def test_what_is_received_has_every_field_and_what_is_sent_may_leave_defaults_out():
    schemas = TREES["everything"]["components"]["schemas"]

    assert schemas["shop.Part"]["required"] == ["@type", "weight", "note"]
    assert schemas["shop.Part-sent"]["required"] == ["weight"]
    assert schemas["shop.PartMoved"]["required"] == ["@type", "part", "seq"]


def test_defaults_are_in_their_json_form():
    body = operations(TREES["everything"])["shop.Try"]["requestBody"]["content"]["application/json"]["schema"]
    defaults = {name: one["default"] for name, one in body["properties"].items() if "default" in one}

    assert defaults == {
        "maybeWord": None,
        "fallback": "it's",
        "since": "1970-01-01T00:00:00Z",
        "bytesBefore": "/w==",
        "shade": "RED",
    }
