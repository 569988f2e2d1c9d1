"""One check: a tree against every base it is to be compared with, and what people have accepted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from codegen.freshness import Stale
from codegen.lint import Finding as Breach
from codegen.model import Tree

from .accepted import Acceptance, applied
from .consumers import NO_READERS, Readers
from .findings import DEFAULT_OPTIONS, Finding, Options, find
from .lineage import History


class Base(Struct, frozen=True):
    """What a tree is compared with: `label` for people, and versions by the full name of their type."""

    label: str
    history: History


def check(
    tree: Tree,
    bases: Iterable[Base],
    sources: Mapping[str, str],
    known: Sequence[Acceptance] = (),
    today: date = date.min,
    options: Options = DEFAULT_OPTIONS,
    consumers: Readers = NO_READERS,
) -> list[Finding]:
    """Every finding against every base, each change once, with accepted ones marked."""
    merged: dict[tuple[str, str, str, str, str], Finding] = {}
    for base in bases:
        for finding in find(tree, base.history, options, sources, consumers):
            key = (finding.rule, finding.verdict, finding.direction, finding.where, finding.message)
            first = merged.get(key)
            merged[key] = finding if first is None else _joined(first, finding)
    return applied(merged.values(), known, today)


def _joined(first: Finding, other: Finding) -> Finding:
    """One finding of two bases; an error of either is an error."""
    versions = tuple(dict.fromkeys((*first.versions, *other.versions)))
    graver = first if first.severity == "error" else other
    return structs.replace(graver, versions=versions)


def from_lint(breaches: Iterable[Breach]) -> list[Finding]:
    """Breaches of lint in the form of findings, for one report of all."""
    return [
        Finding(
            rule=breach.rule,
            verdict="LINT",
            type=breach.place.file,
            path="",
            file=breach.place.file,
            line=breach.place.line,
            column=breach.place.column,
            message=breach.message,
        )
        for breach in breaches
    ]


def from_stale(stale: Iterable[Stale]) -> list[Finding]:
    """Generated files that are not what the schemas give."""
    return [
        Finding(
            rule="GENERATED_STALE",
            verdict="FRESH",
            type=file.path,
            path="",
            file=file.path,
            line=1,
            column=1,
            message=f"{file.path}: {file.state}; run `just generate`",
        )
        for file in stale
    ]
