"""What small schemas become, word for word: each case is a folder of schemas and the modules they give.

`python -m tests.codegen.test_golden` writes the expected modules anew; read the difference before committing it.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from codegen import emit_python_codec, emit_python_types, naming
from codegen.model import Tree
from codegen.parse import parse
from tests.codegen.modules import Package, imported, written
from tests.codegen.trees import sources
from tests.codegen.values import named_values

CASES = Path(__file__).parent / "golden"
NAMES = sorted(path.name for path in CASES.iterdir())
FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def golden(case: str) -> Tree:
    return parse(sources(CASES / case))


def expected_files(tree: Tree) -> dict[str, str]:
    """The types and codecs of every namespace but the platform's."""
    types, codecs = emit_python_types.emit(tree), emit_python_codec.emit(tree)
    modules = sorted({naming.module(name) for name in tree.types} - {"wire"})
    found = {f"{name}.py.txt": types[f"{name}.py"] for name in modules}
    return found | {f"{name}_codec.py.txt": text for name in modules if (text := codecs.get(f"codec/{name}.py"))}


@pytest.mark.parametrize("case", NAMES)
def test_the_output_is_as_it_was_read_and_approved(case):
    files = expected_files(golden(case))
    for path, text in files.items():
        assert text == (CASES / case / path).read_text(), path
    assert {path.name for path in (CASES / case).glob("*.py.txt")} == set(files)


@pytest.mark.parametrize("case", NAMES)
def test_the_output_runs(case, tmp_path):
    """It can be imported, and what it writes it reads."""
    shapes = golden(case)
    with imported(shapes, tmp_path) as package:
        assert package.module("client").Client
        for record in shapes.records():
            assert_come_back(record.name, shapes, package)


def assert_come_back(full_name: str, shapes: Tree, package: Package) -> None:
    @FEW
    @given(named_values(full_name, shapes, package.module))
    def come_back(value):
        data = package.encode(full_name, value)
        assert package.decode(full_name, data) == (value, len(data))

    come_back()


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> Path:
    """What every case gives, each in a package of its own."""
    folder = tmp_path_factory.mktemp("packages")
    for case in NAMES:
        written(golden(case), folder / case)
    return folder


def run(*command: str | Path, at: Path) -> str:
    """What a checker has to say."""
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_a_strict_checker_has_nothing_against_the_output(packages):
    options = ["--strict", "--python-version", "3.11", "--cache-dir", packages.parent / "mypy_cache"]
    assert run(sys.executable, "-m", "mypy", *options, *NAMES, at=packages) == ""


def test_the_output_is_formatted_as_it_is_written(packages):
    ruff = Path(sys.executable).with_name("ruff")
    options = ["--isolated", "--line-length", "120"]
    assert run(ruff, "format", "--diff", *options, ".", at=packages) == ""
    assert (
        run(ruff, "check", "--select", "I,F,E4,E7,E9,UP,PYI", "--target-version", "py311", *options, at=packages) == ""
    )


if __name__ == "__main__":
    for case in NAMES:
        for old in (CASES / case).glob("*.py.txt"):
            old.unlink()
        for path, text in expected_files(golden(case)).items():
            (CASES / case / path).write_text(text)
