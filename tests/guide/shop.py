"""A folder with the schemas of a page's examples, in which its steps are taken."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import codegen.__main__
import codegen.readers.__main__
import codegen.scaffold.__main__
from tests.codegen.readers.libraries import lend
from tests.codegen.trees import ROOT
from tests.end_to_end.builds import surroundings
from tests.guide.page import Command, File, Patch, Step

# What the recipes run that needs nothing but the folder.
_HERE: Mapping[str, Callable[[list[str]], int]] = {
    "codegen": codegen.__main__.main,
    "codegen.readers": codegen.readers.__main__.main,
    "codegen.scaffold": codegen.scaffold.__main__.main,
}
# The folder has no frontend, and no build of its own that could write a datum.
_NOWHERE = ("services.local.frontend", "tests.golden_datums.write")
_ON_SERVERS = {"plan": "services.wire.plan", "apply": "services.wire.apply", "versions": "services.wire.versions"}
PREFIX = "MILLRACE_TOPIC_PREFIX"
_FITS = """
from services.runner.spec import routes
from services.shop.main import SPEC
routes(SPEC)
"""
JUST = Path(sys.executable).with_name("just")


class Shop:
    """The folder. `servers` are settings for the commands that ask servers, which need the whole worker."""

    def __init__(self, root: Path, servers: Mapping[str, str] | None = None) -> None:
        self.root = root
        self._servers = servers
        (root / "tests" / "services").mkdir(parents=True)
        lend(root)
        if servers is not None:
            complete(root)

    def take(self, step: Step) -> tuple[int, str]:
        """Write a file, make an edit or run a command: its exit code, and what it printed."""
        match step:
            case File(path, text):
                target = self.root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
            case Patch(path):
                target = self.root / path
                target.write_text(step.applied(target.read_text()))
            case Command():
                return self._run(step)
        return 0, ""

    def _run(self, command: Command) -> tuple[int, str]:
        if command.words[0] == "rm":
            (self.root / command.words[1]).unlink()
            return 0, ""
        assert command.words[0] == "./just", f"expected ./just or rm, got {command.words}"
        printed = io.StringIO()
        for module, arguments in recipe(command.words[1:]):
            if module in _NOWHERE:
                continue
            if module in _ON_SERVERS.values():
                code, text = self._ask(module, arguments)
                printed.write(text)
            elif module == "codegen.readers" and self._servers is not None:
                continue  # it takes long, and says nothing to servers
            else:
                with chdir(self.root), redirect_stdout(printed), redirect_stderr(printed):
                    code = _HERE[module](arguments)
            if code:
                return code, printed.getvalue()
        return 0, printed.getvalue()

    def _ask(self, module: str, arguments: Sequence[str]) -> tuple[int, str]:
        done = self.python("-m", module, *arguments)
        assert self._servers is not None, f"{module} needs servers"
        prefix = self._servers[PREFIX]
        # What goes wrong is told on the other stream, and so is what a client logs while servers settle.
        return done.returncode, (done.stdout + (done.stderr if done.returncode else "")).replace(prefix, "")

    def faults(self) -> str:
        """What its worker and its own tests have to say against the schemas as they are now."""
        complete(self.root)
        with chdir(self.root), redirect_stdout(io.StringIO()):
            assert codegen.__main__.main(["generate"]) == 0
        done = [self.python("-c", _FITS)]
        if list(self.root.glob("tests/services/test_*.py")):
            done.append(self.python("-m", "pytest", "-q", "--import-mode=importlib", "tests"))
        return "".join(each.stdout + each.stderr for each in done if each.returncode)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the code of the folder itself."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=surroundings() | dict(self._servers or {}),
            capture_output=True,
            text=True,
            check=False,
        )


def asks_servers(step: Step) -> bool:
    return isinstance(step, Command) and step.words[0] == "./just" and step.words[1] in _ON_SERVERS


def settings(environment: Mapping[str, str], number: int) -> dict[str, str]:
    """Settings with which one section meets nothing that another has made; its prefix is not shown."""
    return dict(environment) | {PREFIX: f"change{number}.", "MILLRACE_PARTITIONS": "1", "MILLRACE_REPLY_LANES": "1"}


def complete(root: Path) -> None:
    """Put the platform's part of a worker into the folder, and the schemas that it needs."""
    skipped = shutil.ignore_patterns("__pycache__", "generated")
    for part in ("services/wire", "services/runner", "services/testing", "schemas/wire"):
        shutil.copytree(ROOT / part, root / part, ignore=skipped, dirs_exist_ok=True)
    # Nobody logs in here, so there are no fixtures for visitors.
    (root / "tests" / "conftest.py").write_text('pytest_plugins = ["services.testing.story_fixtures"]\n')


def recipe(words: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The modules that a recipe runs, in order, with their arguments."""
    done = subprocess.run(
        [JUST, "--dry-run", *words], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"just {words[0]}: {done.stderr}"
    found = []
    for line in done.stderr.splitlines():
        _, _, module, *arguments = line.replace('"$@"', "@").split()
        given = [part for each in arguments for part in (words[1:] if each == "@" else [each])]
        found.append((module, given))
    return found
