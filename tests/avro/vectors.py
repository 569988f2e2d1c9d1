"""Avro's own vectors, as the Maven artifact of its tests ships them."""

import os
import re
from zipfile import ZipFile

from msgspec import Struct

from services.local.fetch import fetch
from services.local.places import CHECKOUT, places_of

DATA = "share/test/data"
_FORM = re.compile(
    r"^<<INPUT(?: (.+)|\n([\s\S]+?)\nINPUT)\n<<canonical (.+)(?:\n<<fingerprint (-?\d+))?$", re.MULTILINE
)


class Form(Struct, frozen=True):
    """A schema, its canonical form, and what CRC-64-AVRO makes of that as a signed number, where it is given."""

    schema: str
    canonical: str
    crc64: int | None


class Vectors:
    """The files of the artifact, by path."""

    def __init__(self) -> None:
        (jar,) = fetch("avro-vectors", places_of(CHECKOUT, os.environ).downloads).glob("*.jar")
        self._jar = ZipFile(jar)

    def read(self, path: str) -> bytes:
        return self._jar.read(path)

    def paths(self, ending: str) -> list[str]:
        return sorted(path for path in self._jar.namelist() if path.startswith("share/") and path.endswith(ending))

    def forms(self) -> list[Form]:
        text = self.read(f"{DATA}/schema-tests.txt").decode()
        return [
            Form(line or lines, canonical, int(crc64) if crc64 else None)
            for line, lines, canonical, crc64 in _FORM.findall(text)
        ]
