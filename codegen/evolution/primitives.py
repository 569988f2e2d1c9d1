"""What Avro reads of one primitive type as another, and what becomes of the value.

https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
"""

from typing import Literal

from codegen.model import LogicalName, PrimitiveName

# `exact`: every value stays what it was. `lossy`: a large number is rounded. `other`: it is no longer of its kind.
Conversion = Literal["exact", "lossy", "other"]

CONVERSIONS: dict[tuple[PrimitiveName, PrimitiveName], Conversion] = {
    ("int", "long"): "exact",
    ("int", "float"): "lossy",
    ("int", "double"): "exact",
    ("long", "float"): "lossy",
    ("long", "double"): "lossy",
    ("float", "double"): "exact",
    ("string", "bytes"): "other",
    ("bytes", "string"): "other",
}

DECIMALS: tuple[LogicalName, ...] = ("decimal", "big-decimal")

# Logical types that say the same thing in another unit.
FAMILIES: tuple[tuple[LogicalName, ...], ...] = (
    ("time-millis", "time-micros"),
    ("timestamp-millis", "timestamp-micros", "timestamp-nanos"),
    ("local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos"),
)


def is_unit_change(previous: LogicalName, current: LogicalName) -> bool:
    return any(previous in family and current in family for family in FAMILIES)
