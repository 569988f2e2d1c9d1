"""The fixtures of the evolution rules: pairs of versions, and what is to be said of each.

A folder is called like its rule, or like its rule and a case of it: `TYPE_PROMOTED.in_a_map`. It holds
`previous.avsc`, or `previous.1.avsc` and so on where a rule remembers more than one version, and `current.avsc`.
`expected.txt` holds the verdicts in all columns, and the report that people read.
`python -m tests.codegen.evolution_cases` writes the expected files anew: review the difference.
"""

import json
import sys
from pathlib import Path

from msgspec import Struct

from codegen.evolution.bases import published_base
from codegen.evolution.findings import Finding, Found, Options, every_change, find
from codegen.evolution.lineage import History
from codegen.evolution.paths import joined
from codegen.evolution.report_text import report
from codegen.evolution.verdicts import COLUMNS, DIRECTIONS, Effects, verdict
from codegen.model import Tree
from codegen.parse import parse

FOLDER = Path(__file__).parent / "evolution"
FILE = "schemas/current.avsc"


class Case(Struct, frozen=True):
    """One folder: `rule` is the ID in its name."""

    name: str
    rule: str
    previous: tuple[str, ...]
    current: str

    @property
    def tree(self) -> Tree:
        return parse({"current.avsc": self.current}, "schemas")

    @property
    def history(self) -> History:
        return history_of(self.previous)

    def findings(self, options: Options | None = None) -> list[Finding]:
        return find(self.tree, self.history, options or Options(), {FILE: self.current})

    def expected(self) -> str:
        """What stands in `expected.txt`."""
        changes = every_change(self.tree, self.history)
        blocks = [f"{rule.id} {where}\n{table(effects)}" for rule, where, effects in changes]
        return "\n\n".join([*blocks, report(self.findings(), {FILE: self.current}) or "nothing to report"]) + "\n"


def history_of(texts: tuple[str, ...]) -> History:
    """Versions by the name of their type, in the order of the texts."""
    files: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for text in texts:
        name = root_of(text)
        numbers[name] = numbers.get(name, 0) + 1
        files[f"{name}/{numbers[name]}.avsc"] = text
    return published_base(files, "schemas/published").history


def root_of(text: str) -> str:
    schema = json.loads(text)
    return f"{schema['namespace']}.{schema['name']}"


def table(effects: Effects) -> str:
    """The verdicts in all six columns, in both directions."""
    rows = [f"  {'':<12}{'BACKWARD':<10}FORWARD"]
    for column in COLUMNS:
        backward, forward = (verdict(effects, column, direction) for direction in DIRECTIONS)
        rows.append(f"  {column:<12}{backward:<10}{forward}")
    return "\n".join(rows)


def cases() -> list[Case]:
    """Every folder, by name."""
    return [_case(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def _case(folder: Path) -> Case:
    previous = tuple(path.read_text() for path in sorted(folder.glob("previous*.avsc")))
    return Case(folder.name, folder.name.partition(".")[0], previous, (folder / "current.avsc").read_text())


def where_of(found: Found) -> str:
    return joined(found.context.current.root, found.change.path)


def main() -> None:
    for case in cases():
        (FOLDER / case.name / "expected.txt").write_text(case.expected())
    sys.stdout.write(f"{len(cases())} cases written\n")


if __name__ == "__main__":
    main()
