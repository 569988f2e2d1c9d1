"""What wraps a value in a union whose branches could not be told apart: its `@type` is Avro's name of the branch.

Written by hand in codegen/python_branches.py and copied as it stands by `just generate`: edit it there.
"""

from typing import Generic, TypeVar

from msgspec import Struct

__all__ = [
    "ArrayBranch",
    "BytesBranch",
    "DoubleBranch",
    "FloatBranch",
    "IntBranch",
    "LongBranch",
    "MapBranch",
    "StringBranch",
]

T = TypeVar("T")


class IntBranch(Struct, Generic[T], frozen=True, tag="int", tag_field="@type"):
    """An Avro int, whatever its logical type makes of it."""

    value: T


class LongBranch(Struct, Generic[T], frozen=True, tag="long", tag_field="@type"):
    """An Avro long, whatever its logical type makes of it."""

    value: T


class FloatBranch(Struct, Generic[T], frozen=True, tag="float", tag_field="@type"):
    """An Avro float."""

    value: T


class DoubleBranch(Struct, Generic[T], frozen=True, tag="double", tag_field="@type"):
    """An Avro double."""

    value: T


class BytesBranch(Struct, Generic[T], frozen=True, tag="bytes", tag_field="@type"):
    """Avro bytes, or the decimal that they hold."""

    value: T


class StringBranch(Struct, Generic[T], frozen=True, tag="string", tag_field="@type"):
    """An Avro string, or the UUID that it holds."""

    value: T


class ArrayBranch(Struct, Generic[T], frozen=True, tag="array", tag_field="@type"):
    """An Avro array."""

    value: T


class MapBranch(Struct, Generic[T], frozen=True, tag="map", tag_field="@type"):
    """An Avro map."""

    value: T
