"""Of all Python that is generated, what a client needs, moved to where a package has it."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from textwrap import indent

from codegen.python_text import docstring, imports

from .names import Names

TRANSPORT = "_transport"
FACADE = "__init__.py"
CLIENT = "client.py"

# Every outside package that a client may need, in the range that it is known to work with.
RANGES = {"httpx": ">=0.27,<1", "msgspec": ">=0.20,<1", "websockets": ">=14,<18"}

_FROM_GENERATED = re.compile(r"^from \.\.generated(?:\.(\w+))? import", re.MULTILINE)


class ImportUnknown(Exception):
    """A module that would be packaged imports what the package has not."""


def files(
    generated: Mapping[str, str], transport: Mapping[str, str], modules: set[str], names: Names, example: str
) -> dict[str, str]:
    """The package's modules by path: the facade, the client, the transport and what these import, no more.

    `modules` are those of the namespaces; `example` goes into the docstring of the package.
    """
    moved = {f"{TRANSPORT}/{path}": _FROM_GENERATED.sub(_from_root, text) for path, text in transport.items()}
    available = {path: text for path, text in generated.items() if path != FACADE} | moved
    needed = _closure([CLIENT, f"{TRANSPORT}/{FACADE}"], available)
    spoken = sorted(module for module in modules if f"{module}.py" in needed)
    exported = _exported(moved[f"{TRANSPORT}/{FACADE}"])
    available[FACADE] = _facade(spoken, exported, names, example)
    return {path: available[path] for path in sorted(_closure([FACADE], available))} | {"py.typed": ""}


def requirements(package: Mapping[str, str]) -> list[str]:
    """The outside packages that these modules import, each with its range."""
    roots = {module.partition(".")[0] for path, text in package.items() for module in _absolute(path, text)}
    outside = sorted(roots - sys.stdlib_module_names)
    unknown = [root for root in outside if root not in RANGES]
    if unknown:
        raise ImportUnknown(f"expected no import but of {', '.join(RANGES)}, got {', '.join(unknown)}")
    return [f"{root}{RANGES[root]}" for root in outside]


def _from_root(match: re.Match[str]) -> str:
    return f"from ..{match[1] or ''} import"


def _facade(modules: list[str], exported: list[str], names: Names, example: str) -> str:
    client = ["Call", "Client", "Ending", "Transport"]
    lines = [
        *docstring(f"{names.description}\n\n{indent(example, ' ' * 4)}"),
        "",
        *imports(dict.fromkeys(modules, ".")),
        *imports(dict.fromkeys(exported, f".{TRANSPORT}")),
        *imports(dict.fromkeys(client, ".client")),
        "",
        f'__version__ = "{names.python_version}"',
        "__all__ = [",
        *(f'    "{name}",' for name in sorted([*modules, *client, *exported, "__version__"])),
        "]",
    ]
    return "".join(f"{line}\n" for line in lines)


def _exported(text: str) -> list[str]:
    """What `__all__` of a module says."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def _closure(starts: list[str], available: Mapping[str, str]) -> set[str]:
    """The modules that some modules import, directly or by way of others, and the packages that hold them."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _relative(path, available)
    return found


def _relative(path: str, available: Mapping[str, str]) -> Iterator[str]:
    folders = PurePosixPath(path).parts[:-1]
    yield from (f"{'/'.join(folders[: depth + 1])}/{FACADE}" for depth in range(len(folders)))
    for node in ast.walk(ast.parse(available[path])):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*folders[: len(folders) - node.level + 1], *(node.module.split(".") if node.module else [])]
            # What is imported is a module of the base, or something in the base itself.
            each = [found for alias in node.names if (found := _module([*base, alias.name], available))]
            if len(each) == len(node.names):
                yield from each
            elif found := _module(base, available):
                yield from (*each, found)
            else:
                wanted = ".".join(base) or " or ".join(alias.name for alias in node.names)
                raise ImportUnknown(f"{path}:{node.lineno}: expected a module of the package, got {wanted}")


def _module(parts: list[str], available: Mapping[str, str]) -> str | None:
    stem = "/".join(parts)
    return next((path for path in (f"{stem}.py", f"{stem}/{FACADE}".lstrip("/")) if path in available), None)


def _absolute(path: str, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)) if path.endswith(".py") else ():
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module
