"""What a failing step of a scenario says: what was expected, what came, where they differ, and what to change."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from services.testing.differences import shown


def listed(values: Sequence[Struct]) -> str:
    return "\n".join(map(shown, values)) or "none"


def told(about: str, expected: str, came: str, found: list[str], to_mend: str) -> str:
    """What was expected, what came, where they differ, and what to look at."""
    lines = [
        f"{about} is not as expected.",
        "expected:",
        *(f"    {line}" for line in expected.splitlines()),
        "got:",
        *(f"    {line}" for line in came.splitlines()),
    ]
    if len(found) > 1 or (found and not found[0].startswith("all of it")):
        lines += ["where they differ:", *(f"    {line}" for line in found)]
    return "\n".join([*lines, f"To mend it: change {to_mend}, or what the test expects."])


def nothing_yet(asking: str, before: str) -> str:
    return f"nothing has happened yet.\nTo mend it: {before} goes before {asking}(...)."


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{getattr(function, '__name__', function)}"
