"""The sample: what belongs to it, and how what needs it is recognised.

`accounts` and `sessions` are the login, and stay.
"""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from codegen.model import Record, Tree, domain_of
from codegen.naming import module
from codegen.scaffold.dependants import Gone

DOMAINS = ("board", "greetings")
# Of each domain, with its name in the place of the braces.
_OWN = (
    "schemas/{}/*",
    "schemas/published/{}.*",
    "schemas/readers/{}.json",
    "services/{}/*",
    "frontend/src/app/{}/*",
    "tests/golden_datums/{}.*",
    "tests/fuzz/found/{}.*",
)
_TOPICS = "commands|events|signals|inbox|dead"
# What stands between these is dropped from a page.
_OF_A_PAGE = re.compile(r"^<!-- the sample -->\n.*?^<!-- end of the sample -->\n+", re.DOTALL | re.MULTILINE)


def owned(paths: Iterable[str], domains: tuple[str, ...]) -> list[str]:
    """Those of some paths that are the sample's own."""
    patterns = [pattern.format(domain) for domain in domains for pattern in _OWN]
    return [path for path in paths if any(fnmatchcase(path, pattern) for pattern in patterns)]


def gone(tree: Tree, domains: tuple[str, ...], files: Iterable[str]) -> Gone:
    """What Python code can name of the sample. `files` are names of other files that go with it."""
    types = [name for name in tree.types if domain_of(name) in domains]
    generated = [f"services.wire.generated.{part}{module(name)}" for name in types for part in ("", "codec.", "json.")]
    words = [
        rf"(?<![\w.])(?:{_any(types)})\b",
        rf"(?<![\w.-])(?:{_any(domains)})\.(?:{_TOPICS})\b",
        rf"/(?:{_any(routes(tree, domains))})\b",
        rf"(?:services|schemas|app)[/.](?:{_any(domains)})\b",
        rf"^(?:{_any(domains)})$",
        rf"^(?:{_any(files)})$",
    ]
    modules = (*(f"services.{domain}" for domain in domains), *dict.fromkeys(generated))
    return Gone(modules, re.compile("|".join(word for word in words if "(?:)" not in word)), frozenset(domains))


def routes(tree: Tree, domains: tuple[str, ...]) -> list[str]:
    """What the addresses of the sample begin with."""
    records = [named for name, named in tree.types.items() if isinstance(named, Record) and domain_of(name) in domains]
    return sorted({record.route.path.split("/")[1] for record in records if record.route is not None})


def needed_in_typescript(text: str, tree: Tree, domains: tuple[str, ...]) -> bool:
    """Whether a file names types, modules or clients of the sample."""
    types = [name for name in tree.types if domain_of(name) in domains]
    names = _any(domains)
    return bool(
        re.search(rf"'(?:{_any(types)})'|/(?:{names})/[\w-]+'|\.(?:{names})\.\w+\(", text)
        or re.search(rf"^import [^;]*\b(?:{names})\b[^;]*from '[^']*generated", text, re.MULTILINE)
    )


def without_routes(text: str, domains: tuple[str, ...], start: str) -> str:
    """The pages' routes without those of the sample; what led to one of them leads to `start`."""
    blocks = re.findall(r"^  \{\n(?:    .*\n)*?  \},\n", text, re.MULTILINE)
    lost = [block for block in blocks if any(f"import('./{domain}/" in block for domain in domains)]
    for block in lost:
        text = text.replace(block, "")
        found = re.search(r"path: '([\w-]+)", block)
        if found is not None:
            text = re.sub(rf"^  \{{[^\n]*redirectTo: '{found[1]}\b[^\n]*\}},\n", start, text, flags=re.MULTILINE)
    return text


def without_marked(page: str) -> str:
    """A page without what is marked as being about the sample."""
    return _OF_A_PAGE.sub("", page)


def _any(words: Iterable[str] | Mapping[str, object]) -> str:
    return "|".join(map(re.escape, words))
