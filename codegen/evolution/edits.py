"""Edits of a schema's text that leave everything else as it was written."""

import json
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from codegen.json_places import Node, read


class Edit(Struct, frozen=True):
    """Replace what stands from one place up to another; lines and columns count from 1."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(Struct, frozen=True):
    """One way out, in words and, where a text can be changed for it, as edits that are ready to be made."""

    title: str
    edits: tuple[Edit, ...] = ()


class Source(Struct, frozen=True):
    """The text of a schema file that can be edited by JSON pointers."""

    file: str
    text: str
    root: Node

    @classmethod
    def of(cls, file: str, text: str) -> "Source":
        return cls(file, text, read(file, text))

    def node(self, pointer: str) -> Node | None:
        """The value at a pointer; None if there is none."""
        node = self.root
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            inner = node.members().get(name) if isinstance(node.value, dict) else None
            if isinstance(node.value, list) and name.isdecimal() and int(name) < len(node.value):
                inner = node.items()[int(name)]
            if inner is None:
                return None
            node = inner
        return node

    def replaced(self, node: Node, value: Any) -> Edit:
        """Another value in the place of one."""
        return self._edit(*self._span(node), written(value))

    def with_member(self, node: Node, name: str, value: Any) -> Edit:
        """A member set: replaced if it is there, otherwise put behind the last one."""
        members = node.members()
        if name in members:
            return self.replaced(members[name], value)
        text = f'"{name}": {written(value)}'
        if not members:
            start, _ = self._span(node)
            return self._edit(start + 1, start + 1, text)
        last = list(members.values())[-1]
        _, end = self._span(last)
        return self._edit(end, end, f",{self._gap(self._start_of_name(last))}{text}")

    def without_member(self, node: Node, name: str) -> Edit:
        """A member taken out with its comma."""
        members = list(node.members().values())
        index = list(node.members()).index(name)
        starts = [self._start_of_name(member) for member in members]
        ends = [self._span(member)[1] for member in members]
        return self._cut(index, starts, ends)

    def without_item(self, node: Node, index: int) -> Edit:
        """An item of an array taken out with its comma."""
        spans = [self._span(item) for item in node.items()]
        return self._cut(index, [start for start, _ in spans], [end for _, end in spans])

    def with_item(self, node: Node, value: Any, index: int | None = None) -> Edit:
        """An item put into an array, at the end unless an index says where."""
        items = node.items()
        if not items:
            start, _ = self._span(node)
            return self._edit(start + 1, start + 1, written(value))
        if index is None or index >= len(items):
            start, end = self._span(items[-1])
            return self._edit(end, end, f",{self._gap(start)}{written(value)}")
        start, _ = self._span(items[index])
        return self._edit(start, start, f"{written(value)},{self._gap(start)}")

    def _cut(self, index: int, starts: list[int], ends: list[int]) -> Edit:
        if index + 1 < len(starts):
            return self._edit(starts[index], starts[index + 1], "")
        return self._edit(ends[index - 1] if index else starts[index], ends[index], "")

    def _gap(self, start: int) -> str:
        """What separates a thing from the one before: a line break with its indentation, or a space."""
        before = self.text[:start]
        blank = before[len(before.rstrip()) :]
        return blank if "\n" in blank else " "

    def _start_of_name(self, member: Node) -> int:
        return member.source.names[member.pointer]

    def _span(self, node: Node) -> tuple[int, int]:
        start = node.source.values[node.pointer]
        _, end = json.JSONDecoder().raw_decode(self.text, start)
        return start, end

    def _edit(self, start: int, end: int, text: str) -> Edit:
        return Edit(self.file, *self._place(start), *self._place(end), text)

    def _place(self, offset: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, offset)
        return line + 1, offset - (self.text.rfind("\n", 0, offset) + 1) + 1


def written(value: Any) -> str:
    """A value as it stands in a schema, in one line."""
    return json.dumps(value, ensure_ascii=False)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text after some edits of it, which must not overlap."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.column), reverse=True):
        start, end = starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1
        text = text[:start] + edit.text + text[end:]
    return text
