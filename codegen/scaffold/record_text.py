"""The text of a record's schema, edited as a person would: only the lines of one field change."""

import json
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from codegen.json_places import Node, read

WIDTH = 160
_INDENT = " " * 4


class Refused(Exception):
    """The edit cannot be made; the text says why, and what to do."""


class Edited(Struct, frozen=True):
    """The schema's new text, and what is left to do, in order."""

    text: str
    left: tuple[str, ...]


class RecordText:
    """A schema's text and the places of its fields. Raises `SchemaError` for a text that is no JSON."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        members = read(file, text).members()
        if "fields" not in members:
            raise Refused(f"{file} holds no record; only fields can be expanded")
        self.fields: list[Node] = members["fields"].items()
        said = members["millrace"].value if "millrace" in members else {}
        self.level: str | None = said.get("compatibility")
        self.is_kept = said.get("kind") == "event" and said.get("retention", "forever") == "forever"

    def named(self, name: str) -> Node:
        """The field of that name."""
        for node in self.fields:
            if node.value.get("name") == name:
                return node
        there = ", ".join(str(node.value.get("name")) for node in self.fields)
        raise Refused(f"{self.file} has no field `{name}`; there are {there or 'none'}")

    def replaced(self, node: Node, fields: Sequence[dict[str, Any]]) -> str:
        """The text with these fields in the place of one, each as it is written on lines of its own."""
        start, end = self._extent(node)
        margin = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        margin = margin if not margin.strip() else _INDENT
        return self.text[:start] + f",\n{margin}".join(_rendered(each, margin) for each in fields) + self.text[end:]

    def without(self, node: Node) -> str:
        """The text without a field."""
        start, end = self._extent(node)
        if node is self.fields[-1] or len(self.fields) == 1:
            start = len(self.text[:start].rstrip().removesuffix(","))
        else:
            end = self.text.index(",", end) + 1
            end += len(self.text[end:]) - len(self.text[end:].lstrip())
        return self.text[:start] + self.text[end:]

    def _extent(self, node: Node) -> tuple[int, int]:
        start = node.source.values[node.pointer]
        _, end = json.JSONDecoder().raw_decode(self.text, start)
        return start, end


def _rendered(field: dict[str, Any], margin: str) -> str:
    """A field on one line; one that does not fit has a member a line."""
    line = json.dumps(field, ensure_ascii=False)
    if len(line) <= WIDTH:
        return line
    members = f",\n{margin}  ".join(
        f"{json.dumps(name)}: {json.dumps(its, ensure_ascii=False)}" for name, its in field.items()
    )
    return f"{{\n{margin}  {members}\n{margin}}}"
