"""Golden datums as this build reads them."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from services.wire.generated.catalog import CATALOG
from services.wire.resolution import Resolution
from tests.golden_datums.files import Version


def parts(version: Version) -> Iterator[bytes]:
    """The Avro of each value by itself."""
    resolution, data, at = Resolution(version.registry_text, CATALOG[version.name]), version.avro.read_bytes(), 0
    for _ in version.values():
        _, end = resolution.decode(data, at)
        yield data[at:end]
        at = end
    assert at == len(data), f"{version} ends at byte {at} of {len(data)}"


def of_today(version: Version) -> list[Any]:
    """The values in the JSON form that a gateway of this build gives them."""
    resolution = Resolution(version.registry_text, CATALOG[version.name])
    return [as_json(resolution.decode(part, 0)[0], version.name) for part in parts(version)]


def as_json(value: Struct, name: str) -> Any:
    """A value in our JSON form."""
    convert = CATALOG[name].to_json
    return msgspec.json.decode(msgspec.json.encode(value if convert is None else convert(value)))
