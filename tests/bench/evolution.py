"""Measure the check of a long history: `python -m tests.bench.evolution --help`."""

import argparse
import cProfile
import json
import pstats
import time
from typing import Any

from codegen.evolution.bases import published_base
from codegen.evolution.check import check
from codegen.evolution.findings import Finding
from codegen.parse import parse

_NAMESPACES = 20


def history(types: int, versions: int, hard: int) -> tuple[dict[str, str], dict[str, str]]:
    """Texts of the schemas and of their published versions, by path.

    Each version has a field more, and the schemas one more again. Of every hundred types `hard` have also lost a field,
    renamed one and grown an enum, from version to version and in the schemas too.
    """
    sources: dict[str, str] = {}
    published: dict[str, str] = {}
    for number in range(types):
        is_hard = number % 100 < hard
        name = f"space{number % _NAMESPACES}.Type{number}"
        sources[f"{name.replace('.', '/')}.avsc"] = json.dumps(_record(number, versions, is_hard), indent=2)
        for version in range(versions):
            text = json.dumps(_record(number, version, is_hard), indent=2)
            published[f"{name}/{version + 1}.avsc"] = text
    return sources, published


def _record(number: int, version: int, is_hard: bool) -> dict[str, Any]:
    symbols = [f"SYMBOL_{index}" for index in range(4 + (version if is_hard else 0))]
    status = {"type": "enum", "name": f"Status{number}", "doc": "How it is.", "symbols": symbols, "default": "SYMBOL_0"}
    card = {"type": "record", "name": f"Card{number}", "doc": "A card.", "fields": [_field("pan", "string")]}
    cash = {"type": "record", "name": f"Cash{number}", "doc": "Cash.", "fields": []}
    fields = [
        _field("id", {"type": "string", "logicalType": "uuid"}),
        _field("status", status, default="SYMBOL_0"),
        _field("total", {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}),
        _field("tags", {"type": "array", "items": "string"}, default=[]),
        _field("payment", ["null", card, cash], default=None),
        _field("at", {"type": "long", "logicalType": "timestamp-millis"}),
        *(_field(f"more{index}", "string", default="") for index in range(version)),
    ]
    if is_hard and version < 5:
        fields.append(_field("gone", "int", default=0))
    if is_hard:
        fields.append(_field("renamed", "int", default=0, aliases=["once"] if version else []))
    return {
        "type": "record",
        "name": f"Type{number}",
        "namespace": f"space{number % _NAMESPACES}",
        "doc": "A thing that happened.",
        "millrace": {"kind": "event", "key": "id"},
        "fields": fields,
    }


def _field(name: str, written: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": written, "doc": f"The {name}."} | more


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", type=int, default=1000, help="how many schemas (default: 1000)")
    parser.add_argument("--versions", type=int, default=10, help="how many published versions of each (default: 10)")
    parser.add_argument("--hard", type=int, default=2, help="of every hundred, how many changed otherwise (default: 2)")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    arguments = parser.parse_args()
    sources, published = history(arguments.types, arguments.versions, arguments.hard)
    profile = cProfile.Profile()

    def run() -> list[Finding]:
        tree = parse(sources)
        base = published_base(published, "schemas/published")
        return check(tree, [base], {f"schemas/{path}": text for path, text in sources.items()})

    begun, worked = time.perf_counter(), time.process_time()
    findings = profile.runcall(run) if arguments.profile else run()
    seconds, cpu_s = time.perf_counter() - begun, time.process_time() - worked
    errors = sum(finding.severity == "error" for finding in findings)
    print(
        f"{arguments.types} schemas x {arguments.versions} versions: {seconds:.2f} s ({cpu_s:.2f} s of the processor)"
    )
    print(f"{len(findings)} findings, {errors} of them errors")
    if arguments.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
