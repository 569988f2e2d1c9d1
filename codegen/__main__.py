"""`python -m codegen generate|check|lint|publish`: the one module here that touches the disk."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from . import outputs, published, report
from .freshness import compare
from .lint import lint
from .model import SchemaError, Tree
from .parse import parse

SCHEMAS = "schemas"
FAILED = 1


class _Refused(Exception):
    """The command cannot go on; what a person needs to know is in the text."""


class _Checkout:
    """The files of one repository, read and written by path below its root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources = {path: text for path, text in self._read(SCHEMAS, ".avsc") if _is_source(path)}
        self.published = dict(self._read(f"{SCHEMAS}/{published.FOLDER}", ".avsc"))

    def generated(self) -> dict[str, str]:
        """Every file in the generated folders."""
        return {f"{folder}/{path}": text for folder in outputs.FOLDERS for path, text in self._read(folder, "")}

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def _read(self, folder: str, ending: str) -> Iterator[tuple[str, str]]:
        base = self.root / folder
        for path in sorted(base.rglob(f"*{ending}")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(base).as_posix(), _decoded(path)


def _is_source(path: str) -> bool:
    return not path.startswith(f"{published.FOLDER}/")


def _decoded(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise _Refused(f"{path}: expected UTF-8, got byte {error.object[error.start]:#04x} at {error.start}") from error


def _tree(checkout: _Checkout) -> Tree:
    """The tree, without a mistake in it. Every mistake is in the text of the refusal."""
    texts = {f"{SCHEMAS}/{path}": text for path, text in checkout.sources.items()}
    if not texts:
        raise _Refused(f"expected schemas in {SCHEMAS}/, found none; --root names the folder that holds {SCHEMAS}/")
    try:
        tree = parse(checkout.sources, SCHEMAS)
    except ExceptionGroup as group:
        errors = [report.error_text(error, texts) for error in group.exceptions if isinstance(error, SchemaError)]
        raise _Refused("\n\n".join([*errors, _counted(len(errors))])) from group
    findings = [report.finding_text(finding, texts) for finding in lint(tree)]
    if findings:
        raise _Refused("\n\n".join([*findings, _counted(len(findings))]))
    return tree


def _counted(errors: int) -> str:
    return "1 error" if errors == 1 else f"{errors} errors"


def _fresh(checkout: _Checkout, tree: Tree) -> dict[str, str]:
    """What the schemas and their history give. What is wrong with the history is in the text of the refusal."""
    try:
        return outputs.generate(tree, checkout.published)
    except SchemaError as error:
        raise _Refused(str(error)) from error


def _generate(checkout: _Checkout) -> str:
    fresh = _fresh(checkout, _tree(checkout))
    stale = compare(fresh, checkout.generated())
    for file in stale:
        if file.state == "orphan":
            checkout.remove(file.path)
        else:
            checkout.write(file.path, fresh[file.path])
    return f"{len(fresh)} files are fresh; {len(stale)} of them changed or went" if stale else "nothing changed"


def _check(checkout: _Checkout) -> str:
    tree = _tree(checkout)
    stale = compare(_fresh(checkout, tree), checkout.generated())
    if stale:
        files = "\n".join(f"  {file}" for file in stale)
        raise _Refused(f"generated files differ from what the schemas give; run `just generate`\n{files}")
    return f"{len(tree.types)} types are sound, and what is generated from them is fresh"


def _lint(checkout: _Checkout) -> str:
    return f"{len(_tree(checkout).types)} types are sound"


def _publish(checkout: _Checkout) -> str:
    _check(checkout)
    added = published.next_versions(_tree(checkout), checkout.sources, checkout.published)
    for path, text in added.items():
        checkout.write(f"{SCHEMAS}/{published.FOLDER}/{path}", text)
    if added:
        _generate(_Checkout(checkout.root))  # the pages of the reference list the versions
    return "\n".join(f"published {path}" for path in added) or "everything is published already"


_COMMANDS = {
    "generate": (_generate, "write everything that is generated from the schemas"),
    "check": (_check, "check the schemas, and that what is generated is fresh"),
    "lint": (_lint, "check the schemas alone"),
    "publish": (_publish, "add the next version of every type that changed to schemas/published"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if something has to be mended."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description="Everything that is made from the schemas.")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds schemas/ (default: this one)")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, purpose) in _COMMANDS.items():
        command = commands.add_parser(name, help=purpose)
        command.add_argument("--root", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    run, _ = _COMMANDS[chosen.command]
    try:
        sys.stdout.write(f"{run(_Checkout(chosen.root))}\n")
    except _Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
