"""Which files the servers and the Java of the tests consist of: `artifacts.lock`, one a line, with its digest."""

import hashlib
from pathlib import Path

from msgspec import Struct

from services.local.errors import LocalError

LOCK = Path(__file__).with_name("artifacts.lock")


class Artifact(Struct, frozen=True, order=True):
    """One file of a Maven repository, pinned by what it contains."""

    server: str
    group: str
    name: str
    version: str
    classifier: str
    packaging: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name that the file has in the repository."""
        classifier = f"-{self.classifier}" if self.classifier else ""
        return f"{self.name}-{self.version}{classifier}.{self.packaging}"

    @property
    def line(self) -> str:
        """The artifact as it is written in the lock."""
        return f"{self.server} {self.group}:{self.name}:{self.version}:{self.classifier}:{self.packaging} {self.sha256}"


def parse_lock(text: str) -> list[Artifact]:
    """Reads lines of `server group:name:version:classifier:packaging sha256`; anything else is refused."""
    artifacts = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        try:
            server, coordinates, sha256 = line.split(" ")
            group, name, version, classifier, packaging = coordinates.split(":")
        except ValueError as error:
            raise LocalError(
                f"{LOCK.name}:{number}: not a locked file: {line!r}; `just lock` writes this file"
            ) from error
        artifacts.append(Artifact(server, group, name, version, classifier, packaging, sha256))
    return artifacts


def locked(server: str) -> list[Artifact]:
    """The files of one server."""
    return [artifact for artifact in parse_lock(LOCK.read_text()) if artifact.server == server]


def bundle(downloads: Path, artifacts: list[Artifact]) -> Path:
    """Names the folder that holds these files once they are complete; other files have another name."""
    digest = hashlib.sha256("\n".join(artifact.line for artifact in artifacts).encode()).hexdigest()
    return downloads / f"{artifacts[0].server}-{artifacts[0].version}-{digest[:12]}"
