"""What lanes count that have no operations: rows by name, added up over the rounds of a run."""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from tests.fuzz.run import Finding


class Row(Struct):
    """What came of one kind of try."""

    tried: int = 0
    kinds: set[str] = field(default_factory=set)
    """What was tried, where a row has more than one kind."""
    came: Counter[str] = field(default_factory=Counter)
    findings: int = 0

    def count(self, kind: str, came: str) -> None:
        """One more try."""
        self.tried += 1
        self.kinds.add(kind)
        self.came[came] += 1

    def __str__(self) -> str:
        return ", ".join(f"{name} {count}" for name, count in sorted(self.came.items()))

    def __add__(self, other: "Row") -> "Row":
        return Row(
            self.tried + other.tried,
            self.kinds | other.kinds,
            self.came + other.came,
            self.findings + other.findings,
        )


class Side(Struct, frozen=True):
    """What one lane of a round showed beside the endpoints."""

    name: str
    rows: Mapping[str, Row]
    findings: list[Finding]
    took_s: float

    @property
    def tried(self) -> int:
        return sum(row.tried for row in self.rows.values())


def added(sides: Iterable[Side]) -> dict[str, dict[str, Row]]:
    """The rows of each lane, by its name, over all rounds."""
    found: dict[str, dict[str, Row]] = {}
    for side in sides:
        rows = found.setdefault(side.name, {})
        for name, row in side.rows.items():
            rows[name] = rows.get(name, Row()) + row
    return found
