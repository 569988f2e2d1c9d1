"""Runs beside mutmut, in the copy of the tree: tells as JSON which mutants there are, or what became of them."""

import ast
import gc
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from mutmut.__main__ import cli
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import get_mutant_name, orig_function_and_class_names_from_key
from mutmut.workers import isolation


class WithoutShrinking:
    """A plugin: an example that shows a mutant need not become a small one."""

    def pytest_configure(self) -> None:
        # Not before pytest does: it has to rewrite the assertions in there.
        from hypothesis import HealthCheck, Phase, settings

        phases = [Phase.explicit, Phase.generate]
        # Mutated code is slow: each call of a function asks first which mutant is tried.
        settings.register_profile("mutation", phases=phases, database=None, suppress_health_check=list(HealthCheck))
        settings.load_profile("mutation")


class Quick(PytestRunner):
    """Tries the quick tests first: most mutants are found by one of them."""

    def execute_pytest(self, params: list[str], plugins: Sequence[object] = ()) -> int:
        return PytestRunner.execute_pytest(self, params, plugins=[*plugins, WithoutShrinking()])

    def _pytest_args_regular_run(self, tests: Iterable[str]) -> list[str]:
        seconds = state().duration_by_test
        return PytestRunner._pytest_args_regular_run(self, sorted(tests, key=lambda test: (seconds.get(test, 0), test)))


def run(arguments: list[str]) -> None:
    """What `mutmut run` does, without what costs each mutant time and finds nothing."""
    # pytest collects garbage several times a run: what the processes inherit need not be looked at again.
    os.register_at_fork(before=gc.freeze)
    isolation.PytestRunner = Quick
    sys.argv = ["mutmut", "run", *arguments]
    cli()


def names() -> list[str]:
    """Every mutant there is, before any is tried."""
    return [
        get_mutant_name(path, name)
        for path in walk_mutatable_files()
        for name in mutate_file_contents(str(path), path.read_text()).mutant_names
    ]


def results(wanted: set[str]) -> list[dict[str, object]]:
    """What became of those; one that was not reached has the status `not checked`."""
    found = []
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        tree = ast.parse(path.read_text())
        for name, code in data.exit_code_by_key.items():
            if name in wanted:
                found.append({"name": name, "status": status_by_exit_code[code], **where(name, path, tree)})
    return found


def where(name: str, path: Path, tree: ast.Module) -> dict[str, object]:
    """The file, the line and the lines that differ."""
    function, owner = orig_function_and_class_names_from_key(name)
    diff = get_diff_for_mutant(name, path=path).splitlines()[2:]
    changed = [line[0] + line[1:].strip() for line in diff if line[:1] in "+-"]
    scope = next((one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == owner), tree)
    short = function.rpartition(".")[2]
    begin = next(one for one in scope.body if getattr(one, "name", None) == short)
    first = next((line[1:].strip() for line in changed if line[0] == "-"), "")
    offset = (
        int(re.match(r"@@ -(\d+)", diff[0])[1]) - 1 + next(at for at, line in enumerate(diff[1:]) if line[0] in "+-")
    )
    lines = path.read_text().splitlines()
    alike = [at for at in range(begin.lineno, begin.end_lineno + 1) if lines[at - 1].strip() == first]
    line = min(alike or [begin.lineno], key=lambda at: abs(at - begin.lineno - offset))
    return {"file": str(path), "line": line, "function": f"{owner}.{short}" if owner else short, "changed": changed}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["run", *arguments]:
            run([*arguments[:-1], *Path(arguments[-1]).read_text().split()])
        case ["names"]:
            json.dump(names(), sys.stdout)
        case ["results", wanted]:
            json.dump(results(set(Path(wanted).read_text().split())), sys.stdout)
        case other:
            sys.exit(f"no such command: {other}")
