"""An npm tarball as bytes. https://docs.npmjs.com/cli/commands/npm-pack"""

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from typing import Any

from .names import Names

# The moment that npm gives to every file that it packs: what is inside depends on its content alone.
_MOMENT = 499_162_500
_FILE_MODE = 0o644


def file_name(names: Names) -> str:
    return f"{names.tarball_stem}.tgz"


def build(files: Mapping[str, str], names: Names, readme: str) -> bytes:
    """The tarball of a package of ES modules: its files by path below `dist`; `index.js` is what is imported."""
    contents = {
        "package.json": json.dumps(_manifest(names), indent=2) + "\n",
        "README.md": readme,
        **{f"dist/{path}": text for path, text in sorted(files.items())},
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, text in contents.items():
            content = text.encode()
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size, entry.mtime, entry.mode = len(content), _MOMENT, _FILE_MODE
            archive.addfile(entry, io.BytesIO(content))
    target = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=target, mode="wb", compresslevel=9, mtime=0) as compressed:
        compressed.write(packed.getvalue())
    return target.getvalue()


def _manifest(names: Names) -> dict[str, Any]:
    entry = {"types": "./dist/index.d.ts", "default": "./dist/index.js"}
    return {
        "name": names.npm_name,
        "version": names.version,
        "description": names.description,
        **({"license": names.license} if names.license else {}),
        "type": "module",
        "sideEffects": False,
        "types": entry["types"],
        "exports": {".": entry, "./package.json": "./package.json"},
        "files": ["dist"],
        "engines": {"node": ">=22"},
    }
