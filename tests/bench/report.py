"""Turn the load client's JSON objects, one per product and round, into a table of medians and in-round ratios."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

Figures = Mapping[str, Any]
Round = Mapping[str, Figures]

COLUMNS = ("idle p50 ms", "idle p99 ms", "requests/s", "loaded p50 ms", "loaded p99 ms", "CPU s per 1,000")


def row(figures: Figures) -> tuple[float, ...]:
    """The figures of one product in one round, in the order of COLUMNS."""
    idle, load = figures["idle"], figures["load"]
    return (
        idle["p50_ms"],
        idle["p99_ms"],
        load["requests_per_s"],
        load["p50_ms"],
        load["p99_ms"],
        sum(load["cpu_s_per_1000"].values()),
    )


def table(rounds: Sequence[Round]) -> str:
    """A Markdown table: the medians over the rounds, and millrace's throughput over each product's, per round."""
    lines = ["| product | " + " | ".join(COLUMNS) + " | millrace ÷ it, requests/s, each round |"]
    lines.append("|---" * (len(COLUMNS) + 2) + "|")
    for product in rounds[0]:
        rows = [row(played[product]) for played in rounds]
        medians = [median(column) for column in zip(*rows, strict=True)]
        ratios = ", ".join(f"{ratio(played, product):.2f}" for played in rounds)
        lines.append(f"| {product} | " + " | ".join(f"{value:,.2f}" for value in medians) + f" | {ratios} |")
    return "\n".join(lines)


def ratio(played: Round, product: str) -> float:
    """Millrace's requests per second over those of another product, in the same round."""
    return played["millrace"]["load"]["requests_per_s"] / played[product]["load"]["requests_per_s"]


def faults(rounds: Sequence[Round]) -> list[str]:
    """Requests that failed, went missing or were answered twice: a fast wrong answer is no answer."""
    found = []
    for number, played in enumerate(rounds, 1):
        for product, figures in played.items():
            counts = {
                f"{phase} {name}": figures[phase][name]
                for phase in ("idle", "load")
                for name in ("frames_missing", "duplicates")
            }
            counts["errors"] = figures["errors"]
            found += [f"round {number}, {product}: {name} {count}" for name, count in counts.items() if count]
    return found
