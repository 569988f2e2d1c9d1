"""Brings `schemas/readers` to what the code says: what is known of unchanged sources is not found out again."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from codegen.files import SCHEMAS, Checkout, bring, read
from codegen.freshness import compare, difference
from codegen.model import SchemaError, Tree
from codegen.soundness import Faulty, Refused

from . import frontend
from .consumers import frontend_projection, python_projections, texts_of
from .projection import FOLDER, Projection, from_text
from .stamp import CACHE, FRONTEND, digest, frontend_sources, python_sources

MEND = "just readers"
_ANSWER_WITHIN_S = 600
_SHOWN_ERRORS = 5


def write(root: Path) -> str:
    """Write the projections that are not fresh, and say which."""
    fresh, present = _fresh(root)
    stale = compare(fresh, present)
    bring(fresh, present, root)
    written = "".join(f"wrote {file}\n" for file in stale)
    return written or f"{len(fresh)} reader projections are fresh\n"


def expect_fresh(root: Path) -> str:
    """Say nothing. Raises `Faulty` with what differs."""
    fresh, present = _fresh(root)
    stale = compare(fresh, present)
    if stale:
        what = f"{SCHEMAS}/{FOLDER} does not say what is read and made"
        raise Faulty(difference(stale, fresh, present, MEND, what=what))
    return ""


def _fresh(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The projections that the code gives and those that are there, by path below the root."""
    present = dict(read(root / SCHEMAS / FOLDER, "*.json"))
    fresh = texts_of(_projections(root, Checkout(root).parsed), _owners(present))
    return _placed(fresh), _placed(present)


def _placed(texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{SCHEMAS}/{FOLDER}/{name}": text for name, text in texts.items()}


def _projections(root: Path, tree: Tree) -> dict[str, Projection]:
    texts = {
        f"{folder}/{path}": text for folder in ("services", "gateway") for path, text in read(root / folder, "*.py")
    }
    cache = _Cache(root / CACHE, "python", digest(python_sources(root)))
    found: dict[str, Projection] | None = cache.get(dict[str, Projection])
    if found is None:
        try:
            found = python_projections(tree, texts, root / CACHE / "mypy")
        except SchemaError as error:
            raise Faulty(f"{error}\nmend it, then run `{MEND}`") from error
        cache.put(found)
    if (root / FRONTEND / frontend.TOOL).is_file():
        found[FRONTEND] = frontend_projection(_frontend_answer(root, tree))
    return found


def _owners(present: Mapping[str, str]) -> dict[str, str]:
    """The owners that somebody wrote into the files as they are."""
    found = {}
    for name, text in present.items():
        try:
            found[name.removesuffix(".json")] = from_text(text).owner
        except msgspec.MsgspecError:
            continue  # what is no projection is written anew
    return found


def _frontend_answer(root: Path, tree: Tree) -> frontend.Answer:
    """What the tool says of the sources as they are; asked once for each state of them."""
    asked = frontend.question(tree)
    sources = [("question", json.dumps(asked, sort_keys=True).encode()), *frontend_sources(root / FRONTEND)]
    cache = _Cache(root / CACHE, "frontend", digest(sources))
    answer: frontend.Answer | None = cache.get(frontend.Answer)
    if answer is None:
        answer = ask(root / FRONTEND, asked)
        if answer.errors:
            shown = "\n".join(f"  {FRONTEND}/{error}" for error in answer.errors[:_SHOWN_ERRORS])
            what = "the frontend does not compile, so nobody knows what it reads"
            raise Faulty(f"{what}:\n{shown}\nmend it, then run `{MEND}`")
        cache.put(answer)
    return answer


def ask(folder: Path, asked: Mapping[str, Any]) -> frontend.Answer:
    """Run the tool of a frontend. Raises `Refused` if it cannot run."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if node is None or not (folder / "node_modules" / "typescript").is_dir():
        raise Refused(
            "the frontend has changed, and what it reads cannot be seen without its packages: run `just frontend-build`"
        )
    command = [node, str(folder / frontend.TOOL)]
    ended = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, timeout=_ANSWER_WITHIN_S, check=False
    )
    if ended.returncode:
        raise Refused(f"{frontend.TOOL} ended with status {ended.returncode}:\n{ended.stderr}")
    return msgspec.json.decode(ended.stdout, type=frontend.Answer)


class _Cache:
    """What was found out about one state of the sources, so that it need not be found out again."""

    def __init__(self, folder: Path, kind: str, digest: str) -> None:
        self._kind = kind
        self._file = folder / f"{kind}-{digest}.json"

    def get(self, type_: type[Any]) -> Any:
        """None if it is not known, or cannot be read any more."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=type_)
        except (OSError, msgspec.MsgspecError):
            return None

    def put(self, value: Any) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        for old in self._file.parent.glob(f"{self._kind}-*.json"):
            old.unlink(missing_ok=True)
        self._file.write_bytes(msgspec.json.encode(value))
