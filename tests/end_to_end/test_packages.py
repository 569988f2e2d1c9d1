"""The packaged clients in projects that have nothing else: installed, type-checked, and used against the platform."""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from codegen.package.__main__ import main
from services.local.frontend import node_environment
from tests.codegen.trees import ROOT
from tests.codegen.typescript_compiler import MODULES, NODE
from tests.end_to_end.people import PASSWORD, fresh_name

# All of them, so that the packages are built and installed once.
pytestmark = pytest.mark.integration

CONSUMERS = Path(__file__).parent / "consumers"
TYPESCRIPT = {
    "strict": True,
    "module": "nodenext",
    "target": "ES2022",
    "lib": ["ES2022"],
    "types": [],
    "skipLibCheck": False,
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The wheel and the tarball."""
    folder = tmp_path_factory.mktemp("dist")
    assert main(["--root", str(ROOT), "--out", str(folder)]) == 0
    (wheel,), (tarball,) = folder.glob("*.whl"), folder.glob("*.tgz")
    return wheel, tarball


@pytest.fixture(scope="module")
def python_project(packages, tmp_path_factory):
    """A folder with `visit.py`, and an environment that has the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("python")
    shutil.copy(CONSUMERS / "visit.py", folder)
    venv.create(folder / ".venv")
    pip = ["-m", "pip", "--python", folder / ".venv/bin/python", "install", "--quiet", "--disable-pip-version-check"]
    run([sys.executable, *pip, packages[0]], folder)
    return folder


@pytest.fixture(scope="module")
def npm_project(packages, tmp_path_factory):
    """A folder with the consumers, compiled in the strictest way over the installed tarball."""
    folder = tmp_path_factory.mktemp("npm")
    for consumer in CONSUMERS.glob("*.ts"):
        shutil.copy(consumer, folder)
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": TYPESCRIPT}))
    run(["npm", "install", "--no-audit", "--no-fund", packages[1]], folder)
    run([NODE, MODULES / "typescript/bin/tsc"], folder)
    return folder


def run(command, folder):
    """What a command prints; it must succeed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=node_environment(os.environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def test_they_are_called_what_the_readme_says(packages):
    readme = (ROOT / "README.md").read_text()
    assert all(f"dist/{package.name}\n" in readme for package in packages)


def test_the_wheel_is_typed(python_project):
    python = ["--python-executable", python_project / ".venv/bin/python", "--cache-dir", python_project / ".mypy"]
    run([sys.executable, "-m", "mypy", "--strict", *python, "visit.py"], python_project)


def test_the_tarball_is_typed_and_brings_nothing_with_it(npm_project):
    assert (npm_project / "visit.js").is_file()
    assert [path.name for path in (npm_project / "node_modules").iterdir() if path.is_dir()] == ["millrace-client"]


def test_a_visit_in_python(python_project, gateway_url):
    name = fresh_name()
    told = json.loads(run([".venv/bin/python", "-W", "error", "visit.py", gateway_url, name, PASSWORD], python_project))
    assert told == ["hello", name, name, name, ["mind the sluice"], "SESSION_REQUIRED"]


def test_a_visit_in_typescript(npm_project, gateway_url):
    name = fresh_name()
    told = json.loads(run([NODE, "visit.js", gateway_url, name, PASSWORD], npm_project))
    assert told == ["hello", name, name, name, ["mind the sluice"], "SESSION_REQUIRED"]


def test_a_feed_in_typescript_outlives_its_gateway(npm_project, stack):
    with subprocess.Popen(
        [NODE, "follow.js", stack.gateway_url], cwd=npm_project, stdout=subprocess.PIPE, text=True
    ) as follower:
        try:
            assert follower.stdout.readline() == "board.Notes\n"
            stack.kill("gateway")
            stack.start("gateway")
            assert follower.communicate(timeout=60)[0] == "board.Notes\n"
            assert follower.returncode == 0
        finally:
            follower.kill()


def test_the_same_input_gives_the_same_bytes(packages, tmp_path):
    """From another folder, with another hash seed and another mask for files."""
    again = [sys.executable, "-m", "codegen.package", "--root", ROOT, "--out", tmp_path / "dist"]
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Pacific/Chatham"}
    subprocess.run(again, cwd=tmp_path, env=environment, umask=0o077, check=True)
    for package in packages:
        assert (tmp_path / "dist" / package.name).read_bytes() == package.read_bytes()
