"""`python -m codegen.readers [--check]`: keeps `schemas/readers`, which says who reads what."""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from codegen.files import SCHEMAS, Checkout, bring, read
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
    try:
        found = python_projections(tree, texts)
    except SchemaError as error:
        raise Faulty(f"{error}\nmend it, then run `{MEND}`") from error
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
    cached = root / CACHE / f"{_digest(root / FRONTEND, asked)}.json"
    if cached.is_file():
        return msgspec.json.decode(cached.read_bytes(), type=frontend.Answer)
    answer = ask(root / FRONTEND, asked)
    if answer.errors:
        shown = "\n".join(f"  {FRONTEND}/{error}" for error in answer.errors[:_SHOWN_ERRORS])
        raise Faulty(
            f"the frontend does not compile, so nobody knows what it reads:\n{shown}\nmend it, then run `{MEND}`"
        )
    cached.parent.mkdir(parents=True, exist_ok=True)
    for old in cached.parent.glob("*.json"):
        old.unlink()
    cached.write_bytes(msgspec.json.encode(answer))
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


def _digest(folder: Path, asked: Mapping[str, Any]) -> str:
    """Tells apart any two states of the frontend that may read other fields."""
    state = hashlib.sha256(json.dumps(asked, sort_keys=True).encode())
    for source in frontend.SOURCES:
        base = folder / source
        for path in sorted(base.rglob("*")) if base.is_dir() else [base]:
            name = path.relative_to(folder).as_posix()
            if path.is_file() and frontend.is_source(name):
                state.update(f"\0{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


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
