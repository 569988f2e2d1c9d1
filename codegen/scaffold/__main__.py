"""`python -m codegen.scaffold new|expand|contract|remove-sample`: writes the first form of schemas, handlers, tests.

It meets the world here alone: the files of a checkout, and git, which is asked whether all of them are kept.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from msgspec import UNSET

from codegen import published
from codegen.evolution.plain_defaults import plain_default
from codegen.files import SCHEMAS, Checkout, read
from codegen.model import Record, SchemaError
from codegen.scaffold import new as begin
from codegen.scaffold import record_text
from codegen.scaffold.contract import contract
from codegen.scaffold.edits import NotEditable
from codegen.scaffold.expand import expand
from codegen.scaffold.remove_sample import NEXT, remove_sample
from codegen.scaffold.schemas import path_of
from codegen.soundness import Faulty
from codegen.soundness import Refused as Unusable

REFUSED = 2
_REFUSALS = (begin.Refused, record_text.Refused, NotEditable, Unusable, Faulty)
_LOOKED_AT = ("*.md", "schemas/**/*", "services/**/*", "tests/**/*", "frontend/src/**/*")
_OWNED = ("schemas/**/*.avsc", "services/*/*.py", "tests/services/*.py")


def main(given: list[str] | None = None) -> int:
    """Exit with 0 and what is left to do, or with 2 and the reason for writing nothing."""
    arguments = _arguments(given)
    try:
        if arguments.command == "remove-sample":
            return _remove_sample(arguments)
        written, left = _work_out(arguments)
    except (*_REFUSALS, SchemaError, OSError, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    for path, text in sorted(written.items()):
        target = arguments.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"wrote {path}\n")
    sys.stdout.write("left to do:\n" + "".join(f"  {number}. {line}\n" for number, line in enumerate(left, 1)))
    return 0


def _work_out(arguments: argparse.Namespace) -> tuple[dict[str, str], tuple[str, ...]]:
    match arguments.command:
        case "new":
            made = begin.new(arguments.what, arguments.name, _texts(arguments.root))
            return dict(made.files), made.left
        case "expand":
            path, field, text = _field(arguments)
            new_type = None if arguments.type is None else _type(arguments.type)
            edited = expand(path, text, field, arguments.new, new_type)
            return {path: edited.text}, edited.left
        case "contract":
            path, field, text = _field(arguments)
            versions = _published(arguments)
            edited = contract(path, text, field, versions, _plain_default(arguments) if versions else UNSET)
            return {path: edited.text}, edited.left
        case other:
            raise ValueError(f"no command {other}")


def _remove_sample(arguments: argparse.Namespace) -> int:
    root: Path = arguments.root
    if not arguments.force:
        _refuse_unsaved(root)
    texts, others = checkout_files(root)
    removal = remove_sample(Checkout(root).parsed, texts, others)
    if not removal.gone:
        raise ValueError("the sample is not here any more: neither of its domains has a schema")
    for path in removal.gone:
        (root / path).unlink()
        _remove_empty((root / path).parent, root)
    for path, text in removal.changed.items():
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write("\n".join([*removal.summary(), "next:", *(f"  {line}" for line in NEXT), ""]))
    return 0


def _refuse_unsaved(root: Path) -> None:
    """What git keeps can be had back; anything else could not."""
    done = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError("git keeps nothing here, so what is removed could not be had back; --force removes it anyway")
    if done.stdout.strip():
        count = len(done.stdout.splitlines())
        these, them = ("1 file is", "it") if count == 1 else (f"{count} files are", "them")
        raise ValueError(f"{these} not committed; commit or stash {them} first (--force goes on without)")


def checkout_files(root: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The texts of a checkout that the sample can stand in, by path, and the paths of what is no text."""
    texts: dict[str, str] = {}
    others: list[str] = []
    for pattern in _LOOKED_AT:
        for path in sorted(root.glob(pattern)):
            name = path.relative_to(root).as_posix()
            if not path.is_file() or {"node_modules", "__pycache__"} & set(path.parts):
                continue
            try:
                texts[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                others.append(name)
    return texts, tuple(others)


def _remove_empty(folder: Path, root: Path) -> None:
    """Folders in which nothing is left but what Python keeps for itself."""
    while folder != root and all(path.name == "__pycache__" for path in folder.iterdir()):
        shutil.rmtree(folder)
        folder = folder.parent


def _texts(root: Path) -> dict[str, str]:
    found = (path for pattern in _OWNED for path in root.glob(pattern))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


def _field(arguments: argparse.Namespace) -> tuple[str, str, str]:
    """The schema's path, the field, and the schema's text."""
    full_name, _, field = arguments.field.rpartition(".")
    if not full_name:
        raise ValueError(f"expected <full name>.<field>, such as accounts.Registered.name; got {arguments.field}")
    path = path_of(full_name)
    if not (arguments.root / path).is_file():
        raise ValueError(f"there is no {path}; expected <full name>.<field>, such as accounts.Registered.name")
    return path, field, (arguments.root / path).read_text(encoding="utf-8")


def _published(arguments: argparse.Namespace) -> list[str]:
    """The published versions of the field's type, oldest first."""
    full_name = arguments.field.rpartition(".")[0]
    texts = dict(read(arguments.root / SCHEMAS / published.FOLDER, "*.avsc"))
    return published.history(texts).get(full_name, [])


def _plain_default(arguments: argparse.Namespace) -> Any:
    """The plainest default of the field as it is, if there is one."""
    full_name, _, name = arguments.field.rpartition(".")
    tree = Checkout(arguments.root).parsed
    named = tree.types[full_name]
    try:
        return next(
            plain_default(field.type, tree)
            for field in (named.fields if isinstance(named, Record) else ())
            if field.name == name
        )
    except (LookupError, StopIteration):
        return UNSET


def _type(text: str) -> Any:
    """A type as it is written in a schema; a bare name needs no quotes."""
    return json.loads(text) if text[:1] in ("{", "[", '"') else text


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m codegen.scaffold", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds schemas/ (default: this one)")
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="write a domain, or a type of one with its handler and its test")
    new.add_argument("what", choices=("domain", "command", "query", "event"))
    new.add_argument("name", help="billing, or accounts.Rename, or accounts.v2.Register")
    for name, purpose in (("expand", "put a new field beside one"), ("contract", "take a deprecated field out")):
        command = commands.add_parser(name, help=purpose)
        command.add_argument("field", help="the full name of the type and the field: accounts.Registered.name")
        if name == "expand":
            command.add_argument("new", nargs="+", help="the name of the new field, or of each that it is split into")
            command.add_argument("--type", help='their type, if it is another: long, or ["null", "string"]')
    remove = commands.add_parser("remove-sample", help="leave the platform for domains of one's own")
    remove.add_argument("--force", action="store_true", help="although there is something that is not committed")
    return parser.parse_args(given)


if __name__ == "__main__":
    sys.exit(main())
