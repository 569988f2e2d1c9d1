"""A frontend of one file, compiled as ours is, for tests of what it reads."""

import shutil
from pathlib import Path

from codegen import emit_typescript
from codegen.model import Tree
from codegen.readers import frontend
from tests.codegen.trees import ROOT

FRONTEND = ROOT / "frontend"


def write(folder: Path, tree: Tree, *sources: Path) -> None:
    """Put a frontend below a folder, with our own packages, tools and options."""
    (folder / "node_modules").symlink_to(FRONTEND / "node_modules")
    shutil.copytree(FRONTEND / "tools", folder / "tools")
    (folder / "package.json").write_text('{"type": "module"}')
    for path, text in emit_typescript.emit(tree).items():
        target = folder / frontend.GENERATED / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    for source in sources:
        shutil.copy(source, folder / frontend.GENERATED / ".." / source.name)
    for name in ("tsconfig.json", "tsconfig.app.json"):
        shutil.copy(FRONTEND / name, folder / name)
