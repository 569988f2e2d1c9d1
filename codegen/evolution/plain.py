"""A change in plain text, for formats that have no more than a message."""

import json

from .grouped import Group


def paragraph(group: Group) -> str:
    """What changed, whom it breaks, the proof and the ways out, a line for each."""
    first = group.first
    lines = [f"{group.verdicts}: {first.message}"]
    lines += [f"who breaks: {who}" for _, who in group.who]
    for proof in group.proofs:
        datum = json.dumps(proof.datum, ensure_ascii=False)
        lines.append(
            f"proof: {datum} written with {proof.writer}, read with {proof.reader}: {proof.path}: {proof.says}"
        )
    lines += [f"fix: {fix.title}" for fix in first.fixes]
    lines += [f"note: {first.note}"] if first.note else []
    return "\n".join(lines)
