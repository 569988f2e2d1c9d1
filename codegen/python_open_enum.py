"""Enums that later versions may add symbols to.

Written by hand in codegen/python_open_enum.py and copied as it stands by `just generate`: edit it there.
"""

from enum import StrEnum
from typing import Self


class OpenEnum(StrEnum):
    """A symbol that this version does not know becomes a member that keeps its text; Avro cannot write it."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether this version has the symbol."""
        return type(self).__members__.get(self.name) is self
