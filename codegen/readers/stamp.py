"""The state of a checkout in which its projections were last found fresh: while it lasts, nobody need look again."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from . import frontend

CACHE = ".millrace/readers"
FRONTEND = "frontend"
_PYTHON = (("services", "*.py"), ("gateway", "*.py"), ("schemas", "*.avsc"))
_OWN_CODE = Path(__file__).parents[1]


class Stamp:
    """Kept below the root of the checkout."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._file = root / CACHE / "fresh"

    def holds(self) -> bool:
        """Whether nothing has changed since."""
        try:
            return self._file.read_text(encoding="utf-8") == self._state()
        except (OSError, UnicodeDecodeError):
            return False

    def set(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._state(), encoding="utf-8")

    def _state(self) -> str:
        projections = _files(self._root / "schemas" / "readers", "*.json")
        return digest([*python_sources(self._root), *frontend_sources(self._root / FRONTEND), *projections])


def python_sources(root: Path) -> Iterator[tuple[str, bytes]]:
    """All that can change what is found in Python code. Another analysis may give another answer, too."""
    yield "mypy", version("mypy").encode()
    for folder, pattern in _PYTHON:
        yield from _files(root / folder, pattern)
    yield from _files(_OWN_CODE, "*.py")


def frontend_sources(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the frontend that can change what it reads."""
    for source in frontend.SOURCES:
        base = folder / source
        for path in sorted(base.rglob("*")) if base.is_dir() else [base]:
            if path.is_file() and frontend.is_source(path.relative_to(folder).as_posix()):
                yield path.as_posix(), path.read_bytes()


def _files(base: Path, pattern: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(base.rglob(pattern)):
        if path.is_file():
            yield path.as_posix(), path.read_bytes()


def digest(sources: Iterable[tuple[str, bytes]]) -> str:
    """Tells apart any two states of some files, by their names and what is in them."""
    state = hashlib.sha256()
    for name, content in sources:
        state.update(f"{len(name)} {name} {len(content)} ".encode() + content)
    return state.hexdigest()
