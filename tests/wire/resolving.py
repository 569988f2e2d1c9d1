"""Reads data by two schemas that are written as JSON has them, and makes such schemas in few words."""

import json
from typing import Any

import pytest

from services.wire.generated.codec.primitives import AvroError
from services.wire.resolution import resolve


def read(writer: Any, reader: Any, data: bytes) -> bytes:
    out = bytearray()
    assert resolve(json.dumps(writer), json.dumps(reader))(data, 0, out) == len(data)
    return bytes(out)


def refused(writer: Any, reader: Any, data: bytes) -> str:
    """What is said of data that cannot be read."""
    with pytest.raises(AvroError) as caught:
        read(writer, reader, data)
    return str(caught.value)


def record(*fields: dict[str, Any], name: str = "R", **more: Any) -> dict[str, Any]:
    return {"type": "record", "name": name, "fields": list(fields), **more}


def field(name: str, kind: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


def enum(name: str, *symbols: str, **more: Any) -> dict[str, Any]:
    return {"type": "enum", "name": name, "symbols": list(symbols), **more}


def fixed(name: str, size: int, **more: Any) -> dict[str, Any]:
    return {"type": "fixed", "name": name, "size": size, **more}


def array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def decimal(precision: int, scale: int) -> dict[str, Any]:
    return {"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale}
