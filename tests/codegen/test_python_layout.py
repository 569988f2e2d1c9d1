"""What is generated is laid out as ruff would lay it out."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from codegen.python_layout import Either, Group, assignment, fitted, flat, parsed
from codegen.python_text import bytes_literal, docstring, imports, names_in, text

RANDOM = Random(4)
WORDS = ("a", "bcd", "Note", "stock.Notes", "some_longer_name", "AnEvenLongerNameOfAType", "x" * 40)


def word() -> str:
    return RANDOM.choice(WORDS)


def type_expression(depth: int = 0):
    kind = RANDOM.choice(["word", "list", "dict", "either", "annotated"]) if depth < 4 else "word"
    match kind:
        case "list":
            return Group("list[", (type_expression(depth + 1),), "]")
        case "dict":
            return Group("dict[", ("str", type_expression(depth + 1)), "]")
        case "either":
            types = [one for _ in range(3) if not isinstance(one := type_expression(depth + 1), Either)]
            return Either((*types, "Note", "None"))
        case "annotated":
            return Group("Annotated[", (word(), Group("Meta(", (f"ge={word()}", f"le={word()}"), ")")), "]")
        case _:
            return word()


def value_expression(depth: int = 0):
    kind = RANDOM.choice(["word", "call", "list", "dict"]) if depth < 4 else "word"
    items = tuple(value_expression(depth + 1) for _ in range(RANDOM.randint(1, 4) if depth < 4 else 0))
    match kind:
        case "call":
            named = (parsed(f"{name}={flat(item)}") for name, item in zip("abcd", items, strict=False))
            return Group("make(", tuple(named), ")")
        case "list":
            return Group("[", items, "]")
        case "dict":
            return Group("{", tuple(parsed(f'"{number}": {flat(item)}') for number, item in enumerate(items)), "}")
        case _:
            return f'"{word()}"'


def test_declarations_are_laid_out_as_ruff_does(tmp_path):
    """Types and values of any length, each on as few lines as hold it."""
    lines = ["class Many:"]
    for number in range(400):
        value = Group("field(", (parsed(f"default_factory=lambda: {flat(value_expression())}"),), ")")
        lines += assignment(f"a{number}", type_expression(), value if number % 2 else None, indent=4)
    assert formatted("\n".join(lines), tmp_path) == "\n".join(lines)


def formatted(code: str, folder: Path) -> str:
    path = folder / "laid_out.py"
    path.write_text(f"{code}\n")
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "format", "--isolated", "--line-length", "120", path], check=True, capture_output=True)
    return path.read_text().removesuffix("\n")


@pytest.mark.parametrize(
    "statement",
    [
        f"def encode(value: list[{'X' * 60} | {'Y' * 60}], out: bytearray) -> None:",
        f"def decode(data: bytes, at: int) -> tuple[list[{'X' * 60} | None], int]:",
        f"raise no_branch_for({'x' * 50}, {'y' * 60}, 3)",
        f"target, at = read_decimal({'x' * 50}, {'y' * 60}, 3)",
        f"value: list[{'X' * 60} | {'Y' * 60}] = []",
    ],
)
def test_statements_that_are_too_long_are_broken_as_ruff_does(statement, tmp_path):
    ending = ["    pass"] if statement.endswith(":") else []
    lines = [*fitted([statement]), *ending]
    assert max(map(len, lines)) <= 120
    assert formatted("\n".join(lines), tmp_path) == "\n".join(lines)


@pytest.mark.parametrize("code", ["a", "f(a, g(b))", "dict[str, A | list[B]] | None", "[1, {'(': ','}]", '"a | b, c"'])
def test_an_expression_is_the_same_flat_as_it_was(code):
    assert flat(parsed(code)) == code


@pytest.mark.parametrize("value", ["", "it's", 'a "b"', 'it\'s "q" \\ \n', "\u202e\u2028\x7f\0", "🦦é", "\\"])
def test_a_text_is_read_back_as_it_was(value):
    shown = text(value)
    assert eval(shown) == value
    assert shown.isprintable()


@pytest.mark.parametrize("value", ["", "it's", '"', "\xff\0\\", "'\""])
def test_bytes_are_read_back_as_they_were(value):
    assert eval(bytes_literal(value)) == value.encode("latin-1")


@pytest.mark.parametrize(
    "doc", ['Ends in a "quote"', '"Begins" so', 'a """ inside', "back\\slash\\", "two\n  lines", "x"]
)
def test_a_docstring_ends_where_it_should(doc, tmp_path):
    lines = [*docstring(doc), "", "a = 1"]
    assert compile("\n".join(lines), "made", "exec")
    assert formatted("\n".join(lines), tmp_path) == "\n".join(lines)


def test_names_are_found_in_code_and_nowhere_else():
    code = [
        "class A(Struct):",
        '    """UUID in a docstring."""',
        '    b: "list[Decimal]" = field(default="date", name="x")',
        "    c = value.time(read=read_int)",
        '    """Two',
        '    lines with datetime."""',
    ]
    assert names_in(code) >= {"Struct", "Decimal", "field", "read_int"}
    assert not names_in(code) & {"UUID", "date", "time", "read", "datetime", "default"}


def test_imports_are_in_the_order_of_isort():
    names = ("b", "UUID_", "Decimal_", "T10", "T2", "Class_", "ClassBranch")
    assert imports(dict.fromkeys(names, "m") | {"z": "a"}) == [
        "from a import z",
        "from m import T2, T10, UUID_, Class_, ClassBranch, Decimal_, b",
    ]
