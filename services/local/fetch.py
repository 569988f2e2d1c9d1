"""Downloads a server's files: `python -m services.local.fetch kafka`."""

import hashlib
import os
import shutil
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from services.local import maven
from services.local.artifacts import Artifact, bundle, locked
from services.local.errors import LocalError
from services.local.places import CHECKOUT, places_of

AT_ONCE = 6


def fetch(server: str, downloads: Path) -> Path:
    """Makes sure that the server's files are there, verified and unpacked, and returns their folder."""
    artifacts = locked(server)
    folder = bundle(downloads, artifacts)
    if folder.exists():
        return folder
    downloads.mkdir(parents=True, exist_ok=True)
    # A folder appears under its name only when complete, and however many fetch it at once.
    with tempfile.TemporaryDirectory(dir=downloads, prefix=f".{server}-") as temporary:
        complete = Path(temporary, "complete")
        complete.mkdir()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            paths = pool.map(lambda artifact: _verified(artifact, Path(temporary, "repository")), artifacts)
            for count, path in enumerate(paths, 1):
                place(path, complete)
                print(f"downloaded {count} of {len(artifacts)} files", flush=True)
        try:
            complete.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    return folder


def _verified(artifact: Artifact, repository: Path) -> Path:
    path = maven.download(artifact, repository)
    found = digest(path)
    if found != artifact.sha256:
        raise LocalError(
            f"{artifact.file_name} is not the file that artifacts.lock names: "
            f"expected sha256 {artifact.sha256}, got {found}"
        )
    return path


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place(path: Path, folder: Path) -> None:
    """Puts a jar, or what an archive holds, into the folder."""
    if path.name.endswith(".tar.gz"):
        with tarfile.open(path) as archive:
            # Absent before Python 3.11.4; the digest has vouched for the archive anyway.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(folder)
    else:
        shutil.move(path, folder / path.name)


def main(arguments: list[str]) -> int:
    """Fetches each named server; 1 if one cannot be had."""
    try:
        for server in arguments:
            fetch(server, places_of(CHECKOUT, os.environ).downloads)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
