"""Breaks that were intended: `accepted.json` beside the schemas, which is reviewed like them.

An acceptance lets one rule's break at one path be published until a date. `just publish` writes down in which version
that happened; from then on the break with the versions before it is history, and no date matters.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from msgspec import Struct, structs

from codegen.json_places import Node, read
from codegen.model import Place

from .findings import Finding
from .rules import BY_ID

FILE = "accepted.json"
_NAMES = ("rule", "path", "until", "reason", "since")


class Acceptance(Struct, frozen=True, kw_only=True):
    """`since` are the versions, by type, that were published with the break."""

    rule: str
    path: str
    until: date
    reason: str
    since: dict[str, int] = {}
    place: Place

    def is_over(self, today: date) -> bool:
        return not self.since and today > self.until

    def covers(self, finding: Finding) -> bool:
        """Whether it is this break, and only with versions from before it was published."""
        if finding.rule != self.rule or self.path not in (finding.where, *finding.through):
            return False
        since = self.since.get(finding.type)
        return since is None or all(_number(label) < since for label in finding.versions)


def acceptances(text: str, file: str) -> list[Acceptance]:
    """Read the file. Raises `SchemaError` at whatever is not as it should be."""
    return [_acceptance(node) for node in read(file, text).items()]


def _acceptance(node: Node) -> Acceptance:
    members = node.members()
    for name, member in members.items():
        if name not in _NAMES:
            member.fail_name(f"`{name}` is not known here; known are {', '.join(_NAMES)}")
    for name in ("rule", "path", "until", "reason"):
        if name not in members or not members[name].text().strip():
            node.fail(f"expected `{name}`")
    since = members["since"].members() if "since" in members else {}
    return Acceptance(
        rule=_rule(members["rule"]),
        path=members["path"].text(),
        until=_date(members["until"]),
        reason=members["reason"].text(),
        since={name: number.whole() for name, number in since.items()},
        place=node.place(),
    )


def _rule(node: Node) -> str:
    problem = unknown_rule(node.text())
    if problem:
        node.fail(problem)
    return node.text()


def unknown_rule(rule: str) -> str | None:
    """Why a rule cannot be accepted, or None."""
    if rule in BY_ID:
        return None
    close = get_close_matches(rule.upper(), BY_ID, n=1)
    return f"there is no rule {rule}" + (f"; did you mean {close[0]}?" if close else "")


def _date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        node.fail(f"expected a date such as 2027-01-31, got {node.value!r}")


def applied(findings: Iterable[Finding], known: Sequence[Acceptance], today: date) -> list[Finding]:
    """The findings with those that are accepted marked so, and what is to be said about the acceptances."""
    used: set[int] = set()
    told = [_marked(finding, known, today, used) for finding in findings]
    over = [_over(each) for each in known if each.is_over(today)]
    unused = [_unused(each) for each in known if not each.is_over(today) and id(each) not in used]
    return [*told, *over, *unused]


def _marked(finding: Finding, known: Sequence[Acceptance], today: date, used: set[int]) -> Finding:
    covering = [each for each in known if each.covers(finding)]
    used.update(id(each) for each in covering)
    current = next((each for each in covering if not each.is_over(today)), None)
    if current is not None:
        return structs.replace(finding, severity="accepted", note=_note(current))
    if covering:
        return structs.replace(finding, note=f"it was accepted until {covering[0].until}, and that is over")
    return finding


def _note(acceptance: Acceptance) -> str:
    if acceptance.since and acceptance.rule == "TYPE_REMOVED":
        return f"accepted, and gone since: {acceptance.reason}"
    if acceptance.since:
        published = ", ".join(f"{name} v{number}" for name, number in acceptance.since.items())
        return f"accepted, and published with {published}: {acceptance.reason}"
    return f"accepted until {acceptance.until}: {acceptance.reason}"


def _over(acceptance: Acceptance) -> Finding:
    message = (
        f"{acceptance.rule} at {acceptance.path} was accepted until {acceptance.until}, and that is over: publish what "
        "it was for, mend it, or take the entry out"
    )
    return _about(acceptance, "ACCEPTANCE_EXPIRED", message)


def _unused(acceptance: Acceptance) -> Finding:
    message = (
        f"{acceptance.rule} at {acceptance.path} is accepted, and nothing of the kind is found: take the entry out"
    )
    return structs.replace(_about(acceptance, "ACCEPTANCE_UNUSED", message), severity="warning")


def _about(acceptance: Acceptance, rule: str, message: str) -> Finding:
    place = acceptance.place
    return Finding(
        rule=rule,
        verdict="ACCEPTED",
        type=acceptance.path,
        path="",
        file=place.file,
        line=place.line,
        column=place.column,
        message=message,
    )


def with_entry(text: str | None, rule: str, path: str, until: date, reason: str) -> str:
    """The file with one entry more, in the order of paths; an entry for the same break is replaced."""
    entries: list[dict[str, Any]] = json.loads(text) if text else []
    kept = [entry for entry in entries if (entry["rule"], entry["path"]) != (rule, path) or "since" in entry]
    kept.append({"rule": rule, "path": path, "until": until.isoformat(), "reason": reason})
    return written(kept)


def with_published(text: str, findings: Iterable[Finding], versions: Mapping[str, int]) -> str:
    """The file after new versions were published: each acceptance that they needed knows which they are."""
    known = acceptances(text, FILE)
    entries: list[dict[str, Any]] = json.loads(text)
    for finding in findings:
        for entry, acceptance in zip(entries, known, strict=True):
            if finding.severity == "accepted" and finding.type in versions and acceptance.covers(finding):
                entry.setdefault("since", {}).setdefault(finding.type, versions[finding.type])
    return written(entries)


def unpublished(text: str, findings: Iterable[Finding], names: Iterable[str]) -> list[str]:
    """Those of these types whose accepted break is not written down as published yet."""
    known, wanted = acceptances(text, FILE), set(names)
    covered = ((finding, each) for finding in findings for each in known if each.covers(finding))
    return sorted({finding.type for finding, each in covered if finding.type in wanted and not each.since})


def written(entries: list[dict[str, Any]]) -> str:
    ordered = sorted(entries, key=lambda entry: (entry["path"], entry["rule"]))
    return json.dumps(ordered, indent=2, ensure_ascii=False) + "\n"


def _number(label: str) -> int:
    digits = label.rpartition("v")[2]
    return int(digits) if digits.isdecimal() else 0
