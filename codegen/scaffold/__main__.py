"""`python -m codegen.scaffold new|expand|contract`: writes the first form of schemas, handlers and tests."""

import argparse
import json
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
from codegen.scaffold.schemas import path_of
from codegen.soundness import Faulty
from codegen.soundness import Refused as Unusable

REFUSED = 2
_REFUSALS = (begin.Refused, record_text.Refused, NotEditable, Unusable, Faulty)
_OWNED = ("schemas/**/*.avsc", "services/*/*.py", "tests/services/*.py")


def main(given: list[str] | None = None) -> int:
    """Exit with 0 and what is left to do, or with 2 and the reason for writing nothing."""
    arguments = _arguments(given)
    try:
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


def _texts(root: Path) -> dict[str, str]:
    found = (path for pattern in _OWNED for path in root.glob(pattern))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


def _field(arguments: argparse.Namespace) -> tuple[str, str, str]:
    """The schema's path, the field, and the schema's text."""
    full_name, _, field = arguments.field.rpartition(".")
    if not full_name:
        raise ValueError(f"expected <full name>.<field>, such as board.NoteEdited.version; got {arguments.field}")
    path = path_of(full_name)
    if not (arguments.root / path).is_file():
        raise ValueError(f"there is no {path}; expected <full name>.<field>, such as board.NoteEdited.version")
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
        command.add_argument("field", help="the full name of the type and the field: board.NoteEdited.version")
        if name == "expand":
            command.add_argument("new", nargs="+", help="the name of the new field, or of each that it is split into")
            command.add_argument("--type", help='their type, if it is another: long, or ["null", "string"]')
    return parser.parse_args(given)


if __name__ == "__main__":
    sys.exit(main())
