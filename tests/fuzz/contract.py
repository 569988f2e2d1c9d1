"""What the OpenAPI document promises, as the checks ask for it."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs

PROBLEM = "application/problem+json"


class Operation:
    """One operation of the document."""

    def __init__(self, document: Mapping[str, Any], path: str, method: str, written: Mapping[str, Any]) -> None:
        self._document = document
        self.id: str = written["operationId"]
        self.label = f"{method.upper()} {path}"
        self.method = method.upper()
        self.path = path
        self.written = written
        self.outcomes = names(written.get("x-millrace-outcomes", []))
        self.feed = names(written.get("x-millrace-feed", []))
        self.parameters = [deref(document, one) for one in written.get("parameters", [])]
        self._template = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]*)", re.escape(path)))

    @property
    def is_answered_later(self) -> bool:
        """Whether a 202 is followed by an outcome on the socket."""
        return bool(self.outcomes)

    @cached_property
    def schemes(self) -> set[str]:
        """The security schemes that one of the ways in needs."""
        return {name for way in self.written.get("security", []) for name in way}

    @cached_property
    def needs_security(self) -> bool:
        ways = self.written.get("security", [])
        return bool(ways) and {} not in ways

    @cached_property
    def body_schema(self) -> Mapping[str, Any] | None:
        """The schema of the JSON body."""
        body = self.written.get("requestBody")
        return None if body is None else body["content"]["application/json"]["schema"]

    @cached_property
    def body(self) -> jsonschema_rs.Draft202012Validator | None:
        """What judges a body."""
        return None if self.body_schema is None else self.validator(self.body_schema)

    def validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
        """What judges a value by a schema of this document."""
        whole = {**schema, "components": self._document["components"]}
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)

    @cached_property
    def judges(self) -> dict[tuple[str, str], jsonschema_rs.Draft202012Validator]:
        """What judges each parameter, by its place and name."""
        return {(one["in"], one["name"].lower()): self.validator(one["schema"]) for one in self.parameters}

    def path_values(self, url: str) -> dict[str, str] | None:
        """The parameters in the path of a request, percent signs and all; None for a path of another route."""
        found = self._template.fullmatch(urlsplit(url).path)
        return None if found is None else found.groupdict()

    @cached_property
    def statuses(self) -> dict[str, dict[str, Any]]:
        """The documented responses by their status."""
        return {status: deref(self._document, one) for status, one in self.written["responses"].items()}

    def problems(self, status: str) -> set[str]:
        """The types of problems that a status may have; none where its body is no problem."""
        content = self.statuses[status].get("content", {}).get(PROBLEM)
        if content is None:
            return set()
        return {type_ for part in content["schema"]["allOf"] for type_ in _enum(part.get("properties", {}).get("type"))}

    def headers(self, status: str) -> dict[str, dict[str, Any]]:
        """The documented headers of a response, by their name in small letters."""
        found = self.statuses[status].get("headers", {})
        return {name.lower(): deref(self._document, one) for name, one in found.items()}


class Contract:
    """Every operation, and what judges frames."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.endings = names(document["x-millrace-endings"])
        self.operations = {operation.label: operation for operation in _operations(document)}
        self.cookies = {
            scheme["name"]: name
            for name, scheme in document["components"]["securitySchemes"].items()
            if scheme["in"] == "cookie"
        }
        """The cookies that the document knows, and the security scheme of each."""

    @cached_property
    def frame(self) -> jsonschema_rs.Draft202012Validator:
        """What judges a frame."""
        return self._named("Frame")

    def message(self, name: str) -> jsonschema_rs.Draft202012Validator:
        """What judges a message of this type."""
        return self._messages[name]

    @cached_property
    def _messages(self) -> dict[str, jsonschema_rs.Draft202012Validator]:
        return {name: self._named(name) for name in self.document["components"]["schemas"]}

    def _named(self, name: str) -> jsonschema_rs.Draft202012Validator:
        schema = {"$ref": f"#/components/schemas/{name}", "components": self.document["components"]}
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def names(references: list[dict[str, str]]) -> tuple[str, ...]:
    """The full names at the ends of references."""
    return tuple(one["$ref"].rpartition("/")[2] for one in references)


def deref(document: Mapping[str, Any], written: Any) -> Any:
    """What a reference leads to."""
    if "$ref" not in written:
        return written
    found: Any = document
    for step in written["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, written in methods.items():
            yield Operation(document, path, method, written)


def _enum(schema: Mapping[str, Any] | None) -> list[str]:
    return [] if schema is None else schema.get("enum", [])
