"""A tree without a mistake in it, or everything that is wrong with it in one text."""

from collections.abc import Mapping

from . import report
from .lint import Rule, lint
from .model import SchemaError, Tree
from .parse import parse


class Faulty(Exception):
    """Something has to be mended: a breach of a rule, or a file that is not fresh. The text says what, and how."""


class Refused(Exception):
    """The command cannot go on; what a person needs to know is in the text."""


def parsed(sources: Mapping[str, str], folder: str) -> Tree:
    """The tree of the texts below a folder, by path. Raises `Refused` with every mistake."""
    try:
        return parse(sources, folder)
    except ExceptionGroup as group:
        texts = _by_file(sources, folder)
        errors = [report.error_text(error, texts) for error in group.exceptions if isinstance(error, SchemaError)]
        raise Refused(_together(errors)) from group


def breaches(tree: Tree, rules: tuple[Rule, ...], sources: Mapping[str, str], folder: str) -> str | None:
    """Every breach of some rules in one text, or None."""
    texts = _by_file(sources, folder)
    findings = [report.finding_text(finding, texts) for finding in lint(tree, rules)]
    return _together(findings) if findings else None


def _by_file(sources: Mapping[str, str], folder: str) -> dict[str, str]:
    """The texts by the file names that places have."""
    return {f"{folder}/{path}" if folder else path: text for path, text in sources.items()}


def _together(mistakes: list[str]) -> str:
    counted = "1 error" if len(mistakes) == 1 else f"{len(mistakes)} errors"
    return "\n\n".join([*mistakes, counted])
