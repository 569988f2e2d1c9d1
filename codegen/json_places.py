"""JSON with places: the standard library reads JSON but forgets on which line anything stood."""

import json
import re
from bisect import bisect_right
from math import isinf
from typing import Any, NoReturn

from msgspec import Struct

from .model import Place, SchemaError

_SPACE = re.compile(r"[ \t\r\n]*")
_STEP = re.compile(r"[ \t\r\n]*([:,}\]])[ \t\r\n]*")
# Most strings: printable ASCII without an escape.
_PLAIN_STRING = re.compile(r'"([ !#-\[\]-~]*)"')
_MAX_DEPTH = 200
_MOST_CHOICES = 20


class _Text:
    """The text of one file, and where each value and each member's name in it begins."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.values: dict[str, int] = {}
        self.names: dict[str, int] = {}
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._scalars = json.JSONDecoder(parse_constant=_refuse_constant)

    def place(self, offset: int, pointer: str) -> Place:
        line = bisect_right(self._lines, offset)
        return Place(file=self.file, pointer=pointer, line=line, column=offset - self._lines[line - 1] + 1)

    def fail(self, offset: int, pointer: str, message: str) -> NoReturn:
        raise SchemaError(self.place(offset, pointer), message)

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def expect(self, at: int, pointer: str, choices: str) -> tuple[str, int]:
        """One of some characters, with any space around it, and where what follows begins."""
        match = _STEP.match(self.text, at)
        if match is None or match[1] not in choices:
            self.fail_unexpected(self.skip(at), pointer, choices)
        return match[1], match.end()

    def fail_unexpected(self, at: int, pointer: str, choices: str) -> NoReturn:
        wanted = " or ".join(f"`{choice}`" for choice in choices)
        came = repr(self.text[at]) if at < len(self.text) else "the end of the file"
        self.fail(at, pointer, f"expected {wanted}, got {came}")

    def value(self, at: int, pointer: str, depth: int) -> tuple[Any, int]:
        if depth > _MAX_DEPTH:
            self.fail(at, pointer, f"expected at most {_MAX_DEPTH} levels of nesting")
        self.values[pointer] = at
        match self.text[at : at + 1]:
            case "{":
                return self.members(at + 1, pointer, depth)
            case "[":
                return self.items(at + 1, pointer, depth)
            case _:
                return self.scalar(at, pointer)

    def scalar(self, at: int, pointer: str) -> tuple[Any, int]:
        plain = _PLAIN_STRING.match(self.text, at)
        if plain:
            return plain[1], plain.end()
        try:
            value, end = self._scalars.raw_decode(self.text, at)
            if isinstance(value, str):
                value.encode()
            if isinstance(value, float) and isinf(value):
                self.fail(at, pointer, "expected a number that a double can hold")
            return value, end
        except json.JSONDecodeError as error:
            self.fail(error.pos, pointer, f"expected a JSON value: {error.msg}")
        except UnicodeEncodeError:
            self.fail(at, pointer, "expected text, got half of a surrogate pair")
        except ValueError as error:
            self.fail(at, pointer, f"expected a JSON value: {error}")

    def members(self, at: int, pointer: str, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.skip(at)
        if self.text[at : at + 1] == "}":
            return found, at + 1
        while True:
            if self.text[at : at + 1] != '"':
                self.fail_unexpected(at, pointer, '"')
            name, after = self.scalar(at, pointer)
            inner = f"{pointer}/{_escape(name)}"
            if name in found:
                self.fail(at, inner, f"`{name}` stands here twice; keep one of them")
            self.names[inner] = at
            _, at = self.expect(after, inner, ":")
            found[name], at = self.value(at, inner, depth + 1)
            character, at = self.expect(at, pointer, ",}")
            if character == "}":
                return found, at

    def items(self, at: int, pointer: str, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self.skip(at)
        if self.text[at : at + 1] == "]":
            return found, at + 1
        while True:
            item, at = self.value(at, f"{pointer}/{len(found)}", depth + 1)
            found.append(item)
            character, at = self.expect(at, pointer, ",]")
            if character == "]":
                return found, at


class Node(Struct, frozen=True):
    """One value of a JSON text, which knows where it stands and can complain about itself."""

    value: Any
    pointer: str
    source: _Text

    def place(self) -> Place:
        return self.source.place(self.source.values[self.pointer], self.pointer)

    def error(self, message: str) -> SchemaError:
        return SchemaError(self.place(), message)

    def fail(self, message: str) -> NoReturn:
        raise self.error(message)

    def name_place(self) -> Place:
        """Where the name of this member stands, not its value."""
        return self.source.place(self.source.names[self.pointer], self.pointer)

    def fail_name(self, message: str) -> NoReturn:
        """Complain about the name of this member, not about its value."""
        raise SchemaError(self.name_place(), message)

    def members(self) -> dict[str, "Node"]:
        if not isinstance(self.value, dict):
            self.fail(f"expected an object, got {shown(self.value)}")
        return {name: Node(value, f"{self.pointer}/{_escape(name)}", self.source) for name, value in self.value.items()}

    def items(self) -> list["Node"]:
        if not isinstance(self.value, list):
            self.fail(f"expected an array, got {shown(self.value)}")
        return [Node(value, f"{self.pointer}/{index}", self.source) for index, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str):
            self.fail(f"expected a string, got {shown(self.value)}")
        return self.value

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def choice(self, choices: tuple[str, ...]) -> str:
        if self.value not in choices:
            known = ", ".join(choices[:_MOST_CHOICES]) + (", ..." if len(choices) > _MOST_CHOICES else "")
            self.fail(f"expected one of {known}; got {shown(self.value)}")
        return self.text()

    def whole(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.fail(f"expected a whole number, got {shown(self.value)}")
        return self.value

    def number(self) -> int | float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail(f"expected a number, got {shown(self.value)}")
        return self.value


def read(file: str, text: str) -> Node:
    """The root of a JSON text. Raises `SchemaError` at the first character that is not JSON."""
    source = _Text(file, text)
    value, at = source.value(source.skip(0), "", 0)
    at = source.skip(at)
    if at < len(text):
        source.fail(at, "", "expected the end of the file")
    return Node(value, "", source)


def shown(value: Any) -> str:
    """A value as it is named in a message, cut to a readable length."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
