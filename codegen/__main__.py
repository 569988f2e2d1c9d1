"""`python -m codegen generate|check|lint|publish`: the one module here that touches the disk."""

import argparse
import shlex
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from . import outputs, published
from .freshness import compare, difference, is_generated
from .lint import RULES, SOUND
from .model import SchemaError, Tree
from .soundness import Faulty, Refused, breaches, parsed

SCHEMAS = "schemas"
FAULTY = 1
REFUSED = 2


class _Checkout:
    """The files of this repository, or of one like it, by path below its root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        texts = dict(_read(root / SCHEMAS, "*.avsc"))
        self.sources = {path: text for path, text in texts.items() if not path.startswith(f"{published.FOLDER}/")}
        self.published = dict(_read(root / SCHEMAS / published.FOLDER, "*.avsc"))

    @cached_property
    def tree(self) -> Tree:
        if not self.sources:
            raise Refused(f"expected schemas in {SCHEMAS}/, found none; --root names the folder that holds {SCHEMAS}/")
        tree = parsed(self.sources, SCHEMAS)
        found = breaches(tree, RULES, self.sources, SCHEMAS)
        if found:
            raise Faulty(found)
        return tree

    def fresh(self) -> dict[str, str]:
        """What the schemas and their history give."""
        try:
            return outputs.generate(self.tree, self.published)
        except SchemaError as error:
            raise Refused(str(error)) from error

    def generated(self) -> dict[str, str]:
        """Every file in the generated folders."""
        found = ((folder, path, text) for folder in outputs.FOLDERS for path, text in _read(self.root / folder, "*"))
        return {f"{folder}/{path}": text for folder, path, text in found}


def _read(base: Path, pattern: str) -> Iterator[tuple[str, str]]:
    """The files below a folder by path, but for hidden ones and what Python keeps for itself."""
    for path in sorted(base.rglob(pattern)):
        relative = path.relative_to(base)
        is_ours = not any(part.startswith(".") or part == "__pycache__" for part in relative.parts)
        if is_ours and path.is_file():
            yield relative.as_posix(), _decoded(path)


def _decoded(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Refused(f"{path}: expected UTF-8, got byte {error.object[error.start]:#04x} at {error.start}") from error


def _bring(fresh: Mapping[str, str], present: Mapping[str, str], base: Path) -> str:
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


def _expect_fresh(fresh: Mapping[str, str], present: Mapping[str, str], mend: str) -> None:
    stale = compare(fresh, present)
    if stale:
        raise Faulty(difference(stale, fresh, present, mend))


def _generate(arguments: argparse.Namespace) -> str:
    if arguments.schemas is not None:
        return _generate_elsewhere(arguments)
    checkout = _Checkout(arguments.root)
    fresh = checkout.fresh()
    if arguments.check:
        _expect_fresh(fresh, checkout.generated(), "just generate")
        return f"{len(fresh)} files are fresh"
    return _bring(fresh, checkout.generated(), arguments.root)


def _generate_elsewhere(arguments: argparse.Namespace) -> str:
    """From any tree of schemas into folders that may hold other files too."""
    tree = _any_tree(arguments.schemas)
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
    present |= {path: _decoded(Path(path)) for path in fresh if Path(path).is_file()}
    foreign = [path for path, text in present.items() if fresh.get(path, text) != text and _is_foreign(text)]
    if foreign:
        files = "".join(f"\n  {path}" for path in foreign)
        raise Refused(f"these files are not generated and would be overwritten; name another folder, or move{files}")
    if arguments.check:
        _expect_fresh(fresh, present, shlex.join(command))
        return f"{len(fresh)} files are fresh"
    return _bring(fresh, present, Path())


def _any_tree(folder: Path) -> Tree:
    """A tree of which nothing is demanded but what generated code needs."""
    sources = dict(_read(folder, "*.avsc"))
    if not sources:
        raise Refused(f"expected .avsc files in {folder}, found none; --schemas names the folder that holds them")
    name = "" if folder == Path() else folder.as_posix()
    tree = parsed(sources, name)
    if not tree.types:
        raise Refused(f"expected a named type in {folder}, found none; code is generated for records, enums and fixed")
    found = breaches(tree, SOUND, sources, name)
    if found:
        raise Refused(found)
    return tree


def _generated_before(folder: Path, ending: str) -> dict[str, str]:
    """What an earlier run left in a folder, and below it in packages that are generated themselves."""
    packages = [path.parent for path in sorted(folder.glob("*/__init__.py")) if is_generated(_head(path))]
    paths = [path for base in (folder, *packages) for path in sorted(base.glob(f"*.{ending}")) if path.is_file()]
    return {path.as_posix(): _decoded(path) for path in paths if is_generated(_head(path))}


def _is_foreign(text: str) -> bool:
    return bool(text.strip()) and not is_generated(text)


def _head(path: Path) -> str:
    """The beginning of a file that may be anybody's."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(1000)


def _check(arguments: argparse.Namespace) -> str:
    checkout = _Checkout(arguments.root)
    tree = _fresh_tree(checkout)
    return f"{len(tree.types)} types are sound, and what is generated from them is fresh"


def _fresh_tree(checkout: _Checkout) -> Tree:
    """The tree of a checkout whose generated files are all fresh, and whose history can be read."""
    _expect_fresh(checkout.fresh(), checkout.generated(), "just generate")
    return checkout.tree


def _lint(arguments: argparse.Namespace) -> str:
    return f"{len(_Checkout(arguments.root).tree.types)} types are sound"


def _publish(arguments: argparse.Namespace) -> str:
    checkout = _Checkout(arguments.root)
    added = published.next_versions(_fresh_tree(checkout), checkout.published)
    _bring({f"{SCHEMAS}/{published.FOLDER}/{path}": text for path, text in added.items()}, {}, arguments.root)
    return "\n".join(f"published {path}" for path in added) or "everything is published already"


_COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], str], str]] = {
    "generate": (_generate, "write everything that is generated from the schemas"),
    "check": (_check, "check the schemas, and that what is generated is fresh"),
    "lint": (_lint, "check the schemas alone"),
    "publish": (_publish, "add the next version of every type that changed to schemas/published"),
}


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m codegen",
        description="Everything that is made from the schemas.",
        epilog="Exits with 0 if all is well, 1 if something has to be mended, 2 if the schemas cannot be used.",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds schemas/ (default: this one)")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, purpose) in _COMMANDS.items():
        command = commands.add_parser(name, help=purpose)
        command.add_argument("--root", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if name == "generate":
            command.add_argument("--schemas", type=Path, help="any folder of .avsc files, in place of --root")
            command.add_argument("--python", type=Path, help="where to write their Python package")
            command.add_argument("--typescript", type=Path, help="where to write their TypeScript types")
            command.add_argument("--check", action="store_true", help="write nothing; show what would change")
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
        sys.stderr.write(f"{fault}\n")
        return FAULTY
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
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
