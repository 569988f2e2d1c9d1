"""`python -m tests.golden_datums.write`: writes the datums of published versions that have none; changes no other."""

import io
import json
import sys
import tempfile
from pathlib import Path

import fastavro
import msgspec
from msgspec import Struct

from codegen.parse import parse
from tests.codegen.modules import imported
from tests.golden_datums.files import Version, versions
from tests.golden_datums.values import Values


class Datum(Struct, frozen=True):
    """The contents of the two files."""

    avro: bytes
    json: str


def datum_of(name: str, schema: str, folder: Path) -> Datum:
    """Values of a version: written as Avro by another implementation, and as JSON by what is generated from it."""
    tree = parse({"version.avsc": schema})
    written = fastavro.parse_schema(json.loads(schema))
    out = io.BytesIO()
    for value in Values(tree).of(name):
        fastavro.schemaless_writer(out, written, value)
    data = out.getvalue()
    texts: list[bytes] = []
    with imported(tree, folder, "version") as package:
        convert = package.catalog()[name].to_json
        at = 0
        while at < len(data) or not texts:
            value, at = package.decode(name, data, at)
            texts.append(msgspec.json.encode(value if convert is None else convert(value)))
    return Datum(data, msgspec.json.format(b"[" + b",".join(texts) + b"]", indent=2).decode() + "\n")


def main() -> int:
    """Say what was written."""
    missing = [version for version in versions() if not (version.avro.exists() and version.json.exists())]
    for version in missing:
        with tempfile.TemporaryDirectory() as folder:
            datum = datum_of(version.name, version.schema, Path(folder))
        _write(version, datum)
        sys.stdout.write(f"wrote a golden datum of {version}\n")
    return 0


def _write(version: Version, datum: Datum) -> None:
    version.avro.parent.mkdir(exist_ok=True)
    version.avro.write_bytes(datum.avro)
    version.json.write_text(datum.json, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
