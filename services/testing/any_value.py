"""Hypothesis strategies for the values of every generated type."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st
from msgspec import Struct

from services.testing.composed import Composer
from services.testing.schema_text import schema_of
from services.wire import generated

T = TypeVar("T", bound=Struct)

_NOT_OF_SCHEMAS = {"branches", "canonical", "catalog", "client", "codec", "history", "json", "open_enum"}


def values(type_: type[T]) -> st.SearchStrategy[T]:
    """Any value of a type that its schema and its limits allow. Recursion is bounded."""
    return _values(type_)


def boundary(type_: type[T]) -> st.SearchStrategy[T]:
    """Values whose every part lies at a limit, or is easily got wrong: empty, longest, least, 1969, U+10FFFF."""
    return _boundary(type_)


def register() -> None:
    """Let `st.from_type` make any value of each generated type."""
    for type_ in generated_types():
        st.register_type_strategy(type_, values)


def generated_types() -> Iterator[type[Struct]]:
    """Every Struct that was made of a schema."""
    for module in pkgutil.iter_modules(generated.__path__):
        if module.name not in _NOT_OF_SCHEMAS:
            found = importlib.import_module(f"{generated.__name__}.{module.name}")
            yield from (each for each in vars(found).values() if _is_own(each, found.__name__))


def _is_own(each: Any, module: str) -> bool:
    return isinstance(each, type) and issubclass(each, Struct) and each.__module__ == module


@cache
def _values(type_: type[Struct]) -> st.SearchStrategy[Any]:
    return Composer(lambda leaf: leaf.any, is_at_limits=False).struct(type_, schema_of(type_))


@cache
def _boundary(type_: type[Struct]) -> st.SearchStrategy[Any]:
    return Composer(lambda leaf: leaf.limits, is_at_limits=True).struct(type_, schema_of(type_))
