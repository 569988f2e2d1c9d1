"""The six columns, the two directions, and what a change does in each."""

from typing import Literal, get_args

Column = Literal["AVRO", "LOGICAL", "JSON", "PYTHON", "TYPESCRIPT", "CONTRACT"]
Direction = Literal["BACKWARD", "FORWARD"]
Verdict = Literal["ok", "warns", "breaks"]

COLUMNS: tuple[Column, ...] = get_args(Column)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
SOURCE: tuple[Column, ...] = ("PYTHON", "TYPESCRIPT")

# What a change does in each column, a letter for each direction: B and F break, b and f only warn.
# BACKWARD: the current version reads what is of the previous one. FORWARD: the previous reads what is of the current.
Effects = dict[Column, str]


def verdict(effects: Effects, column: Column, direction: Direction) -> Verdict:
    """What a change does in one column and direction."""
    letters = effects.get(column, "")
    if direction[0] in letters:
        return "breaks"
    return "warns" if direction[0].lower() in letters else "ok"
