"""A small repository of schemas on disk, with the platform's own types beside two of notes."""

from pathlib import Path
from typing import Any

from tests.codegen.trees import ROOT, field, record, texts

POSTED = record("notes.Posted", field("text"), millrace={"kind": "message"})
POST = record(
    "notes.Post",
    field("name"),
    field("text", millrace={"maxLength": 5}),
    millrace={"kind": "command", "route": "POST /notes", "key": "name", "outcomes": ["notes.Posted"]},
)


def new_checkout(root: Path) -> Path:
    """Write the schemas below a folder; nothing is generated or published yet."""
    write(root, POST, POSTED)
    # The platform's own types are part of every tree that documents are made from.
    for path in sorted((ROOT / "schemas").rglob("*.avsc")):
        relative = path.relative_to(ROOT)
        if relative.parts[1] in ("wire", "sessions"):
            target = root / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path.read_text())
    return root


def write(root: Path, *named: dict[str, Any]) -> None:
    for path, text in texts(*named).items():
        target = root / "schemas" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
