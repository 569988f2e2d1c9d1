"""Builds the frontend if its sources have changed since: `python -m services.local.frontend [install]`."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from services.local.errors import LocalError
from services.local.places import CHECKOUT

NOT_SOURCES = {"node_modules", "dist", ".angular", "coverage"}
STAMP = ".millrace-digest"


def sources(frontend: Path) -> Iterator[Path]:
    """Every file that the build could read, in one order."""
    for folder, folders, files in os.walk(frontend):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        yield from (Path(folder, name) for name in sorted(files))


def digest(frontend: Path, files: Iterator[Path]) -> str:
    """Tells apart any two states of the files: their names and contents."""
    state = hashlib.sha256()
    for file in files:
        state.update(f"{file.relative_to(frontend).as_posix()}\0".encode())
        state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()


def is_fresh(output: Path, wanted: str) -> bool:
    """Whether the output was made from that state."""
    stamp = output / STAMP
    return stamp.exists() and stamp.read_text() == wanted


def is_built(frontend: Path) -> bool:
    """Whether the built frontend is the one of the sources as they are now."""
    return is_fresh(frontend / "dist", digest(frontend, sources(frontend)))


def build(frontend: Path, environ: Mapping[str, str]) -> None:
    """Installs the packages and builds, each only if what it reads has changed."""
    install(frontend, environ)
    wanted = digest(frontend, sources(frontend))
    if not is_fresh(frontend / "dist", wanted):
        _npm(frontend, environ, "run", "build")
        (frontend / "dist" / STAMP).write_text(wanted)


def install(frontend: Path, environ: Mapping[str, str]) -> None:
    """Installs what the lock names, if it is not what was installed last; nothing where there is no frontend."""
    lock = frontend / "package-lock.json"
    if not lock.exists():
        return
    wanted = digest(frontend, iter([lock]))
    if not is_fresh(frontend / "node_modules", wanted):
        _npm(frontend, environ, "ci", "--no-audit", "--no-fund")
        (frontend / "node_modules" / STAMP).write_text(wanted)


def node_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment in which `node` and `npm` are those beside our Python, and nothing asks or reports."""
    folder = Path(sys.executable).parent
    return {
        **environ,
        "PATH": f"{folder}{os.pathsep}{environ.get('PATH', os.defpath)}",
        "NG_CLI_ANALYTICS": "false",
        "npm_config_update_notifier": "false",
        "npm_config_cache": environ.get("npm_config_cache") or str(CHECKOUT / ".millrace" / "npm"),
        "CI": "1",
    }


def _npm(frontend: Path, environ: Mapping[str, str], *arguments: str) -> None:
    print(f"npm {' '.join(arguments)}", flush=True)
    node = node_environment(environ)
    ended = subprocess.run(["npm", *arguments], cwd=frontend, env=node, stdin=subprocess.DEVNULL, check=False)
    if ended.returncode:
        raise LocalError(f"npm {' '.join(arguments)} ended with status {ended.returncode}")


def main(arguments: list[str]) -> int:
    """Builds, or only installs what building and testing need; 1 if that fails."""
    run = install if arguments == ["install"] else build
    try:
        run(CHECKOUT / "frontend", os.environ)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
