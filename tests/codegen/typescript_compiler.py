"""The TypeScript compiler that the frontend is built with, for tests of what is generated."""

import json
import subprocess
import sys
from pathlib import Path

from codegen import emit_typescript
from codegen.model import Tree
from tests.codegen.trees import ROOT

NODE = Path(sys.executable).parent / "node"
MODULES = ROOT / "frontend" / "node_modules"
USES = Path(__file__).parent / "typescript"

# The strictest that an application could ask of what is generated for it.
STRICT = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "isolatedModules": True,
    "noFallthroughCasesInSwitch": True,
    "noImplicitReturns": True,
    "noPropertyAccessFromIndexSignature": True,
    "noUncheckedIndexedAccess": True,
    "noUnusedLocals": True,
    "noUnusedParameters": True,
    "verbatimModuleSyntax": True,
    "module": "preserve",
    "target": "ES2022",
    "lib": ["ES2022"],
    "types": [],
    "skipLibCheck": True,
    "noEmit": True,
}


def write(tree: Tree, folder: Path) -> None:
    """Put what is generated from a tree below `folder`, as the frontend has it."""
    for path, text in emit_typescript.emit(tree).items():
        target = folder / "generated" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


FOR_NODE = {"noEmit": False, "module": "node16", "verbatimModuleSyntax": False, "rootDir": "."}
"""Options by which a folder is compiled to what `evaluate` runs."""


def compile_folder(folder: Path, **options: object) -> str:
    """What the compiler complains of; empty if the folder is sound. RxJS is the frontend's."""
    rxjs = {"paths": {"rxjs": [str(MODULES / "rxjs")]}}
    config = {"compilerOptions": STRICT | rxjs | options, "include": ["**/*.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    compiler = MODULES / "typescript" / "bin" / "tsc"
    assert compiler.is_file(), f"{compiler} is missing: `./just test` installs it"
    done = subprocess.run([NODE, compiler, "-p", folder], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def evaluate(script: str, folder: Path) -> object:
    """The JSON that a CommonJS script prints."""
    done = subprocess.run([NODE, "-e", script], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
