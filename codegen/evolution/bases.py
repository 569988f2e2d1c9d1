"""Where the other side of a comparison comes from: published versions, a folder, a git ref, a live registry.

With `__main__` the one module here that meets the world. A base that cannot be had raises `BaseUnavailable`, with the
reason: nothing is ever compared with nothing in silence.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from codegen.files import split
from codegen.model import SchemaError, Tree
from codegen.parse import parse
from codegen.published import FOLDER, history

from .check import Base
from .lineage import of_tree
from .registry_base import RegistryBase
from .unavailable import BaseUnavailable
from .versions import Text, Version, root_of

_GIT_TIMEOUT_S = 60


def published_base(files: Mapping[str, str], folder: str) -> Base:
    """Every published version; `files` are texts by path below the folder of published versions."""
    try:
        versions = {
            name: tuple(_published(name, number, text, folder) for number, text in enumerate(texts, start=1))
            for name, texts in history(files).items()
        }
    except SchemaError as error:
        raise BaseUnavailable(f"the published versions cannot be read: {error}") from error
    return Base(folder, versions)


def _published(name: str, number: int, text: str, folder: str) -> Version:
    path = f"{name}/{number}.avsc"
    held = Text(text, lambda: tree_of({path: text}, folder))
    try:
        root = root_of(held.schema)
    except ValueError:
        root = next(iter(held.tree.types), "none")
    if root != name:
        raise BaseUnavailable(f"{folder}/{path}: expected the type {name}, got {root or 'none'}")
    return Version(name, held, f"v{number}", number)


def base_of(against: str, tree: Tree, schemas: Path) -> Base:
    """The base that a word names: the URL of a registry, a folder, or a git ref."""
    if against.startswith(("http://", "https://")):
        return RegistryBase(against).load(tree)
    if against and Path(against).is_dir():
        sources, _ = split(Path(against))
        return _of_files(sources, against, against)
    return _of_ref(against, schemas)


def _of_ref(ref: str, schemas: Path) -> Base:
    """The schemas as a commit has them, at the same place in the repository."""
    if not schemas.is_dir():
        raise BaseUnavailable(f"there is no folder {schemas}")
    commit = _git(schemas, f"no folder is called {ref}, and git knows no such ref", "rev-parse", "--verify", "--quiet",
                  "--end-of-options", f"{ref}^{{commit}}").decode().strip()  # fmt: skip
    label = f"{ref}@{commit[:7]}"
    listed = _git(schemas, f"the files of {label} cannot be listed", "ls-tree", "-r", "-z", commit, ".").decode()
    objects = {}
    for line in filter(None, listed.split("\0")):
        about, _, path = line.partition("\t")
        if path.endswith(".avsc") and not path.startswith(f"{FOLDER}/"):
            objects[path] = about.split(" ")[2]
    texts = _contents(schemas, list(objects.values()), label)
    files = {path: _decoded(text, f"{label}:{path}") for path, text in zip(objects, texts, strict=True)}
    return _of_files(files, label, f"{label}:{schemas.as_posix()}")


def _contents(folder: Path, objects: list[str], label: str) -> list[bytes]:
    """The contents of git objects, in their order."""
    wanted = "".join(f"{name}\n" for name in objects).encode()
    answer = _git(folder, f"the files of {label} cannot be read", "cat-file", "--batch", sent=wanted)
    found, at = [], 0
    for _ in objects:
        end_of_head = answer.index(b"\n", at)
        size = int(answer[at:end_of_head].split(b" ")[2])
        found.append(answer[end_of_head + 1 : end_of_head + 1 + size])
        at = end_of_head + 1 + size + 1
    return found


def _git(folder: Path, problem: str, *arguments: str, sent: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], input=sent, capture_output=True, timeout=_GIT_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BaseUnavailable(f"{problem}: git cannot be run: {error}") from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise BaseUnavailable(f"{problem}{f': {said}' if said else ''}")
    return done.stdout


def _of_files(files: Mapping[str, str], label: str, folder: str) -> Base:
    if not files:
        raise BaseUnavailable(f"there are no schemas in {folder}")
    return Base(label, of_tree(tree_of(files, folder), label))


def tree_of(files: Mapping[str, str], folder: str) -> Tree:
    """The tree of some texts. Raises `BaseUnavailable` with every mistake in them."""
    try:
        return parse(files, folder)
    except ExceptionGroup as group:
        errors = "\n  ".join(str(error) for error in group.exceptions)
        raise BaseUnavailable(f"the schemas in {folder} cannot be read:\n  {errors}") from group


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BaseUnavailable(f"{path}: expected UTF-8, got byte {data[error.start]:#04x} at {error.start}") from error
