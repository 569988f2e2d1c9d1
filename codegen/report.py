"""How a mistake is shown: the place, the line, and a caret below what is wrong with it."""

from collections.abc import Mapping

from .lint import Finding
from .model import Place, SchemaError


def error_text(error: SchemaError, sources: Mapping[str, str]) -> str:
    """A `SchemaError` with its source line; `sources` holds the texts by the file names of places."""
    return _text(error.place, error.message, "", sources)


def finding_text(finding: Finding, sources: Mapping[str, str]) -> str:
    """A lint finding with its rule and its source line."""
    return _text(finding.place, finding.message, f" [{finding.rule}]", sources)


def _text(place: Place, message: str, rule: str, sources: Mapping[str, str]) -> str:
    head = f"{place}: error{rule}\n  {message}"
    lines = sources.get(place.file, "").splitlines()
    if not 0 < place.line <= len(lines):
        return head
    line, column = _window(lines[place.line - 1], place.column - 1)
    margin = f"  {place.line} | "
    return f"{head}\n{margin}{line}\n{' ' * (len(margin) - 2)}| {' ' * column}^"


def _window(line: str, column: int) -> tuple[str, int]:
    """At most a hundred characters of a line around a column, and the column in them."""
    start = max(0, min(column - 40, len(line) - 100))
    return line[start : start + 100].replace("\t", " "), column - start
