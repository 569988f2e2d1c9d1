"""Patterns: what Python, RE2 and ECMAScript read alike, anchored at both ends."""

import re
from collections.abc import Iterator

_ESCAPES = frozenset("\\^$.|?*+()[]{}/-ntrfv")
_TOKEN = re.compile(
    r"""
    (?P<escape> \\ .? )
  | (?P<set> \[ \^? (?: \\. | [^\]\\\[] )* \] )
  | (?P<group> \( (?: \?: )? )
  | (?P<close> \) )
  | (?P<repeat> [*+?] \?? | \{ [0-9]+ (?: , [0-9]* )? \} \?? )
  | (?P<or> \| )
  | (?P<special> [\^$.\[\]{}] )
  | (?P<text> [^\\] )
    """,
    re.VERBOSE | re.DOTALL,
)


def problem(pattern: str) -> str | None:
    """Why a pattern is refused, or None. `$` stands for the very end, in every language."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return "expected a pattern anchored with ^ and $"
    try:
        re.compile(pattern)
    except re.error as error:
        return f"expected a regular expression: {error}"
    return _difference(pattern[1:-1])


def tokens(inner: str) -> Iterator[tuple[str, str]]:
    """The parts of a pattern between its anchors: escape, set, group, close, repeat, or, special, text."""
    return ((str(token.lastgroup), token[0]) for token in _TOKEN.finditer(inner))


def _difference(inner: str) -> str | None:
    """The first thing that the three languages read differently."""
    depth = 0
    before = ""
    for kind, text in tokens(inner):
        match kind:
            case "escape" | "set":
                unknown = [part for part in re.findall(r"\\(.?)", text, re.DOTALL) if part not in _ESCAPES or not part]
                if unknown:
                    return f"expected brackets such as [0-9] for \\{unknown[0]}, which languages read differently"
            case "group":
                depth += 1
            case "close":
                depth -= 1
            case "or" if depth == 0:
                return "expected alternatives in a group, ^(?:a|b)$: the anchors bind more tightly than |"
            case "special":
                return f"expected `{text}` escaped or in brackets; for any character but a line's end write [^\\n]"
            case "repeat" if before in ("repeat", "group", "or", ""):
                return (
                    f"expected something to repeat before `{text}`; possessive and extended groups differ by language"
                )
        before = kind
    return None
