"""A Python wheel as bytes. https://packaging.python.org/en/latest/specifications/binary-distribution-format/"""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence

from .names import Names

# The first moment that a zip file can hold: what is inside depends on its content alone.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644 << 16
_WHEEL = "Wheel-Version: 1.0\nGenerator: millrace\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def file_name(names: Names) -> str:
    return f"{names.wheel_stem}-py3-none-any.whl"


def build(files: Mapping[str, str], names: Names, requires_python: str, requires: Sequence[str], readme: str) -> bytes:
    """The wheel of a package: its files by path below the package's folder."""
    info = f"{names.wheel_stem}.dist-info"
    contents = {f"{names.module}/{path}": text.encode() for path, text in sorted(files.items())}
    contents[f"{info}/METADATA"] = _metadata(names, requires_python, requires, readme).encode()
    contents[f"{info}/WHEEL"] = _WHEEL.encode()
    record = f"{info}/RECORD"
    lines = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in contents.items()]
    contents[record] = "".join(f"{line}\n" for line in [*lines, f"{record},,"]).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in contents.items():
            entry = zipfile.ZipInfo(path, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = _FILE_MODE
            archive.writestr(entry, content)
    return target.getvalue()


def _metadata(names: Names, requires_python: str, requires: Sequence[str], readme: str) -> str:
    """The core metadata. https://packaging.python.org/en/latest/specifications/core-metadata/"""
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {names.name}",
        f"Version: {names.python_version}",
        f"Summary: {names.description}",
        *([f"License-Expression: {names.license}"] if names.license else []),
        f"Requires-Python: {requires_python}",
        *(f"Requires-Dist: {requirement}" for requirement in requires),
        "Classifier: Typing :: Typed",
        "Description-Content-Type: text/markdown",
    ]
    return "".join(f"{line}\n" for line in lines) + f"\n{readme}"


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
