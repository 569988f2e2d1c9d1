"""Other builds of the product: a copy of this checkout whose schemas and code are edited, and generated anew."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.local.places import CHECKOUT

PARTS = ("codegen", "gateway", "schemas", "services", "tests", "justfile", "pyproject.toml")
ENDS_WITHIN_S = 120.0
SMALL = {"MILLRACE_PARTITIONS": "4", "MILLRACE_REPLY_LANES": "4"}
"""Settings of a stack that is made for one story: Kafka takes its time to make partitions."""


class Build:
    """A copy in a folder of its own. What runs there as its working directory is that build: `root` for a `Stack`."""

    def __init__(self, root: Path, source: Path = CHECKOUT) -> None:
        """Copies this checkout, or the root of another build; the installed packages are shared."""
        self.root = root
        for part in PARTS:
            if (source / part).is_dir():
                shutil.copytree(source / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source / part, root / part)
        (root / ".venv").symlink_to(CHECKOUT / ".venv")

    def copy(self, root: Path) -> "Build":
        """Another build that begins as this one is now."""
        return Build(root, self.root)

    def add_field(self, full_name: str, name: str, written: Any = "string", **members: Any) -> None:
        """Adds a field to a record, as its last one."""
        self._edit_fields(full_name, lambda fields: [*fields, {"name": name, "type": written, "doc": "New."} | members])

    def remove_field(self, full_name: str, name: str) -> None:
        """Takes a field out of a record that has it."""
        self._edit_fields(full_name, lambda fields: [field for field in fields if field["name"] != name])

    def write_schema(self, schema: Mapping[str, Any]) -> None:
        """Writes a type to the file where it belongs."""
        folder = self.root / "schemas" / schema["namespace"].replace(".", "/")
        (folder / f"{schema['name']}.avsc").write_text(json.dumps(schema, indent=2))

    def replace(self, path: str, before: str, after: str) -> None:
        """Replaces a text that a file has exactly once."""
        text = (self.root / path).read_text()
        assert text.count(before) == 1, f"{path} has {text.count(before)} times {before!r}"
        (self.root / path).write_text(text.replace(before, after))

    def generate(self) -> None:
        """Writes what the schemas give."""
        done = self.run("codegen", "generate")
        assert done.returncode == 0, done.stdout

    def publish(self) -> None:
        """Keeps the schemas as they are as published versions."""
        done = self.run("codegen", "publish")
        assert done.returncode == 0, done.stdout

    def run(self, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Any:
        """Runs a module of this build to its end; what it says is all in `stdout`."""
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.root,
            env=surroundings() | dict(environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=ENDS_WITHIN_S,
            check=False,
        )

    def _edit_fields(self, full_name: str, edit: Any) -> None:
        path = self.root / "schemas" / f"{full_name.replace('.', '/')}.avsc"
        schema = json.loads(path.read_text())
        edited = edit(schema["fields"])
        assert edited != schema["fields"], f"{full_name} has no such field"
        path.write_text(json.dumps(schema | {"fields": edited}, indent=2))


def surroundings() -> dict[str, str]:
    """The environment of this process without settings of ours."""
    return {name: text for name, text in os.environ.items() if not name.startswith("MILLRACE_")}
