"""One operation with a body: what its schema takes, what the gateway takes, and a source of bodies."""

import json
from typing import Any

import jsonschema_rs
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from gateway.input import Input
from gateway.keys import Keys
from gateway.problems import Refusal
from services.wire.entry import Entry
from services.wire.seal import key_id_of, make_private_key, public_key_of

EXAMPLES = settings(
    max_examples=30,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
_PUBLIC = public_key_of(make_private_key())
_SEAL = (key_id_of(_PUBLIC), _PUBLIC)
_KEYS = Keys(b"s" * 32, b"f" * 32, dict.fromkeys(("accounts", "shop"), _SEAL))


class Door:
    """The two judges of the body of one command."""

    def __init__(self, found: dict[str, Any], entry: Entry) -> None:
        operation = next(
            one for item in found["paths"].values() for one in item.values() if one["operationId"] == entry.name
        )
        written = operation["requestBody"]["content"]["application/json"]["schema"]
        self.schema = written | {"components": found["components"]}
        self._validator = jsonschema_rs.Draft202012Validator(self.schema, validate_formats=True)
        self._components = found["components"]
        self._written = written
        self._entry = entry
        self._input = Input(entry, _KEYS)
        self._is_whole = all(field.source == "body" and not field.seal_to for field in entry.fields)

    def schema_takes(self, body: Any) -> bool:
        return self._validator.is_valid(body)

    def gateway_takes(self, body: Any) -> bool:
        """Whether a command could be made of it; and be written, if nothing else is needed for that."""
        try:
            read = self._input.read_body(json.dumps(body).encode())
            if self._entry.body_from_json is not None:
                read = self._entry.body_from_json(read)
            if self._is_whole:
                fields = {field.attribute: getattr(read, field.attribute) for field in self._entry.fields}
                self._entry.encode(self._entry.type(**fields), bytearray())
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            return False
        except ValueError as error:
            # The package is not ours, and neither is its AvroError.
            if type(error).__name__ not in ("AvroError", "JsonError"):
                raise
            return False
        return True

    def bodies(self, mode: GenerationMode) -> st.SearchStrategy[Any]:
        body = {"required": True, "content": {"application/json": {"schema": self._written}}}
        operation = {"requestBody": body, "responses": {"202": {"description": "Taken."}}}
        document = {
            "openapi": "3.1.0",
            "info": {"title": "One door", "version": "1"},
            "paths": {"/door": {"post": operation}},
            "components": {"schemas": self._components["schemas"]},
        }
        cases = schemathesis.openapi.from_dict(document)["/door"]["POST"].as_strategy(generation_mode=mode)
        return cases.map(lambda case: case.body).filter(is_json)


def is_json(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False).encode()
    except (TypeError, ValueError):
        return False
    return True
