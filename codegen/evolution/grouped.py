"""Findings as people read them: everything about one change together."""

import shlex
from collections.abc import Iterable

from msgspec import Struct

from .consumers import gravest, told
from .findings import Finding, Severity
from .proof import Proof

_ORDER = ("error", "warning", "accepted")


class Group(Struct, frozen=True):
    """The findings about one change, the gravest first."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def severity(self) -> Severity:
        return self.first.severity

    @property
    def verdicts(self) -> str:
        """`AVRO, JSON BACKWARD; warns PYTHON, TYPESCRIPT BACKWARD`: what the severity rests on, then the rest."""
        grave = [finding for finding in self.findings if finding.severity == self.severity]
        rest = [finding for finding in self.findings if finding.severity != self.severity]
        return "; ".join([_told(grave), *([f"warns {_told(rest)}"] if rest else [])])

    @property
    def who(self) -> list[tuple[str, str]]:
        """Whom it breaks, with the verdicts of which that is so."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            if finding.who_breaks:
                found.setdefault(finding.who_breaks, []).append(finding)
        return [(_told(findings), who) for who, findings in found.items()]

    @property
    def proofs(self) -> list[Proof]:
        """One for each direction and for what became of the datum."""
        found: dict[tuple[str, str], Proof] = {}
        for finding in self.findings:
            if finding.proof is not None:
                found.setdefault((finding.direction, finding.proof.outcome), finding.proof)
        return list(found.values())

    @property
    def registry(self) -> str:
        """A refusal, if any of the findings gets one."""
        answers = [finding.registry for finding in self.findings if finding.registry]
        return next((answer for answer in answers if "409" in answer), next(iter(answers), ""))

    @property
    def consumers(self) -> tuple[str, ...]:
        """What becomes of each consumer, over all columns and directions."""
        return told(gravest(impact for finding in self.findings for impact in finding.consumers))

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(version for finding in self.findings for version in finding.versions))

    @property
    def acceptance(self) -> str:
        """The command that accepts it on purpose."""
        where = shlex.quote(self.first.where)
        return f'just accept {self.first.rule} {where} --until YYYY-MM-DD --reason "…"'


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Groups in the order of the findings."""
    groups: dict[tuple[str, str, str, int, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.rule, finding.where, finding.file, finding.line, finding.message)
        groups.setdefault(key, []).append(finding)
    return [Group(tuple(sorted(group, key=lambda each: _ORDER.index(each.severity)))) for group in groups.values()]


def counted(groups: Iterable[Group]) -> dict[Severity, int]:
    """How many changes there are of each severity."""
    found: dict[Severity, int] = {"error": 0, "warning": 0, "accepted": 0}
    for group in groups:
        found[group.severity] += 1
    return found


def _told(findings: Iterable[Finding]) -> str:
    """The columns, those with the same directions together."""
    directions: dict[str, list[str]] = {}
    for finding in findings:
        directions.setdefault(finding.verdict, []).append(finding.direction)
    columns: dict[tuple[str, ...], list[str]] = {}
    for column, ways in directions.items():
        columns.setdefault(tuple(sorted(ways)), []).append(column)
    return ", ".join(f"{', '.join(names)} {_both(ways)}".strip() for ways, names in columns.items())


def _both(ways: tuple[str, ...]) -> str:
    return "both ways" if len(ways) == 2 else ways[0]
