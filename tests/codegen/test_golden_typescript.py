"""What small schemas become in TypeScript, word for word: the cases of test_golden.py, beside what they give in Python.

`python -m tests.codegen.test_golden_typescript` writes the expected modules anew; read the difference before
committing it.
"""

import json
import subprocess

import pytest

from codegen.emit_typescript_types import emit_types
from codegen.model import Tree
from tests.codegen.test_golden import CASES, NAMES, golden
from tests.codegen.typescript_compiler import MODULES, NODE, compile_folder

# As strict as the frontend is with what people write.
ESLINT = """
import tseslint from 'typescript-eslint';

export default tseslint.config({
  files: ['**/*.ts'],
  extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
  languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
  rules: {
    // Global types could be hidden: a schema may have a type called `Record`.
    '@typescript-eslint/consistent-indexed-object-style': 'off',
    // What is deprecated still travels.
    '@typescript-eslint/no-deprecated': 'off',
  },
});
"""


def expected_files(tree: Tree) -> dict[str, str]:
    """The module of every namespace but the platform's."""
    return {f"{path}.txt": text for path, text in emit_types(tree).items() if path != "wire.ts"}


@pytest.mark.parametrize("case", NAMES)
def test_the_output_is_as_it_was_read_and_approved(case):
    files = expected_files(golden(case))
    for path, text in files.items():
        assert text == (CASES / case / path).read_text(), path
    assert {path.name for path in (CASES / case).glob("*.ts.txt")} == set(files)


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    """What every case gives, in a folder of its own."""
    folder = tmp_path_factory.mktemp("modules")
    for case in NAMES:
        for path, text in emit_types(golden(case)).items():
            target = folder / case / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    return folder


def test_the_strictest_compiler_has_nothing_against_the_output(modules):
    assert compile_folder(modules) == ""


def test_eslint_has_nothing_against_the_output(modules):
    (modules / "node_modules").symlink_to(MODULES)
    (modules / "eslint.config.mjs").write_text(ESLINT)
    compile_folder(modules)  # writes the compiler's configuration, which the linter reads
    command = [NODE, MODULES / "eslint" / "bin" / "eslint.js", "--format", "json", "."]
    done = subprocess.run(command, cwd=modules, capture_output=True, text=True, check=False)
    found = [
        f"{file['filePath'].removeprefix(str(modules))}:{message['line']}: {message['message']} {message['ruleId']}"
        for file in json.loads(done.stdout)
        for message in file["messages"]
    ]
    assert found == []


if __name__ == "__main__":
    for case in NAMES:
        for old in (CASES / case).glob("*.ts.txt"):
            old.unlink()
        for path, text in expected_files(golden(case)).items():
            (CASES / case / path).write_text(text)
