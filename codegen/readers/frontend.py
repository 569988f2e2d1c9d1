"""What the frontend reads and makes: a question to `frontend/tools/reads.js`, and its answer."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from codegen import naming
from codegen.client_view import requests, sent_types, visible
from codegen.emit_typescript_text import input_name, lower_camel, module_of, plural, type_name
from codegen.model import Enum, Record, Tree

# Below the folder of the frontend.
TOOL = "tools/reads.js"
GENERATED = "src/app/wire/generated"
SOURCES = ("src", "tools", "package-lock.json", "tsconfig.json", "tsconfig.app.json")

# Of an enum and of a fixed type TypeScript has but a name for what they are: whoever uses the name uses all of it.
Role = Literal["record", "input", "name", "table", "commands"]


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
        put(named.name, type_name(named.name), "record" if isinstance(named, Record) else "name")
        if isinstance(named, Enum) and named.table:
            put(named.name, lower_camel(plural(naming.simple(named.name))), "table")
    for sent in (*requests(tree), *sent_types(tree)):
        if isinstance(sent, Record):
            put(sent.name, input_name(sent.name), "input")
    types[f"{GENERATED}/commands.ts"] = {"commands": {"name": "", "role": "commands"}}
    return {"types": types} | ({"without": without} if without else {})


def is_source(path: str) -> bool:
    """Whether a file of the frontend can change the answer: tests and styles cannot."""
    return path.endswith((".ts", ".html", ".js", ".json")) and not path.endswith(".spec.ts") and "/testing/" not in path
