"""Watches which fields of generated values the code of a domain reads."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from codegen.naming import camel
from codegen.readers.projection import Projection, from_text
from services.wire.entry import key_text
from services.wire.generated.catalog import CATALOG
from services.wire.generated.wire import Sealed

ROOT = Path(__file__).parents[2]
# A domain, the full name of a type, and a field.
Read = tuple[str, str, str]


@contextmanager
def observing() -> Iterator[set[Read]]:
    """Collects every read that a file below `services/<domain>/` makes, until the end of the block."""
    seen: set[Read] = set()
    watched = [*(entry.type for entry in CATALOG.values()), Sealed]
    with pytest.MonkeyPatch.context() as patched:
        for type_ in watched:
            patched.setattr(type_, "__getattribute__", _watching(type_, seen))
        yield seen


def _watching(type_: type[Struct], seen: set[Read]) -> Callable[[Struct, str], Any]:
    fields = {attribute: camel(attribute) for attribute in type_.__struct_fields__}
    name = str(type_.__struct_config__.tag)

    def read(self: Struct, attribute: str) -> Any:
        if attribute in fields:
            code = sys._getframe(1).f_code
            file = Path(code.co_filename)
            # That a key is read, the schema says itself.
            if file.parent.parent == ROOT / "services" and code is not key_text.__code__:
                seen.add((file.parent.name, name, fields[attribute]))
        return object.__getattribute__(self, attribute)

    return read


def unsaid(seen: Iterable[Read]) -> list[str]:
    """What was read although the projection of its domain does not say so.

    A domain that has none yet is `just check`'s to name: its first tests pass before `just readers` has run.
    """
    return sorted(f"{domain}: {name}.{field}" for domain, name, field in seen if not _is_said(domain, name, field))


def _is_said(domain: str, name: str, field: str) -> bool:
    projection = _projection(domain)
    if projection is None:
        return True
    said = {*projection.reads.get(name, ()), *projection.makes.get(name, ())}
    return field in said or "*" in said


@cache
def _projection(domain: str) -> Projection | None:
    name = "platform" if domain in ("runner", "wire") else domain
    path = ROOT / "schemas" / "readers" / f"{name}.json"
    return from_text(path.read_text()) if path.is_file() else None
