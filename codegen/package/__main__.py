"""`python -m codegen.package`: writes the wheel and the npm tarball of the clients into `dist/`."""

import argparse
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from codegen import naming, outputs
from codegen.files import Checkout, read
from codegen.model import Tree
from codegen.soundness import Refused

from . import python_package, tarball, typescript_package, wheel
from .client_tree import client_tree
from .example import first_command
from .names import NameRefused, Names, module_of
from .python_tongue import PYTHON, use
from .readme import description, readme
from .typescript_tongue import TYPESCRIPT

PYTHON_GENERATED, PYTHON_TRANSPORT = "services/wire/generated", "services/wire/transport"
TYPESCRIPT_GENERATED, TYPESCRIPT_TRANSPORT = "frontend/src/app/wire/generated", "frontend/src/app/wire/transport"
COMPILER = "frontend/node_modules/typescript/bin/tsc"
REFUSED = 2


def _generated(folder: str, tree: Tree) -> dict[str, str]:
    """What a folder would hold if these were all the schemas."""
    return {path: text for into, emit in outputs.EMITTERS if into == folder for path, text in emit(tree).items()}


def _names(arguments: argparse.Namespace, project: dict[str, Any], tree: Tree) -> Names:
    try:
        return Names(
            name=arguments.name,
            module=arguments.module or module_of(arguments.name),
            npm_name=arguments.npm_name or arguments.name.lower(),
            version=arguments.version or project["version"],
            description=arguments.description or description(tree),
            license=project.get("license"),
        )
    except NameRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _wheel(root: Path, names: Names, tree: Tree, project: dict[str, Any]) -> bytes:
    generated, transport = _generated(PYTHON_GENERATED, tree), dict(read(root / PYTHON_TRANSPORT, "*.py"))
    command = first_command(tree)
    modules = {naming.module(name) for name in tree.types}
    files = python_package.files(generated, transport, modules, names, use(command) if command else "")
    requires = python_package.requirements(files)
    return wheel.build(files, names, project["requires-python"], requires, readme(names, tree, PYTHON))


def _tarball(root: Path, names: Names, tree: Tree) -> bytes:
    generated, transport = _generated(TYPESCRIPT_GENERATED, tree), dict(read(root / TYPESCRIPT_TRANSPORT, "*.ts"))
    with tempfile.TemporaryDirectory() as folder:
        for path, text in typescript_package.project(generated, transport).items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        _compile(root / COMPILER, Path(folder))
        files = {path: text for ending in (".js", ".d.ts") for path, text in read(Path(folder, "dist"), f"*{ending}")}
    return tarball.build(files, names, readme(names, tree, TYPESCRIPT))


def _compile(compiler: Path, folder: Path) -> None:
    if not compiler.is_file():
        raise Refused(f"expected the TypeScript compiler at {compiler}; `just package` installs it")
    node = Path(sys.executable).parent / "node"
    done = subprocess.run([node, compiler.resolve(), "-p", folder], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"the TypeScript client does not compile\n{done.stdout}{done.stderr}")


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="just package", description="Package the generated clients.")
    parser.add_argument("--name", default="millrace-client", help="of the packages: acme-api (default: %(default)s)")
    parser.add_argument("--version", help="of the packages: 1.2.0 or 1.2.0-rc.1 (default: that of pyproject.toml)")
    parser.add_argument("--module", help="what Python imports: acme_api (default: made from the name)")
    parser.add_argument("--npm-name", help="of the npm package alone: @acme/api (default: the name)")
    parser.add_argument("--description", help="one line (default: made from the schemas)")
    parser.add_argument("--out", type=Path, help="the folder to write to (default: dist)")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds schemas/ (default: this one)")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """Write both packages: 0 if that was done, 2 if it was refused."""
    arguments = _arguments(given)
    root = arguments.root
    out = arguments.out or root / "dist"
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        tree = client_tree(Checkout(root).parsed)
        names = _names(arguments, project, tree)
        made = {
            out / wheel.file_name(names): _wheel(root, names, tree, project),
            out / tarball.file_name(names): _tarball(root, names, tree),
        }
    except (Refused, python_package.ImportUnknown) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    out.mkdir(parents=True, exist_ok=True)
    for path, content in made.items():
        path.write_bytes(content)
        sys.stdout.write(f"{path} ({len(content) // 1000} kB)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
