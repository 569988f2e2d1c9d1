"""Measure the generator on a large tree of schemas: `python -m tests.bench.codegen --help`."""

import argparse
import cProfile
import json
import pstats
import time
from collections.abc import Callable
from typing import Any

from codegen import lint, outputs
from codegen.model import Tree
from codegen.parse import parse

_NAMESPACES = 20
_LOGICAL = (
    {"type": "string", "logicalType": "uuid"},
    {"type": "long", "logicalType": "timestamp-millis"},
)
_ALL_LOGICAL = (
    *_LOGICAL,
    {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2},
    {"type": "int", "logicalType": "date"},
    {"type": "long", "logicalType": "timestamp-nanos"},
)


def schemas(types: int, *, all_of_avro: bool) -> dict[str, str]:
    """Texts by path: nine records to an enum, in a tree whose records all refer to others, in circles too."""
    named = (_enum(number) if number % 10 == 0 else _record(number, types, all_of_avro) for number in range(types))
    return {f"{one['namespace']}/{one['name']}.avsc": json.dumps(one, indent=2) for one in named}


def full_name(number: int) -> str:
    return f"space{number % _NAMESPACES}.Type{number}"


def _enum(number: int) -> dict[str, Any]:
    symbols = [f"SYMBOL_{symbol}" for symbol in range(8)]
    return _named("enum", number) | {"symbols": symbols, "default": symbols[0]}


def _record(number: int, types: int, all_of_avro: bool) -> dict[str, Any]:
    logical = _ALL_LOGICAL if all_of_avro else _LOGICAL
    near, far, enum = (number * 7 + 3) % types, (number * 13 + 1) % types, number // 10 * 10
    kinds: list[tuple[Any, dict[str, Any]]] = [
        ("string", {"default": "it's"}),
        ("int", {"default": number}),
        (logical[number % len(logical)], {}),
        ({"type": "array", "items": full_name(near)}, {"default": []}),
        (["null", full_name(far)], {"default": None}),
        ({"type": "map", "values": ["null", "double"]}, {}),
        (full_name(enum), {"default": "SYMBOL_3"}),
        ("bytes", {"default": "\u00ff\u0001"}),
    ]
    if all_of_avro:
        kinds += [
            (["null", "string", "long", {"type": "array", "items": "bytes"}], {"default": None}),
            ({"type": "fixed", "name": f"Digest{number}", "size": 16}, {"aliases": ["hash"]}),
            (
                {"type": "record", "name": f"Inner{number}", "fields": [_field(0, "int", {"default": 1})]},
                {"default": {}},
            ),
        ]
    return _named("record", number) | {"fields": [_field(index, *kind) for index, kind in enumerate(kinds)]}


def _named(form: str, number: int) -> dict[str, Any]:
    namespace, name = full_name(number).split(".")
    return {"type": form, "name": name, "namespace": namespace, "doc": f"What number {number} is for."}


def _field(index: int, written: Any, more: dict[str, Any]) -> dict[str, Any]:
    return {"name": f"field{index}", "type": written, "doc": f"What field {index} is for."} | more


def measure(phases: dict[str, Callable[[], object]], profiled: str | None) -> None:
    """Print what each phase takes of the processor, which other work on the machine does not change much."""
    for name, run in phases.items():
        profile = cProfile.Profile()
        begun = time.process_time()
        try:
            profile.runcall(run) if name == profiled else run()
            said = f"{time.process_time() - begun:6.2f} s"
        except Exception as error:  # an emitter that lacks something must not hide what the others take
            said = f"{type(error).__name__}: {error}"[:80]
        print(f"{name:24} {said}")
        if name == profiled:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(25)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", type=int, default=1000, help="how many files (default: 1000)")
    parser.add_argument("--plain", action="store_true", help="only what our own schemas use")
    parser.add_argument("--profile", metavar="PHASE", help="the phase of which to show a profile")
    arguments = parser.parse_args()
    files = schemas(arguments.types, all_of_avro=not arguments.plain)
    tree = Tree(types={})

    def parsed() -> None:
        nonlocal tree
        tree = parse(files)

    phases: dict[str, Callable[[], object]] = {"parse": parsed}
    phases |= {"lint": lambda: lint.lint(tree), "lint of any tree": lambda: lint.lint(tree, lint.SOUND)}
    phases |= {"python": lambda: outputs.python(tree), "typescript": lambda: outputs.typescript(tree)}
    measure(phases, arguments.profile)


if __name__ == "__main__":
    main()
