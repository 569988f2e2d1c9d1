"""The datums that are checked in, and the published versions that they are of."""

import json
from pathlib import Path
from typing import Any

from msgspec import Struct

from codegen import published
from services.wire.generated.catalog import CATALOG
from tests.codegen.trees import ROOT

FOLDER = Path(__file__).parent
MEND = "to mend it: .venv/bin/python -m tests.golden_datums.write"


class Version(Struct, frozen=True):
    """One published version, and where its datum belongs."""

    name: str
    number: int
    schema: str

    @property
    def avro(self) -> Path:
        return FOLDER / self.name / f"{self.number}.avro"

    @property
    def json(self) -> Path:
        return FOLDER / self.name / f"{self.number}.json"

    @property
    def registry_text(self) -> str:
        """What a registry holds of it."""
        (text,) = published.registry_texts(self.name, [self.schema])
        return text

    def values(self) -> list[dict[str, Any]]:
        """The values of the datum."""
        return json.loads(self.json.read_text())

    def __str__(self) -> str:
        return f"{self.name}/{self.number}"


def versions() -> list[Version]:
    """Every published version of each type that travels today."""
    folder = ROOT / "schemas" / published.FOLDER
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.avsc")}
    return [
        Version(name, number, schema)
        for name, schemas in sorted(published.history(texts).items())
        if name in CATALOG and CATALOG[name].topics
        for number, schema in enumerate(schemas, 1)
    ]
