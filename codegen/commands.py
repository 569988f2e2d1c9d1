"""`check`, `publish` and `accept`: a tree against its history, with what is at hand on the disk."""

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

import msgspec

from . import published
from .evolution import accepted, bases, reports
from .evolution.check import check, from_lint, from_stale
from .evolution.consumers import Readers
from .evolution.findings import Finding, Options
from .files import SCHEMAS, Checkout, any_tree, bring, decoded, expect_fresh, name_of, read, split
from .freshness import compare, difference
from .lint import RULES, lint
from .model import SchemaError, Tree
from .readers import projection
from .soundness import Faulty, Refused, breaches


class _Checked:
    """A tree with its history, its acceptances and the bases that it is compared with."""

    def __init__(self, folder: Path, name: str, tree: Tree, arguments: argparse.Namespace) -> None:
        sources, versions = split(folder)
        self.tree = tree
        self.texts = {f"{name}/{path}" if name else path: text for path, text in sources.items()}
        self.versions = versions
        self.file = folder / accepted.FILE
        self._name = f"{name}/{accepted.FILE}" if name else accepted.FILE
        self.acceptances = decoded(self.file) if self.file.is_file() else None
        self.readers = _readers(folder, tree)
        self.bases = [bases.published_base(versions, f"{name}/{published.FOLDER}" if name else published.FOLDER)]
        self.bases += [bases.base_of(against, tree, folder) for against in arguments.against]

    def findings(self, options: Options) -> list[Finding]:
        try:
            known = accepted.acceptances(self.acceptances, self._name) if self.acceptances is not None else ()
        except SchemaError as error:
            raise Refused(str(error)) from error
        if self.acceptances is not None:
            self.texts[self._name] = self.acceptances
        return check(self.tree, self.bases, self.texts, known, _today(), options, self.readers)


def _readers(folder: Path, tree: Tree) -> Readers:
    """Who reads the schemas of a folder, as far as it says so."""
    projections = {}
    for path, text in read(folder / projection.FOLDER, "*.json"):
        try:
            projections[path.removesuffix(".json")] = projection.from_text(text)
        except msgspec.MsgspecError as error:
            file = folder / projection.FOLDER / path
            raise Refused(f"{file}: expected a reader projection: {error}; `just generate` writes it anew") from error
    return Readers(projections, tree)


def run_check(arguments: argparse.Namespace) -> str:
    if arguments.schemas is not None:
        checked = _checked_elsewhere(arguments)
        return _told(checked, checked.findings(_options(arguments)), arguments, [])
    checkout = Checkout(arguments.root)
    checked = _Checked(arguments.root / SCHEMAS, SCHEMAS, checkout.parsed, arguments)
    findings = checked.findings(_options(arguments))
    unsound = breaches(checkout.parsed, RULES, checkout.sources, SCHEMAS)
    fresh, generated = ({}, {}) if unsound else (checkout.fresh(), checkout.generated())
    stale = compare(fresh, generated)
    if arguments.format == "text":
        faults = [unsound] if unsound else []
        faults += [difference(stale, fresh, generated, "just generate")] if stale else []
        return _told(checked, findings, arguments, faults)
    return _told(checked, [*from_lint(lint(checkout.parsed)), *from_stale(stale), *findings], arguments, [])


def _checked_elsewhere(arguments: argparse.Namespace) -> _Checked:
    """Any tree: with its own published versions, or with the bases that are named."""
    checked = _Checked(arguments.schemas, name_of(arguments.schemas), any_tree(arguments.schemas), arguments)
    if not checked.versions and not arguments.against:
        folder = arguments.schemas / published.FOLDER
        raise Refused(
            f"there is nothing to compare with: --against names a base, or {folder}/ holds published versions"
        )
    if not checked.versions:
        checked.bases = checked.bases[1:]
    return checked


def _told(checked: _Checked, findings: list[Finding], arguments: argparse.Namespace, faults: list[str]) -> str:
    """The report in the form that was asked for. Raises `Faulty` with it if something has to be mended."""
    if arguments.format != "text":
        text = reports.FORMATS[arguments.format](findings, checked.tree)
        if reports.is_faulty(findings):
            sys.stdout.write(f"{text}\n")
            raise Faulty("")
        return text
    is_faulty = bool(faults) or reports.is_faulty(findings)
    is_coloured = _has_colours(sys.stderr if is_faulty else sys.stdout)
    text = reports.report(findings, checked.tree, checked.bases, checked.texts, is_coloured=is_coloured)
    if is_faulty:
        raise Faulty("\n\n".join([*([text] if findings else []), *faults]))
    return text


def _options(arguments: argparse.Namespace) -> Options:
    return Options(arguments.level, arguments.source)


def _has_colours(stream: TextIO) -> bool:
    """https://no-color.org"""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _today() -> date:
    return datetime.now(UTC).date()


def _expect_fresh_tree(checkout: Checkout) -> Tree:
    """The tree of a checkout without a breach of lint whose generated files are all fresh."""
    expect_fresh(checkout.fresh(), checkout.generated(), "just generate")
    return checkout.tree


def run_publish(arguments: argparse.Namespace) -> str:
    """The next version of each type that passes; of one that does not, the reason is told."""
    checkout = Checkout(arguments.root)
    tree = _expect_fresh_tree(checkout)
    checked = _Checked(arguments.root / SCHEMAS, SCHEMAS, tree, arguments)
    findings = checked.findings(Options())
    refused = {name for finding in findings if finding.severity == "error" for name in finding.types}
    next_ones = published.next_versions(tree, checkout.published)
    added = {path: text for path, text in next_ones.items() if path.partition("/")[0] not in refused}
    bring({f"{SCHEMAS}/{published.FOLDER}/{path}": text for path, text in added.items()}, {}, arguments.root)
    if added:
        # The reference lists the versions.
        after = Checkout(arguments.root)
        bring(after.fresh(), after.generated(), arguments.root)
    gone = _write_acceptances(checked, findings, added, arguments.root)
    lines = [*(f"published {path}" for path in added), *(f"{name} is gone; its versions stay" for name in gone)]
    told = "\n".join(lines) or "everything is published already"
    if not reports.is_faulty(findings):
        return told
    errors = [finding for finding in findings if finding.severity == "error"]
    report = reports.report(errors, tree, checked.bases, checked.texts, is_coloured=_has_colours(sys.stderr))
    names = ", ".join(sorted(path for path in next_ones if path not in added))
    raise Faulty("\n\n".join([report, *([told] if lines else []), f"not published: {names or 'nothing'}"]))


def _write_acceptances(checked: _Checked, findings: list[Finding], added: Iterable[str], root: Path) -> list[str]:
    """Write down with which versions accepted breaks were published; gives the types that went with this."""
    if checked.acceptances is None:
        return []
    versions = {path.partition("/")[0]: int(Path(path).stem) for path in added}
    removed = {
        name: len(numbered)
        for name, numbered in published.history(checked.versions).items()
        if name not in checked.tree.types
    }
    gone = accepted.unpublished(checked.acceptances, findings, removed)
    # The version that a type would have had that is not there any more.
    versions |= {name: removed[name] + 1 for name in gone}
    text = accepted.with_published(checked.acceptances, findings, versions)
    file = f"{SCHEMAS}/{accepted.FILE}"
    bring({file: text}, {file: checked.acceptances}, root)
    return gone


def run_accept(arguments: argparse.Namespace) -> str:
    """Write an intended break down, to be reviewed with the change itself."""
    folder = arguments.schemas if arguments.schemas is not None else arguments.root / SCHEMAS
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}")
    problem = accepted.unknown_rule(arguments.rule)
    if problem:
        raise Refused(problem)
    file = folder / accepted.FILE
    before = decoded(file) if file.is_file() else None
    try:
        accepted.acceptances(before or "[]", file.as_posix())
    except SchemaError as error:
        raise Refused(str(error)) from error
    text = accepted.with_entry(before, arguments.rule, arguments.path, arguments.until, arguments.reason)
    file.write_text(text, encoding="utf-8", newline="\n")
    told = f"{file}: {arguments.rule} at {arguments.path} is accepted until {arguments.until}"
    return f"{told}, which is over already" if arguments.until < _today() else told
