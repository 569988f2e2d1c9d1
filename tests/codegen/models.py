"""Model trees from a few words, for what the parser has nothing to do with."""

from typing import Any

from msgspec import UNSET

from codegen.model import Enum, Field, Fixed, Named, Place, Record, Tree, Type
from codegen.registry_text import Definitions

PLACE = Place("test")


def record(name: str, *fields: Field, **attributes: Any) -> Record:
    """A record whose registered text has no fields: what needs more is parsed from schemas."""
    namespace, _, simple = name.rpartition(".")
    written = {"type": "record", "name": simple, "namespace": namespace, "fields": []}
    definitions = Definitions({name: written})
    return Record(name=name, doc=f"A {name}.", fields=fields, definitions=definitions, place=PLACE, **attributes)


def field(name: str, written: Type, default: Any = UNSET, **attributes: Any) -> Field:
    return Field(name=name, type=written, doc=f"The {name}.", default=default, place=PLACE, **attributes)


def enum(name: str, *symbols: str, **attributes: Any) -> Enum:
    return Enum(name=name, doc=f"A {name}.", symbols=symbols, place=PLACE, **attributes)


def fixed(name: str, size: int, logical: Any = None, **attributes: Any) -> Fixed:
    return Fixed(name=name, doc=f"A {name}.", size=size, logical=logical, place=PLACE, **attributes)


def tree(*named: Named) -> Tree:
    return Tree(types={each.name: each for each in sorted(named, key=lambda each: each.name)})
