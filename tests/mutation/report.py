"""The summary of a run, and the list of the survivors."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from tests.mutation.outcome import KILLED, TIMED_OUT, Mutant, Spared, why_spared


class Tally(Struct, frozen=True):
    """What became of a target's mutants. `there_are` counts those, too, that were not drawn."""

    target: str
    there_are: int
    mutants: list[Mutant]
    rows: Sequence[Spared]

    @property
    def survivors(self) -> list[Mutant]:
        return [one for one in self.mutants if one.is_tried and not one.is_found]

    @property
    def missed(self) -> list[Mutant]:
        """The survivors that a test should have found."""
        return [one for one in self.survivors if why_spared(one, self.rows) is None]


HEAD = ("target", "mutants", "tried", "killed", "timed out", "survived", "of these spared", "ratio", "without spared")


def table(tallies: Iterable[Tally]) -> str:
    """One line a target, and one for all."""
    counted = [(tally.target, _figures(tally)) for tally in tallies]
    if len(counted) > 1:
        counted.append(("all", [sum(column) for column in zip(*(figures for _, figures in counted), strict=True)]))
    lines = [HEAD, *(_line(name, figures) for name, figures in counted)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def _figures(tally: Tally) -> list[int]:
    statuses = Counter(one.status for one in tally.mutants)
    tried, survived = sum(one.is_tried for one in tally.mutants), len(tally.survivors)
    killed, timed_out = (sum(statuses[status] for status in group) for group in (KILLED, TIMED_OUT))
    return [tally.there_are, tried, killed, timed_out, survived, survived - len(tally.missed)]


def _line(name: str, figures: Sequence[int]) -> tuple[str, ...]:
    _, tried, killed, timed_out, _, spared = figures
    found = killed + timed_out
    return (name, *map(str, figures), _ratio(found, tried), _ratio(found, tried - spared))


def _ratio(found: int, of: int) -> str:
    return f"{100 * found / of:.1f} %" if of else "-"


def survivors(tally: Tally) -> str:
    """Every survivor with its place and change; those that are spared at the end, with the reason."""
    missed = [_told(one) for one in tally.missed]
    known = [(one, why_spared(one, tally.rows)) for one in tally.survivors]
    return "\n".join([*missed, *(_told(one, f"spared, {row.kind}: {row.why}") for one, row in known if row)])


def _told(mutant: Mutant, note: str = "") -> str:
    untested = "no test comes here" if mutant.status == "no tests" else ""
    head = f"{mutant.file}:{mutant.line}: {mutant.function}"
    return "\n".join(
        [" | ".join(filter(None, (head, untested, note))), *(f"    {line}" for line in mutant.changed), ""]
    )
