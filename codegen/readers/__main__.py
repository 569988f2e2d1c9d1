"""`python -m codegen.readers [--check]`: keeps `schemas/readers`, which says who reads what."""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from codegen.files import SCHEMAS, Checkout, bring, decoded, read
from codegen.freshness import compare, difference
from codegen.model import SchemaError, Tree
from codegen.readers import frontend
from codegen.readers.consumers import frontend_projection, python_projections, texts_of
from codegen.readers.projection import FOLDER, Projection, from_text
from codegen.soundness import Faulty, Refused

FRONTEND = "frontend"
CACHE = ".millrace/readers"
MEND = "just generate"
FAULTY = 1
REFUSED = 2
_ANSWER_WITHIN_S = 600
_SHOWN_ERRORS = 5


def _run(arguments: argparse.Namespace) -> str:
    root: Path = arguments.root
    tree = Checkout(root).parsed
    present = dict(read(root / SCHEMAS / FOLDER, "*.json"))
    fresh = texts_of(_projections(root, tree), _owners(present))
    stale = compare(_placed(fresh), _placed(present))
    if arguments.check:
        if stale:
            what = f"{SCHEMAS}/{FOLDER} does not say what is read and made"
            raise Faulty(difference(stale, _placed(fresh), _placed(present), MEND, what=what))
        return ""
    bring(_placed(fresh), _placed(present), root)
    written = "".join(f"wrote {file}\n" for file in stale)
    return written or f"{len(fresh)} reader projections are fresh\n"


def _placed(texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{SCHEMAS}/{FOLDER}/{name}": text for name, text in texts.items()}


def _projections(root: Path, tree: Tree) -> dict[str, Projection]:
    texts = {
        f"{folder}/{path}": text for folder in ("services", "gateway") for path, text in read(root / folder, "*.py")
    }
    sources = [*sorted(texts.items()), *sorted(read(root / SCHEMAS, "*.avsc")), *_own_code()]
    cache = _Cache(root / CACHE, "python", _digest(sources))
    found: dict[str, Projection] | None = cache.get(dict[str, Projection])
    if found is None:
        try:
            found = python_projections(tree, texts)
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
    sources = [("question", json.dumps(asked, sort_keys=True)), *_frontend_sources(root / FRONTEND)]
    cache = _Cache(root / CACHE, "frontend", _digest(sources))
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


def _digest(sources: Iterable[tuple[str, str]]) -> str:
    """Tells apart any two states of some texts, by their names and what is in them."""
    state = hashlib.sha256()
    for name, text in sources:
        state.update(f"{len(name)} {name} {len(text)} {text}".encode())
    return state.hexdigest()


def _own_code() -> Iterator[tuple[str, str]]:
    """Another analysis may give another answer."""
    return read(Path(__file__).parents[1], "*.py")


def _frontend_sources(folder: Path) -> Iterator[tuple[str, str]]:
    """The files of the frontend that can change what it reads."""
    for source in frontend.SOURCES:
        base = folder / source
        for path in sorted(base.rglob("*")) if base.is_dir() else [base]:
            name = path.relative_to(folder).as_posix()
            if path.is_file() and frontend.is_source(name):
                yield name, decoded(path)


def main(given: list[str] | None = None) -> int:
    """Exit with 0 if all is well, 1 if something has to be mended, 2 if the command cannot go on."""
    parser = argparse.ArgumentParser(prog="python -m codegen.readers", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds schemas/ (default: this one)")
    parser.add_argument("--check", action="store_true", help="write nothing; show what would change")
    try:
        sys.stdout.write(_run(parser.parse_args(given)))
    except Faulty as fault:
        sys.stderr.write(f"{fault}\n")
        return FAULTY
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    return 0


def _guarded() -> int:
    """A fault of this command itself must not look like a file that is not fresh."""
    try:
        return main()
    except Exception:  # the last resort of a process: shown in full, and told apart
        traceback.print_exc()
        return REFUSED


if __name__ == "__main__":
    sys.exit(_guarded())
