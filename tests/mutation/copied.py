"""A copy of the tree, in which code may be spoilt: the work tree itself is never touched."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
LOCK = Path(__file__).parent / "requirements.lock"
TOOL = ROOT / ".millrace" / "mutation"
INSIDE = Path(__file__).parent / "inside.py"
SECONDS_TO_END = 60
WORKERS = 2

# What a mutant may take: eight times what its tests take without it, and twenty-four seconds.
SETTINGS = """

[tool.mutmut]
source_paths = ["codegen", "gateway", "services"]
also_copy = ["frontend", "just", "justfile", "schemas", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
only_mutate = {code}
pytest_add_cli_args = ["-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
timeout_multiplier = 8.0
timeout_constant = 3.0
"""


def install() -> None:
    """Put mutmut beside the packages of the environment, at the first run and when its lock has changed."""
    installed = TOOL / LOCK.name
    if not installed.exists() or installed.read_text() != LOCK.read_text():
        print("installing mutmut ...", file=sys.stderr)
        shutil.rmtree(TOOL, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        asked = ["--no-deps", "--require-hashes", "--requirement", str(LOCK), "--target", str(TOOL)]
        subprocess.run([*pip, *asked], check=True)
        shutil.copy(LOCK, installed)


def _ended(running: subprocess.Popen[bytes], seconds: float) -> int:
    """The exit code, 0 when the time was over. Whatever it forked ends with it, however this ends."""
    try:
        return running.wait(seconds)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            running.wait(SECONDS_TO_END)
        return 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)


class CopiedTree:
    """The copy that mutants live in: those of the code that the globs name."""

    def __init__(self, folder: Path, code: Sequence[str], tests: Sequence[str]) -> None:
        self._folder = folder
        self._names = folder / "names.txt"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True, text=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\0")):
            source, copy = ROOT / name, folder / name
            if source.is_file() and not source.is_symlink():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, copy)
        with (folder / "pyproject.toml").open("a") as settings:
            settings.write(SETTINGS.format(code=json.dumps(code), tests=json.dumps(tests)))

    def names(self) -> list[str]:
        """Every mutant there is."""
        return list(self._told("names"))

    def run(self, names: Sequence[str], seconds: float) -> None:
        """Try those mutants; those that are not reached in time are left as they are."""
        self._names.write_text("\n".join(names))
        command = self._command("run", "--max-children", str(WORKERS), str(self._names))
        with (self._folder / "mutmut.log").open("w") as log:
            code = _ended(self._started(command, log), seconds)
        if code:
            raise SystemExit(f"mutmut ended with {code}:\n{(self._folder / 'mutmut.log').read_text()[-4000:]}")

    def _started(self, command: Sequence[str], log: IO[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, cwd=self._folder, env=self._environment(), stdout=log, stderr=log, start_new_session=True
        )

    def results(self) -> list[dict[str, Any]]:
        """What became of those that were to be tried."""
        return list(self._told("results", str(self._names)))

    def _told(self, *arguments: str) -> Any:
        done = subprocess.run(
            self._command(*arguments), cwd=self._folder, env=self._environment(), stdout=subprocess.PIPE, check=True
        )
        return json.loads(done.stdout)

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(INSIDE), *arguments]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(TOOL), "PYTHONDONTWRITEBYTECODE": "1"}
