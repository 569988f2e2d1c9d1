"""Keeps libraries from loading what nobody asked them for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast


@contextmanager
def without(package: str) -> Iterator[None]:
    """Let imports inside the block do as if a package was not installed, unless it is loaded already.

    Some look for a package and load it for no other reason than that it is there: OpenTelemetry costs every process
    70 ms and 3 MB so.
    """
    modules = cast("dict[str, Any]", sys.modules)
    if package in modules:
        yield
        return
    modules[package] = None  # https://docs.python.org/3/reference/import.html#the-module-cache
    try:
        yield
    finally:
        del modules[package]
