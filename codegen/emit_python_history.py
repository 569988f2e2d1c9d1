"""Emit the published history at run time: the texts that a registry held before, of each type that travels."""

from collections.abc import Mapping

from .model import Tree
from .published import registry_texts
from .python_layout import WIDTH
from .python_text import body, docstring, joined, pieces, text

_HEAD = "EARLIER: dict[str, tuple[str, ...]] = "


def emit(tree: Tree, history: Mapping[str, list[str]]) -> dict[str, str]:
    """The module of earlier versions; `history` holds published texts by full name, oldest first."""
    header = docstring(
        "Earlier versions of the types that travel, oldest first, as a registry holds them; today's are in `catalog`.\n"
        "\n"
        "Generated from schemas/published by `just generate`."
    )
    rows: list[str] = []
    for record in tree.records():
        today = record.registry_text
        earlier = [one for one in registry_texts(record.name, history.get(record.name, [])) if one != today]
        if record.kind is not None and earlier:
            rows += [f"{text(record.name)}: (", *(line for one in earlier for line in body(_literal(one))), "),"]
    table = [f"{_HEAD}{{", *body(rows), "}"] if rows else [f"{_HEAD}{{}}"]
    return {"history.py": joined([header, table], between=1)}


def _literal(schema: str) -> list[str]:
    lines = pieces(schema, WIDTH - 14)
    return [f"{lines[0]},"] if len(lines) == 1 else ["(", *body(lines), "),"]
