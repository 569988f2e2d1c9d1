"""`just remove-sample` on a copy of this checkout: what is left is whole, and nothing of the sample is in it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen import __main__ as codegen
from codegen.scaffold import sample
from codegen.scaffold.__main__ import REFUSED, main
from codegen.scaffold.parts import Origin, parts_of
from tests.codegen.test_evolution_bases import git
from tests.codegen.trees import ROOT

COPIED = ("README.md", "pyproject.toml", "codegen", "schemas", "services", "gateway", "tests", "frontend/src")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one commit, as somebody has cloned it."""
    root = tmp_path_factory.mktemp("checkout")
    for part in COPIED:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, root / part)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "All of it")
    return root


def test_what_git_does_not_keep_is_in_the_way(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (copy / "schemas" / "mine.txt").touch()
    assert main(["--root", str(copy), "remove-sample"]) == REFUSED
    assert "1 file is not committed; commit or stash it first" in capsys.readouterr().err
    (copy / "schemas" / "mine.txt").unlink()
    assert main(["--root", str(tmp_path), "remove-sample"]) == REFUSED
    assert "git keeps nothing here" in capsys.readouterr().err
    assert (copy / "services" / "board").is_dir()


@pytest.fixture(scope="module")
def removed(copy: Path) -> Path:
    """The copy without the sample."""
    assert main(["--root", str(copy), "remove-sample"]) == 0
    assert codegen.main(["generate", "--root", str(copy)]) == 0
    return copy


def test_schemas_and_what_is_generated_are_whole(removed: Path, capsys: pytest.CaptureFixture[str]):
    assert codegen.main(["check", "--root", str(removed)]) == 0
    assert capsys.readouterr().out.endswith("checked against schemas/published: nothing breaks\n")


def test_nothing_of_the_sample_is_left(removed: Path):
    left = [path.relative_to(removed).as_posix() for path in removed.rglob("*") if path.is_file()]
    assert sample.owned(left, sample.DOMAINS) == []
    assert not (removed / "services" / "board").exists()
    assert {"accounts", "sessions"} <= {path.name for path in (removed / "services").iterdir()}


def test_the_start_page_is_a_page_that_is_there(removed: Path):
    routes = (removed / "frontend/src/app/app.routes.ts").read_text()
    assert "boards" not in routes
    assert "import('./start-page')).StartPage" in routes
    assert "class StartPage" in (removed / "frontend/src/app/start-page.ts").read_text()


def test_the_readme_tells_nothing_of_it_and_keeps_the_rest(removed: Path):
    readme = (removed / "README.md").read_text()
    assert "<!-- from" not in readme
    assert "./just up" in readme
    assert "## Point it at your own servers" in readme


def test_the_tests_that_are_left_find_what_they_import_and_name(removed: Path):
    missing = [
        f"{path.relative_to(removed)}: {origin.module}.{origin.name}"
        for path in sorted((removed / "tests").rglob("*.py"))
        if "bench" not in path.parts
        for part in parts_of(path.read_text())
        for origin in part.imports.values()
        if origin.module.partition(".")[0] in ("tests", "services", "codegen", "gateway")
        if not is_there(removed, origin)
    ]
    assert missing == []

    command = [Path(sys.executable).with_name("ruff"), "check", "--quiet", "--select", "F821,F811", "tests"]
    done = subprocess.run(command, cwd=removed, capture_output=True, text=True, check=False)
    assert done.stdout == ""


def is_there(root: Path, origin: Origin) -> bool:
    """Whether an imported name is a module, or one that a module defines or imports itself."""
    module = root / f"{origin.module}.{origin.name}".strip(".").replace(".", "/")
    if module.with_suffix(".py").is_file() or module.is_dir():
        return True
    module = module.parent
    file = module.with_suffix(".py") if module.with_suffix(".py").is_file() else module / "__init__.py"
    return file.is_file() and any(
        origin.name in part.defines | part.imports.keys() for part in parts_of(file.read_text())
    )


def test_a_second_time_there_is_nothing_to_remove(removed: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--root", str(removed), "remove-sample", "--force"]) == REFUSED
    assert "the sample is not here any more" in capsys.readouterr().err


def test_a_route_goes_with_the_redirect_that_led_to_it():
    routes = """export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'boards/main' },
  {
    path: 'boards/:boardId',
    loadComponent: async () => (await import('./board/board-page')).BoardPage,
  },
  {
    path: 'login',
    loadComponent: async () => (await import('./accounts/login-page')).LoginPage,
  },
];
"""
    left = sample.without_routes(routes, ("board",), "  START,\n")
    assert left.splitlines()[1:3] == ["  START,", "  {"]
    assert "login-page" in left
    assert "board" not in left
