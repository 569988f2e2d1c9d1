"""From a tree and its history to findings: each break and warning once, with all that people need to act on it."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct, structs

from codegen.model import Place, Tree

from .anchor import anchor
from .change import Change
from .changes import changes
from .consumers import NO_READERS, Impact, Readers, touched
from .context import Context, Uses
from .doubts import doubts
from .edits import Fix
from .fixes import fixes_of
from .kinship import kinship
from .levels import counted, directions, level_of
from .lineage import History, lineage, starts
from .memory import Returned, renamed_away, returned
from .pairing import NO_KIN, Kin
from .paths import joined, text_of
from .proof import Proof, proof
from .registry_answers import answer
from .rule import Rule
from .rules import judge
from .verdicts import DIRECTIONS, SOURCE, Column, Direction, Effects, Verdict, verdict
from .versions import Version
from .who import who_breaks
from .words import message

Severity = Literal["error", "warning", "accepted"]


class Finding(Struct, frozen=True, kw_only=True):
    """One change in one column and direction. `versions` are all that it breaks with, newest first.

    `types` are all that hold the place, `through` the other ways to it; `note` says what else is known, such as an
    acceptance. What is no matter of versions has no direction: lint, files that are not fresh, acceptances.
    """

    rule: str
    verdict: Column | Literal["LINT", "FRESH", "ACCEPTED"]
    direction: Direction | Literal[""] = ""
    severity: Severity = "error"
    type: str
    path: str
    file: str
    line: int
    column: int
    message: str
    who_breaks: str = ""
    versions: tuple[str, ...] = ()
    level: str = ""
    consumers: tuple[Impact, ...] = ()
    proof: Proof | None = None
    fixes: tuple[Fix, ...] = ()
    registry: str = ""
    types: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    note: str = ""

    @property
    def where(self) -> str:
        """The path with its type, as `accept` takes it."""
        return f"{self.type}.{self.path}" if self.path and self.path[0] not in "[{<" else f"{self.type}{self.path}"


class Options(Struct, frozen=True):
    """`level` counts for every type; `source_breaks` makes errors of what no longer compiles."""

    level: str | None = None
    source_breaks: bool = False


DEFAULT_OPTIONS = Options()


class Found(Struct, frozen=True):
    """A finding before it is put into words: what proofs and fixes are made from."""

    rule: Rule
    change: Change
    context: Context
    column: Column
    direction: Direction
    severity: Severity
    level: str
    versions: tuple[Version, ...]
    others: tuple["Found", ...] = ()


def find(
    tree: Tree,
    history: History,
    options: Options = DEFAULT_OPTIONS,
    sources: Mapping[str, str] = {},
    consumers: Readers = NO_READERS,
) -> list[Finding]:
    """Every break and warning, by file and line. `sources` are the tree's texts by the files of its places."""
    known = lineage(tree, history)
    uses = Uses.of(tree, history)
    found: list[Found] = []
    for name in starts(tree):
        if name in known.versions:
            found += of_type(Version(name, tree, "the working tree"), known.versions[name], uses, options)
    found += [each for gone in known.gone.values() for each in _removed(gone, tree, options)]
    found += [each for again in renamed_away(tree, history) for each in _returned(again, uses, options)]
    findings = [_told(each, sources, consumers) for each in folded(found)]
    return sorted(findings, key=lambda each: (each.file, each.line, each.column, each.type, each.path, each.rule))


def every_change(tree: Tree, history: History) -> list[tuple[Rule, str, Effects]]:
    """Each change since any version with its row and where it is, safe ones and all columns included."""
    known, uses = lineage(tree, history), Uses.of(tree, history)
    told: dict[tuple[str, str], tuple[Rule, str, Effects]] = {}
    for name in starts(tree):
        current, versions = Version(name, tree), known.versions.get(name, ())
        again = [each.change for each in returned(versions, current, uses.published)]
        for version, kin in reversed(list(zip(versions, kinship(versions, current), strict=True))):
            context = Context(version, current, uses.of_type(current.named))
            found = changes(version, current, kin, guess_renames=version is versions[-1])
            for change in [*found, *(again if version is versions[-1] else ())]:
                rule, effects = judge(change, context)
                where = joined(name, change.path)
                told.setdefault((rule.id, where), (rule, where, effects))
    for gone in known.gone.values():
        context = Context(gone, gone, Uses.of(gone.tree).of_type(gone.named))
        rule, effects = judge(_removal(gone), context)
        told[rule.id, gone.root] = (rule, gone.root, effects)
    return list(told.values())


def of_type(current: Version, versions: tuple[Version, ...], uses: Uses, options: Options) -> list[Found]:
    """What is found about one type, against every version that its level counts.

    What counts at every level is looked for in the others too.
    """
    doubt = doubts(current, versions)
    level = level_of(current, versions[-1].level, options.level)
    counts = counted(level, versions)
    merged: dict[tuple[str, Column, Direction, str, str], Found] = {}
    kin = kinship(versions, current) if doubt.forgets else [NO_KIN] * len(versions)
    for version, known in reversed(list(zip(versions, kin, strict=True))):
        if version not in doubt.versions:
            continue
        for each in _against(version, current, known, uses, level, options, is_newest=version is versions[-1]):
            if version not in counts and not each.rule.at_every_level:
                continue
            said = message(each.rule.says, each.change)
            key = (each.rule.id, each.column, each.direction, joined(current.root, each.change.path), said)
            first = merged.get(key)
            merged[key] = each if first is None else structs.replace(first, versions=(*first.versions, version))
    again = returned(versions, current, uses.published) if doubt.remembers else ()
    return [*merged.values(), *(found for each in again for found in _returned(each, uses, options))]


def _against(
    previous: Version, current: Version, kin: Kin, uses: Uses, level: str, options: Options, *, is_newest: bool
) -> Iterator[Found]:
    context = Context(previous, current, uses.of_type(current.named))
    for change in changes(previous, current, kin, guess_renames=is_newest):
        if options.level is None or change.kind not in ("LEVEL_LOWERED", "LEVEL_RAISED"):
            yield from _judged(change, context, level, options, is_newest=is_newest)


def _judged(change: Change, context: Context, level: str, options: Options, *, is_newest: bool) -> Iterator[Found]:
    rule, effects = judge(change, context)
    for column in effects:
        if column in ("JSON", "TYPESCRIPT") and not context.use.meets_json:
            continue
        for direction in DIRECTIONS:
            said = verdict(effects, column, direction)
            severity = severity_of(rule, column, direction, said, level, options, is_newest=is_newest)
            if severity is not None:
                yield Found(rule, change, context, column, direction, severity, level, (context.previous,))


def severity_of(
    rule: Rule,
    column: Column,
    direction: Direction,
    said: Verdict,
    level: str,
    options: Options,
    *,
    is_newest: bool,
) -> Severity | None:
    """What a verdict weighs at a level. Only what was changed since the newest version is warned of."""
    if said == "ok":
        return None
    if column in SOURCE:
        is_told = direction == "BACKWARD" and is_newest
        return ("error" if options.source_breaks else "warning") if is_told else None
    if said == "breaks" and rule.at_every_level:
        return "error"
    if direction not in directions(level):
        return None
    if said == "breaks":
        return "error"
    return "warning" if is_newest else None


def _removed(gone: Version, tree: Tree, options: Options) -> Iterator[Found]:
    """A published type that the tree no longer has."""
    context = Context(gone, Version(gone.root, tree), Uses.of(gone.tree).of_type(gone.named))
    yield from _judged(_removal(gone), context, level_of(gone, gone.level, options.level), options, is_newest=True)


def _removal(gone: Version) -> Change:
    return Change("TYPE_REMOVED", (), gone.named, None, gone.named.place, gone.root, 0)


def _returned(again: Returned, uses: Uses, options: Options) -> Iterator[Found]:
    """A name that came back."""
    context = Context(again.previous, again.current, uses.of_type(again.current.named))
    level = level_of(again.current, None, options.level)
    yield from _judged(again.change, context, level, options, is_newest=True)


def folded(found: list[Found]) -> list[Found]:
    """Each change once, told from the type in which it stands; the other ways to it are kept beside it."""
    groups: dict[tuple[str, Column, Direction, str, Place, str], list[Found]] = {}
    for each in found:
        inside = joined(each.change.owner, each.change.path[each.change.depth :])
        said = message(each.rule.says, each.change)
        groups.setdefault((each.rule.id, each.column, each.direction, inside, each.change.place, said), []).append(each)
    return [_first_with_others(group) for group in groups.values()]


def _first_with_others(group: list[Found]) -> Found:
    first = min(group, key=lambda each: (each.severity != "error", each.change.depth))
    return structs.replace(first, others=tuple(each for each in group if each is not first))


def _told(found: Found, sources: Mapping[str, str], consumers: Readers) -> Finding:
    change, context = found.change, found.context
    types = tuple(dict.fromkeys(each.context.current.root for each in (found, *found.others)))
    # That source no longer compiles is but a warning to the schemas, and a break to whoever wrote the source.
    breaks = found.severity == "error" or found.column in SOURCE
    place = anchor(change, sources)
    shows = found.column in ("AVRO", "LOGICAL")
    labels = tuple(version.label for version in found.versions)
    named = context.current if context.current.root in context.current.tree.types else context.previous
    holders = [named, *(each.context.current for each in found.others)]
    wanted = directions(found.level)
    return Finding(
        rule=found.rule.id,
        verdict=found.column,
        direction=found.direction,
        severity=found.severity,
        type=context.current.root,
        path=text_of(change.path),
        file=place.file,
        line=place.line,
        column=place.column,
        message=message(found.rule.says, change),
        who_breaks=who_breaks(found.column, found.direction, context.use, found.rule.id, named),
        versions=labels,
        level=found.level,
        proof=proof(context.previous, context.current, change, found.direction, found.column) if shows else None,
        fixes=fixes_of(found.rule, change, context, wanted, sources),
        registry=answer(found.column, found.rule, holders, found.level, labels),
        consumers=consumers.impacts(touched(change, found.column, types, breaks=breaks)),
        types=types,
        through=tuple(joined(each.context.current.root, each.change.path) for each in found.others),
    )
