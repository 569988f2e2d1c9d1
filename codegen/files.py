"""The files of a checkout, or of any folder of schemas: read with care, written only where they differ."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from . import outputs, published
from .freshness import compare, difference
from .lint import RULES, SOUND
from .model import SchemaError, Tree
from .soundness import Faulty, Refused, breaches, parsed

SCHEMAS = "schemas"


class Checkout:
    """The files of this repository, or of one like it, by path below its root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources, self.published = split(root / SCHEMAS)

    @cached_property
    def parsed(self) -> Tree:
        """The tree, whatever lint says of it."""
        if not self.sources:
            raise Refused(f"expected schemas in {SCHEMAS}/, found none; --root names the folder that holds {SCHEMAS}/")
        return parsed(self.sources, SCHEMAS)

    @cached_property
    def tree(self) -> Tree:
        found = breaches(self.parsed, RULES, self.sources, SCHEMAS)
        if found:
            raise Faulty(found)
        return self.parsed

    def fresh(self) -> dict[str, str]:
        """What the schemas and their history give."""
        try:
            return outputs.generate(self.tree, self.published)
        except SchemaError as error:
            raise Refused(str(error)) from error

    def generated(self) -> dict[str, str]:
        """Every file in the generated folders."""
        found = ((folder, path, text) for folder in outputs.FOLDERS for path, text in read(self.root / folder, "*"))
        return {f"{folder}/{path}": text for folder, path, text in found}


def any_tree(folder: Path) -> Tree:
    """A tree of which nothing is demanded but what generated code needs."""
    sources, _ = split(folder)
    if not sources:
        raise Refused(f"expected .avsc files in {folder}, found none; --schemas names the folder that holds them")
    name = name_of(folder)
    tree = parsed(sources, name)
    if not tree.types:
        raise Refused(f"expected a named type in {folder}, found none; code is generated for records, enums and fixed")
    found = breaches(tree, SOUND, sources, name)
    if found:
        raise Refused(found)
    return tree


def name_of(folder: Path) -> str:
    """What the files of places begin with."""
    return "" if folder == Path() else folder.as_posix()


def split(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The schemas of a folder and its published versions, each by path below their own folder."""
    texts = dict(read(folder, "*.avsc"))
    before = f"{published.FOLDER}/"
    sources = {path: text for path, text in texts.items() if not path.startswith(before)}
    return sources, {path.removeprefix(before): text for path, text in texts.items() if path.startswith(before)}


def read(base: Path, pattern: str) -> Iterator[tuple[str, str]]:
    """The files below a folder by path, but for hidden ones and what Python keeps for itself."""
    for path in sorted(base.rglob(pattern)):
        relative = path.relative_to(base)
        is_ours = not any(part.startswith(".") or part == "__pycache__" for part in relative.parts)
        if is_ours and path.is_file():
            yield relative.as_posix(), decoded(path)


def decoded(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Refused(f"{path}: expected UTF-8, got byte {error.object[error.start]:#04x} at {error.start}") from error


def bring(fresh: Mapping[str, str], present: Mapping[str, str], base: Path) -> str:
    """Write what is missing or changed, and remove what nothing generates any more."""
    stale = compare(fresh, present)
    for file in stale:
        target = base / file.path
        if file.state == "orphan":
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(fresh[file.path], encoding="utf-8", newline="\n")
    return f"{len(fresh)} files are fresh; {len(stale)} of them changed or went" if stale else "nothing changed"


def expect_fresh(fresh: Mapping[str, str], present: Mapping[str, str], mend: str) -> None:
    stale = compare(fresh, present)
    if stale:
        raise Faulty(difference(stale, fresh, present, mend))
