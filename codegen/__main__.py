"""`python -m codegen generate|check|lint|publish|accept`.

It meets the world through `files`, which reads and writes the disk, and `evolution.bases`, which fetches what the
schemas are compared with.
"""

import argparse
import shlex
import sys
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

from . import commands, outputs
from .evolution.levels import LEVELS
from .evolution.reports import FORMATS
from .evolution.unavailable import BaseUnavailable
from .files import Checkout, any_tree, bring, decoded, expect_fresh
from .freshness import is_generated
from .soundness import Faulty, Refused

FAULTY = 1
REFUSED = 2


def _generate(arguments: argparse.Namespace) -> str:
    if arguments.schemas is not None:
        return _generate_elsewhere(arguments)
    checkout = Checkout(arguments.root)
    fresh = checkout.fresh()
    if arguments.check:
        expect_fresh(fresh, checkout.generated(), "just generate")
        return f"{len(fresh)} files are fresh"
    return bring(fresh, checkout.generated(), arguments.root)


def _generate_elsewhere(arguments: argparse.Namespace) -> str:
    """From any tree of schemas into folders that may hold other files too."""
    tree = any_tree(arguments.schemas)
    fresh: dict[str, str] = {}
    present: dict[str, str] = {}
    command = ["python", "-m", "codegen", "generate", "--schemas", str(arguments.schemas)]
    for option, folder, emit, ending in (
        ("--python", arguments.python, outputs.python, "py"),
        ("--typescript", arguments.typescript, outputs.typescript, "ts"),
    ):
        if folder is not None:
            fresh |= {(folder / path).as_posix(): text for path, text in emit(tree).items()}
            present |= _generated_before(folder, ending)
            command += [option, str(folder)]
    present |= {path: decoded(Path(path)) for path in fresh if Path(path).is_file()}
    foreign = [path for path, text in present.items() if fresh.get(path, text) != text and _is_foreign(text)]
    if foreign:
        files = "".join(f"\n  {path}" for path in foreign)
        raise Refused(f"these files are not generated and would be overwritten; name another folder, or move{files}")
    if arguments.check:
        expect_fresh(fresh, present, shlex.join(command))
        return f"{len(fresh)} files are fresh"
    return bring(fresh, present, Path())


def _generated_before(folder: Path, ending: str) -> dict[str, str]:
    """What an earlier run left in a folder, and below it in packages that are generated themselves."""
    packages = [path.parent for path in sorted(folder.glob("*/__init__.py")) if is_generated(_head(path))]
    paths = [path for base in (folder, *packages) for path in sorted(base.glob(f"*.{ending}")) if path.is_file()]
    return {path.as_posix(): decoded(path) for path in paths if is_generated(_head(path))}


def _is_foreign(text: str) -> bool:
    return bool(text.strip()) and not is_generated(text)


def _head(path: Path) -> str:
    """The beginning of a file that may be anybody's."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(1000)


def _lint(arguments: argparse.Namespace) -> str:
    return f"{len(Checkout(arguments.root).tree.types)} types are sound"


_COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], str], str]] = {
    "generate": (_generate, "write everything that is generated from the schemas"),
    "check": (commands.run_check, "check the schemas, their history, and that what is generated is fresh"),
    "lint": (_lint, "check the schemas alone"),
    "publish": (commands.run_publish, "add the next version of every type that changed to schemas/published"),
    "accept": (commands.run_accept, "write down a break that is intended, with a date and a reason"),
}


def _generate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--schemas", type=Path, help="any folder of .avsc files, in place of --root")
    parser.add_argument("--python", type=Path, help="where to write their Python package")
    parser.add_argument("--typescript", type=Path, help="where to write their TypeScript types")
    parser.add_argument("--check", action="store_true", help="write nothing; show what would change")


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--schemas", type=Path, help="any folder of .avsc files, in place of --root")
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        metavar="BASE",
        help="a folder, a git ref or the URL of a registry to compare with, beside what is published; may be repeated",
    )
    parser.add_argument("--level", choices=LEVELS, help="the level for every type, whatever it says itself")
    parser.add_argument("--source", action="store_true", help="make errors of code that would no longer compile")
    parser.add_argument("--format", choices=("text", *FORMATS), default="text", help="the form of the report")


def _accept_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE", help="the rule, as `check` names it")
    parser.add_argument("path", metavar="PATH", help="the place, as `check` names it: board.Note.text")
    parser.add_argument("--until", type=date.fromisoformat, required=True, metavar="DATE", help="such as 2027-01-31")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why the break is intended")
    parser.add_argument("--schemas", type=Path, help="any folder of .avsc files, in place of --root")


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "generate": _generate_options,
    "check": _check_options,
    "publish": lambda parser: parser.set_defaults(against=[]),
    "accept": _accept_options,
}


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m codegen",
        description="Everything that is made from the schemas.",
        epilog="Exits with 0 if all is well, 1 if something has to be mended, 2 if the schemas or a base cannot be "
        "used, 3 if a registry does not answer.",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds schemas/ (default: this one)")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for name, (_, purpose) in _COMMANDS.items():
        inner = subparsers.add_parser(name, help=purpose)
        inner.add_argument("--root", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if name in _OPTIONS:
            _OPTIONS[name](inner)
    arguments = parser.parse_args(given)
    if arguments.command == "generate":
        targets = [folder for folder in (arguments.python, arguments.typescript) if folder is not None]
        if (arguments.schemas is None) != (not targets):
            parser.error("expected --schemas together with --python or --typescript, or none of them")
    return arguments


def main(given: list[str] | None = None) -> int:
    """Run one command: 0 if all is well, 1 if something has to be mended, 2 if the command cannot go on."""
    arguments = _arguments(given)
    run, _ = _COMMANDS[arguments.command]
    try:
        sys.stdout.write(f"{run(arguments)}\n")
    except Faulty as fault:
        sys.stderr.write(f"{fault}\n" if str(fault) else "")
        return FAULTY
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except BaseUnavailable as unavailable:
        sys.stderr.write(f"{unavailable}\n")
        return unavailable.exit_code
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        return REFUSED
    return 0


def _run() -> int:
    """A fault of the generator itself ends with 2 too: it must not look like files that are not fresh."""
    try:
        return main()
    except Exception:  # the last resort of a process: shown in full, and told apart
        traceback.print_exc()
        return REFUSED


if __name__ == "__main__":
    sys.exit(_run())
