"""What of the contract was seen, and what was not."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from tests.fuzz.contract import Contract, Operation


class Seen(Struct):
    """Of one operation."""

    valid_accepted: int = 0
    valid_refused: int = 0
    invalid_refused: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    media_types: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By status and type."""
    headers: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By status and name, of those that are documented."""

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})

    @property
    def sent(self) -> int:
        return self.valid_accepted + self.valid_refused + self.invalid_refused


class Coverage:
    """Counts by operation, held against the contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.operations = contract.operations
        self.of = {label: Seen() for label in contract.operations}

    def __add__(self, other: "Coverage") -> "Coverage":
        together = Coverage(self._contract)
        together.of = {label: seen + other.of[label] for label, seen in self.of.items()}
        return together

    def response(self, operation: Operation, *, is_valid: bool, status: int, problem: str | None) -> None:
        """Count an answer."""
        seen = self.of[operation.label]
        if is_valid and status < 300:
            seen.valid_accepted += 1
        elif is_valid:
            seen.valid_refused += 1
        elif status >= 400:
            seen.invalid_refused += 1
        seen.statuses[str(status)] += 1
        if problem is not None:
            seen.problems[problem] += 1

    def carried(self, operation: Operation, *, status: str, media_type: str, headers: Iterable[str]) -> None:
        """Count what came with an answer."""
        seen = self.of[operation.label]
        if media_type:
            seen.media_types[status, media_type] += 1
        seen.headers.update((status, name) for name in headers if name in operation.headers(status))

    def outcome(self, operation: Operation, type_: str) -> None:
        """Count what came on the socket."""
        self.of[operation.label].outcomes[type_] += 1

    def never_seen(self, operation: Operation) -> list[str]:
        """What is declared for an operation and did not come."""
        return never_seen(operation, self.of[operation.label])

    def vacuous(self, labels: Iterable[str], share: float) -> list[str]:
        """The operations that took so little that the run says nothing of them."""
        return [
            f"{label}: {self.of[label].valid_accepted} accepted of {self.of[label].sent} sent"
            for label in labels
            if self.of[label].valid_accepted < max(1, self.of[label].sent * share)
        ]

    def table(self, labels: Iterable[str]) -> str:
        """One line for each operation."""
        head = f"{'operation':<46} {'valid':>6} {'refused':>8} {'invalid':>8}  outcomes; refusals; never seen"
        lines = [head]
        for label in labels:
            seen = self.of[label]
            never = self.never_seen(self._contract.operations[label])
            parts = (counted(seen.outcomes), counted(seen.problems), "never: " + ", ".join(never) if never else "")
            said = "; ".join(part for part in parts if part)
            numbers = f"{seen.valid_accepted:>6} {seen.valid_refused:>8} {seen.invalid_refused:>8}"
            lines.append(f"{label:<46} {numbers}  {said}")
        return "\n".join(lines)


def never_seen(operation: Operation, seen: Seen) -> list[str]:
    """What is declared for an operation and did not come: statuses, problems, outcomes."""
    problems = {
        f"{status} {type_.rpartition('/')[2]}": type_.rpartition("/")[2]
        for status in operation.statuses
        for type_ in operation.problems(status)
    }
    without_type = [status for status in operation.statuses if not operation.problems(status)]
    return [
        *(status for status in without_type if status not in seen.statuses),
        *(shown for shown, type_ in sorted(problems.items()) if type_ not in seen.problems),
        *(type_ for type_ in operation.outcomes if type_ not in seen.outcomes),
    ]


def documented(operation: Operation) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    """The statuses of an operation, and the headers and media types of each."""
    statuses = list(operation.statuses)
    headers = [(status, name) for status in statuses for name in operation.headers(status)]
    media_types = [(status, one) for status in statuses for one in operation.statuses[status].get("content", {})]
    return statuses, headers, media_types


def counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))
