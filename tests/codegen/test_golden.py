"""What small schemas become, word for word: each case is a folder of schemas and the modules they give.

`python -m tests.codegen.test_golden` writes the expected modules anew; read the difference before committing it.
"""

from pathlib import Path

import pytest

from codegen import emit_python_codec, emit_python_types, naming
from codegen.model import Tree
from codegen.parse import parse
from tests.codegen.modules import imported
from tests.codegen.trees import sources

CASES = Path(__file__).parent / "golden"
NAMES = sorted(path.name for path in CASES.iterdir())


def expected_files(tree: Tree) -> dict[str, str]:
    """The types and codecs of every namespace but the platform's."""
    types, codecs = emit_python_types.emit(tree), emit_python_codec.emit(tree)
    modules = sorted({naming.module(name) for name in tree.types} - {"wire"})
    return {f"{name}.py.txt": types[f"{name}.py"] for name in modules} | {
        f"{name}_codec.py.txt": codecs[f"codec/{name}.py"] for name in modules
    }


@pytest.mark.parametrize("case", NAMES)
def test_the_output_is_as_it_was_read_and_approved(case):
    for path, text in expected_files(parse(sources(CASES / case))).items():
        assert text == (CASES / case / path).read_text(), path


@pytest.mark.parametrize("case", NAMES)
def test_the_output_can_be_imported(case, tmp_path):
    with imported(parse(sources(CASES / case)), tmp_path) as package:
        assert package.module("client").Client


if __name__ == "__main__":
    for case in NAMES:
        for path, text in expected_files(parse(sources(CASES / case))).items():
            (CASES / case / path).write_text(text)
