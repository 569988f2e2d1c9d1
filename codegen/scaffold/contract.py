"""The last steps of a change in several: a deprecated field gets a default where readers need it, and then goes."""

import json
from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from codegen.evolution.levels import DEFAULT, directions
from codegen.json_places import Node
from codegen.scaffold.record_text import Edited, RecordText, Refused
from codegen.scaffold.schemas import full_name_of


def contract(file: str, text: str, field: str, published: Sequence[str] = (), plain_default: Any = UNSET) -> Edited:
    """Take a deprecated field out; give it `plain_default` instead as long as the newest version has none for it.

    `published` are the texts of the type's published versions, oldest first. Raises `Refused` for a field that is not
    marked as deprecated, and for one that older readers cannot do without; `SchemaError` for a text that is no JSON.
    """
    record = RecordText(file, text)
    node = record.named(field)
    if "deprecated" not in node.value.get("millrace", {}):
        raise Refused(f"`{field}` is not deprecated; `just expand` puts its successor beside it first")
    level = record.level or DEFAULT
    needing = _needing(field, published) if "FORWARD" in directions(level) else []
    if len(published) in needing:
        return _with_a_default(record, node, plain_default)
    if needing and level.endswith("_TRANSITIVE"):
        raise Refused(_stays(file, field, needing, level))
    kept = f"put it back if the fold needs it: events of before have their value in `{field}` alone"
    return Edited(
        record.without(node),
        (
            *([kept] if record.is_kept else []),
            f"take `{field}` out of the code",
            "`just readers`, `just check`, `just publish`, roll out",
        ),
    )


def _needing(field: str, published: Sequence[str]) -> list[int]:
    """The numbers of the published versions that have the field without a default."""
    fields = ((number, each) for number, text in enumerate(published, 1) for each in json.loads(text).get("fields", ()))
    return [number for number, each in fields if each["name"] == field and "default" not in each]


def _with_a_default(record: RecordText, node: Node, default: Any) -> Edited:
    """Readers of the next version find a value where none is written."""
    field = node.value["name"]
    if "default" in node.value:
        raise Refused(f"`{field}` has a default that is not published yet: `just publish`, roll out, then come back")
    if default is UNSET:
        raise Refused(f"give `{field}` a default by hand in {record.file}, `just publish`, roll out, then come back")
    return Edited(
        record.replaced(node, [node.value | {"default": default}]),
        (
            "`just check`, `just publish`, roll out: from then on no reader needs it",
            f"take `{field}` out of the code",
            f"`just contract` it again: then it goes, because {json.dumps(default)} stands for it",
        ),
    )


def _stays(file: str, field: str, needing: list[int], level: str) -> str:
    name = full_name_of(file)
    these, them = ("version", "it") if len(needing) == 1 else ("versions", "them")
    has = "has" if len(needing) == 1 else "have"
    return (
        f"{these} {_listed(needing)} of {name} {has} `{field}` without a default, and {level} counts whoever still "
        f"reads with {them}: it stays, deprecated as it is.\n"
        f"Once no process of {them} runs, it may go at a level that asks for the newest version alone:\n"
        f'  1. write "compatibility": "{level.removesuffix("_TRANSITIVE")}" into the `millrace` attribute of {file}\n'
        f"  2. `just accept LEVEL_LOWERED {name} --until DATE --reason TEXT`\n"
        f"  3. `just contract {name}.{field}`"
    )


def _listed(numbers: list[int]) -> str:
    *firsts, last = map(str, numbers)
    return f"{', '.join(firsts)} and {last}" if firsts else last
