"""Plain data as values of the generated types."""

import struct
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from codegen import naming
from codegen.model import Array, Enum, Fixed, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from codegen.union_forms import Branch, branches_of
from tests.avro.logical import big_decimal_of, decimal_of
from tests.codegen.modules import Package

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL_EPOCH = _EPOCH.replace(tzinfo=None)


class Maker:
    """Makes values of one tree's types, as its generated package has them."""

    def __init__(self, tree: Tree, package: Package) -> None:
        self._tree = tree
        self._package = package

    def made(self, plain: Any, written: Type) -> Any:
        """A value of a type from plain data, in which a value of a union is a pair of branch and value."""
        match written:
            case Primitive():
                return _of_primitive(plain, written)
            case Array(items):
                return [self.made(item, items) for item in plain]
            case Map(values):
                return {key: self.made(item, values) for key, item in plain.items()}
            case Union():
                name, inner = plain
                (branch,) = (branch for branch in branches_of(written, self._tree) if branch.name == name)
                value = self.made(inner, branch.type)
                return self._wrapper(branch)(value=value) if branch.is_wrapped else value
            case Reference(name):
                return self._of_named(plain, self._tree.types[name])

    def _wrapper(self, branch: Branch) -> Any:
        if isinstance(branch.type, Reference):
            return getattr(self._package.module(naming.module(branch.name)), naming.branch_class(branch.name))
        return getattr(self._package.module("branches"), f"{naming.pascal(branch.name)}Branch")

    def _of_named(self, plain: Any, named: Named) -> Any:
        match named:
            case Fixed():
                return self._of_fixed(plain, named)
            case Enum():
                return self._class(named)(plain)
            case Record():
                fields = {naming.attribute(field.name): (plain[field.name], field.type) for field in named.fields}
                return self._class(named)(**{name: self.made(*field) for name, field in fields.items()})

    def _class(self, named: Named) -> Any:
        return getattr(self._package.module(naming.module(named.name)), naming.class_name(named.name))

    def _of_fixed(self, plain: bytes, fixed: Fixed) -> Any:
        match fixed.logical:
            case "decimal":
                return decimal_of(plain, fixed.scale)
            case "uuid":
                return UUID(bytes=plain)
            case "duration":
                months, days, milliseconds = struct.unpack("<III", plain)
                duration = self._package.module("codec.primitives").Duration
                return duration(months=months, days=days, milliseconds=milliseconds)
            case _:
                return plain


def _of_primitive(plain: Any, written: Primitive) -> Any:
    match written.logical:
        case None | "timestamp-nanos" | "local-timestamp-nanos":
            return plain
        case "decimal":
            return decimal_of(plain, written.scale)
        case logical:
            return _MAKERS[logical](plain)


_MAKERS: dict[str, Callable[[Any], Any]] = {
    "big-decimal": big_decimal_of,
    "uuid": UUID,
    "date": lambda days: date(1970, 1, 1) + timedelta(days=days),
    "time-millis": lambda count: (_LOCAL_EPOCH + timedelta(milliseconds=count)).time(),
    "time-micros": lambda count: (_LOCAL_EPOCH + timedelta(microseconds=count)).time(),
    "timestamp-millis": lambda count: _EPOCH + timedelta(milliseconds=count),
    "timestamp-micros": lambda count: _EPOCH + timedelta(microseconds=count),
    "local-timestamp-millis": lambda count: _LOCAL_EPOCH + timedelta(milliseconds=count),
    "local-timestamp-micros": lambda count: _LOCAL_EPOCH + timedelta(microseconds=count),
}
