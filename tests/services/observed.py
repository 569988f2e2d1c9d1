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
            file = Path(sys._getframe(1).f_code.co_filename)
            if file.parent.parent == ROOT / "services":
                seen.add((file.parent.name, name, fields[attribute]))
        return object.__getattribute__(self, attribute)

    return read


def unsaid(seen: Iterable[Read]) -> list[str]:
    """What was read although the projection of its domain does not say so."""
    return sorted(f"{domain}: {name}.{field}" for domain, name, field in seen if not _is_said(domain, name, field))


def _is_said(domain: str, name: str, field: str) -> bool:
    projection = _projection(domain)
    said = {*projection.reads.get(name, ()), *projection.makes.get(name, ())}
    return field in said or "*" in said


@cache
def _projection(domain: str) -> Projection:
    name = "platform" if domain in ("runner", "wire") else domain
    return from_text((ROOT / "schemas" / "readers" / f"{name}.json").read_text())
