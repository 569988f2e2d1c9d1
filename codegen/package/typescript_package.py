"""The TypeScript of a client as a project that the compiler turns into ES modules."""

import json
import posixpath
import re
from collections.abc import Mapping

INDEX = "index.ts"
_INDEX_TEXT = "export * from './generated';\nexport * from './transport';\n"
_IMPORT = re.compile(r"^((?:import|export)\b.*?|\} )from '(\.{1,2}/[^']*)';$", re.MULTILINE)
_CONFIG = {
    "compilerOptions": {
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "noImplicitOverride": True,
        "noUncheckedIndexedAccess": True,
        "verbatimModuleSyntax": True,
        "module": "nodenext",
        "target": "ES2022",
        "lib": ["ES2023", "DOM", "DOM.Iterable"],
        "types": [],
        "declaration": True,
        "newLine": "lf",
        "rootDir": "src",
        "outDir": "dist",
        "noEmitOnError": True,
    },
    "include": ["src"],
}


def project(generated: Mapping[str, str], transport: Mapping[str, str]) -> dict[str, str]:
    """The files of the project by path; compiled, its `dist` is what the package holds.

    Applications leave endings out of what they import, but Node wants the file that there is.
    """
    sources = {f"generated/{path}": text for path, text in generated.items()}
    sources |= {f"transport/{path}": text for path, text in transport.items() if not path.endswith(".spec.ts")}
    sources[INDEX] = _INDEX_TEXT
    whole = {f"src/{path}": _with_endings(path, text, sources) for path, text in sources.items()}
    return whole | {"tsconfig.json": json.dumps(_CONFIG), "package.json": json.dumps({"type": "module"})}


def _with_endings(path: str, text: str, sources: Mapping[str, str]) -> str:
    def whole(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[2]))
        ending = ".js" if f"{target}.ts" in sources else "/index.js"
        return f"{match[1]}from '{match[2]}{ending}';"

    return _IMPORT.sub(whole, text)
