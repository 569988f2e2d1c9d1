"""Schema trees for tests: from folders on disk, or from a few words."""

import json
from pathlib import Path
from typing import Any

from codegen.model import SchemaError, Tree
from codegen.parse import parse

ROOT = Path(__file__).parents[2]


def sources(folder: Path) -> dict[str, str]:
    """The texts of a folder of schemas by path, published versions left out."""
    paths = sorted(path for path in folder.rglob("*.avsc") if "published" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


def repository_tree() -> Tree:
    """The schemas of this repository."""
    return parse(sources(ROOT / "schemas"))


def record(name: str, *fields: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A record by full name; `millrace={...}` and the like go beside its fields."""
    namespace, _, simple = name.rpartition(".")
    head = {"type": "record", "name": simple, "namespace": namespace, "doc": f"A {simple}."}
    return head | members | {"fields": list(fields)}


def enum(name: str, *symbols: str, **members: Any) -> dict[str, Any]:
    namespace, _, simple = name.rpartition(".")
    head = {"type": "enum", "name": simple, "namespace": namespace, "doc": f"A {simple}."}
    return head | members | {"symbols": list(symbols)}


def field(name: str, written: Any = "string", **members: Any) -> dict[str, Any]:
    return {"name": name, "type": written, "doc": f"The {name}."} | members


def tree(*named: dict[str, Any]) -> Tree:
    """A tree of these types, each written to the file where it belongs."""
    return parse(texts(*named))


def texts(*named: dict[str, Any]) -> dict[str, str]:
    return {
        f"{one['namespace'].replace('.', '/')}/{one['name']}.avsc": json.dumps(one, indent=2, ensure_ascii=False)
        for one in named
    }


def refusals(files: dict[str, str]) -> list[SchemaError]:
    """Every mistake for which the parser refuses these files."""
    try:
        parse(files)
    except ExceptionGroup as group:
        return [error for error in group.exceptions if isinstance(error, SchemaError)]
    raise AssertionError("the schemas were taken")


def refused(*named: dict[str, Any]) -> str:
    """What is said of these types, of which one has a mistake."""
    (error,) = refusals(texts(*named))
    return error.message


def written(schema: Any) -> Tree:
    """A tree of one file, `any.avsc`, that holds any schema at all."""
    return parse({"any.avsc": json.dumps(schema)})
