"""A page of Markdown as what it tells its reader to do: files to write, edits to make, commands to run.

- A block behind a line that ends in a file's name and a colon is that file.
- A `diff` block begins with the `---` and `+++` lines of a file. Every hunk behind a line with `@@` is a place in it.
- A `console` block has commands behind `$`, each with what it prints. A line `…` stands for any number of lines, and
  `…` inside a line for any text. `echo $?` is the exit code of the command before, which is 0 unless it is said.
"""

import re
import shlex
from collections.abc import Iterator

from msgspec import Struct

_BLOCK = re.compile(r"(?P<before>[^\n]*)\n\n```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"`([\w/.-]+)`:$")
_ANY_LINES, _ANY_TEXT = "(?:.*\n)*?", ".*?"


class File(Struct, frozen=True):
    """A file as it is to be."""

    path: str
    text: str


class Patch(Struct, frozen=True):
    """An edit: texts that a file has exactly once, each with what takes its place."""

    path: str
    hunks: tuple[tuple[str, str], ...]

    def applied(self, text: str) -> str:
        for before, after in self.hunks:
            count = text.count(before)
            assert count == 1, f"{self.path} has these lines {count} times:\n{before}"
            text = text.replace(before, after)
        return text


class Command(Struct, frozen=True):
    """A command, and what the page says of it."""

    words: tuple[str, ...]
    prints: str
    exit_code: int

    def agrees(self, printed: str) -> bool:
        """Whether this is what is quoted, but for what is left out."""
        return re.fullmatch(_pattern(self.prints), printed) is not None


Step = File | Patch | Command


class Section(Struct, frozen=True):
    title: str
    steps: tuple[Step, ...]


def sections(page: str) -> list[Section]:
    """The sections of a page that tell to do something."""
    _, *parts = re.split(r"^## ", page, flags=re.MULTILINE)
    found = (Section(part.partition("\n")[0], tuple(_steps(part))) for part in parts)
    return [section for section in found if section.steps]


def _steps(part: str) -> Iterator[Step]:
    for block in _BLOCK.finditer(part):
        text, named = block["text"], _FILE.search(block["before"])
        match block["language"]:
            case "diff":
                yield _patch(text)
            case "console":
                yield from _commands(text)
            case _ if named is not None:
                yield File(named[1], text)


def _patch(text: str) -> Patch:
    head, *hunks = re.split(r"^@@\n", text, flags=re.MULTILINE)
    old, new = head.splitlines()
    assert old.removeprefix("--- ") == new.removeprefix("+++ "), f"expected one file, got {head}"
    return Patch(old.removeprefix("--- "), tuple((_side(hunk, "-"), _side(hunk, "+")) for hunk in hunks))


def _side(hunk: str, sign: str) -> str:
    lines = hunk.splitlines(keepends=True)
    assert all(line[0] in " +-" for line in lines), f"expected lines that begin with a space, + or -, got\n{hunk}"
    return "".join(line[1:] for line in lines if line[0] in (" ", sign))


def _commands(text: str) -> Iterator[Command]:
    _, *parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    told = [(line, prints) for line, _, prints in (part.partition("\n") for part in parts)]
    for (line, prints), following in zip(told, [*told[1:], ("", "")], strict=True):
        if line != "echo $?":
            exit_code = int(following[1]) if following[0] == "echo $?" else 0
            yield Command(tuple(shlex.split(line)), prints, exit_code)


def _pattern(prints: str) -> str:
    lines = prints.splitlines()
    return "".join(_ANY_LINES if line == "…" else f"{_line(line)}\n" for line in lines)


def _line(line: str) -> str:
    return _ANY_TEXT.join(re.escape(part) for part in line.split("…"))
