"""Findings for people at a terminal: what, where, who breaks, the proof, the ways out."""

import json
from collections.abc import Iterable, Mapping

from msgspec import Struct

from .edits import Fix
from .findings import Finding
from .grouped import Group, grouped
from .proof import Proof

_LABEL = 14
_WIDTH = 100
_LONGEST_DATUM = 240
_COLOURS = {"error": "1;31", "warning": "1;33", "accepted": "1;36", "dim": "2", "bold": "1"}


class Style(Struct, frozen=True):
    """Colours, or none."""

    is_coloured: bool = False

    def paint(self, text: str, name: str) -> str:
        return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m" if self.is_coloured else text


def report(findings: Iterable[Finding], sources: Mapping[str, str], *, is_coloured: bool = False) -> str:
    """Every change in a paragraph; `sources` are texts by the files of findings."""
    style = Style(is_coloured)
    return "\n\n".join("\n".join(_paragraph(group, sources, style)) for group in grouped(findings))


def _paragraph(group: Group, sources: Mapping[str, str], style: Style) -> list[str]:
    first = group.first
    head = f"{first.severity}[{first.rule}]"
    against = f"  (against {', '.join(group.versions)})" if group.versions else ""
    lines = [
        f"{style.paint(head, first.severity)}  {group.verdicts}  {style.paint(first.where, 'bold')}",
        style.paint(f"  --> {first.file}:{first.line}:{first.column}{against}", "dim"),
        *_excerpt(first, sources, style),
        *_item("what", [first.message], style),
        *_item("who breaks", [_who(verdicts, who, group) for verdicts, who in group.who], style),
        *_item("affected", list(group.consumers), style),
        *_item("also in", [", ".join(first.through)] if first.through else [], style),
        *_item("proof", [_proof(proof) for proof in group.proofs], style),
        *_item("fix", _fixes(first.fixes), style),
        *_item("registry", [group.registry] if group.registry else [], style),
        *_item("note", [first.note] if first.note else [], style),
    ]
    if first.severity == "error" and first.direction:
        lines.append(f"  {style.paint('accept:'.ljust(_LABEL - 2), 'dim')}{group.acceptance}")
    return lines


def _excerpt(finding: Finding, sources: Mapping[str, str], style: Style) -> list[str]:
    """The line with a caret below the column."""
    lines = sources.get(finding.file, "").splitlines()
    if not 0 < finding.line <= len(lines):
        return []
    text, column = lines[finding.line - 1].replace("\t", " "), finding.column - 1
    start = max(0, min(column - 40, len(text) - _WIDTH))
    margin = f"  {finding.line} | "
    return [
        style.paint(margin, "dim") + text[start : start + _WIDTH],
        style.paint(f"{' ' * (len(margin) - 2)}| ", "dim")
        + " " * (column - start)
        + style.paint("^", finding.severity),
    ]


def _item(label: str, texts: list[str], style: Style) -> list[str]:
    """A label and what belongs to it, broken into lines that stand below each other."""
    lines: list[str] = []
    for text in texts:
        for broken in _broken(text):
            head = style.paint(f"{label}:".ljust(_LABEL - 2), "dim") if not lines else " " * (_LABEL - 2)
            lines.append(f"  {head}{broken}")
    return lines


def _broken(text: str) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) + 1 > _WIDTH:
            lines.append(line)
            line = f"  {word}"
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _who(verdicts: str, who: str, group: Group) -> str:
    """Which verdict a sentence belongs to is said where there are several sentences."""
    return f"{verdicts}: {who}" if len(group.who) > 1 else who


def _proof(proof: Proof) -> str:
    datum = json.dumps(proof.datum, ensure_ascii=False)
    shown = datum if len(datum) <= _LONGEST_DATUM else f"{datum[:_LONGEST_DATUM]}…"
    return f"{shown} written with {proof.writer}, read with {proof.reader}: {proof.path}: {proof.says}"


def _fixes(fixes: tuple[Fix, ...]) -> list[str]:
    return [f"{number}. {_fix(fix)}" for number, fix in enumerate(fixes, start=1)]


def _fix(fix: Fix) -> str:
    """A title; where the edits are is said, and the edits themselves are in the other formats."""
    places = ", ".join(dict.fromkeys(f"{edit.line}:{edit.column}" for edit in fix.edits))
    return f"{fix.title} (at {places})" if places else fix.title
