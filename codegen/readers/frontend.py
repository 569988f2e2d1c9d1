"""What the frontend reads and makes: a question to `frontend/tools/reads.js`, and its answer."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from codegen import naming
from codegen.client_view import requests, visible
from codegen.emit_typescript_text import lower_camel, module_of, plural
from codegen.emit_typescript_types import input_name
from codegen.model import Enum, Tree

# Below the folder of the frontend.
TOOL = "tools/reads.js"
GENERATED = "src/app/wire/generated"
SOURCES = ("src", "tools", "package-lock.json", "tsconfig.json", "tsconfig.app.json")

Role = Literal["record", "input", "enum", "table", "commands"]


class Answer(Struct, frozen=True):
    """What the tool found; `errors` are the compiler's."""

    reads: dict[str, tuple[str, ...]]
    makes: dict[str, tuple[str, ...]]
    errors: tuple[str, ...] = ()


def question(tree: Tree, without: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """Which exported names stand for which types; `without` has fields to be taken out of them."""
    types: dict[str, dict[str, dict[str, str]]] = {}

    def put(full_name: str, exported: str, role: Role) -> None:
        file = f"{GENERATED}/{module_of(naming.namespace(full_name))}.ts"
        types.setdefault(file, {})[exported] = {"name": full_name, "role": role}

    for named in visible(tree):
        simple = naming.simple(named.name)
        put(named.name, simple, "enum" if isinstance(named, Enum) else "record")
        if isinstance(named, Enum) and named.table:
            put(named.name, lower_camel(plural(simple)), "table")
    for record in requests(tree):
        put(record.name, input_name(record), "input")
    types[f"{GENERATED}/commands.ts"] = {"commands": {"name": "", "role": "commands"}}
    return {"types": types} | ({"without": without} if without else {})


def is_source(path: str) -> bool:
    """Whether a file of the frontend can change the answer: tests and styles cannot."""
    return path.endswith((".ts", ".html", ".js", ".json")) and not path.endswith(".spec.ts") and "/testing/" not in path
