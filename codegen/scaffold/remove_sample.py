"""`just remove-sample`: a platform for domains of one's own, without the sample and without what needs it."""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from codegen.model import Tree
from codegen.scaffold import sample
from codegen.scaffold.dependants import Dependants

ROUTES = "frontend/src/app/app.routes.ts"
START_PAGE = "frontend/src/app/start-page.ts"
PAGES = ("README.md",)
# They measure the sample, and say so where it is not there.
_LEFT_ALONE = "tests/bench/"
_ROUTE = """\
  {
    path: '',
    pathMatch: 'full',
    title: 'Millrace',
    loadComponent: async () => (await import('./start-page')).StartPage,
  },
"""
_PAGE = """\
import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'mill-start-page',
  template: `
    <div class="row">
      <div>
        <h1>It runs</h1>
        <p>Accounts and sessions are here. Your own pages go into folders beside this file.</p>
      </div>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StartPage {}
"""


NEXT = (
    "1. `just check` and `just test`, and commit what they pass",
    "2. `just new domain billing`, `just new command billing.ChargeCard`: your first domain",
    f"3. a folder beside {START_PAGE}, and its row in {ROUTES}: your first page",
    "4. `just clean`, if the sample ran here: its topics and schemas are still there",
)


class Removal(Struct, frozen=True):
    """Paths that go, texts that change or come, and how many of the tests stay."""

    gone: tuple[str, ...]
    changed: dict[str, str]
    tests: tuple[int, int]

    def summary(self) -> list[str]:
        """What goes, by folder, and what is left of the tests."""
        places = Counter(_place(path) for path in self.gone)
        removed = [f"removed {place} ({_many(count, 'file')})" for place, count in sorted(places.items())]
        edited = [f"changed {path}" for path in sorted(self.changed)]
        stay, were = self.tests
        return [*removed, *edited, f"{stay} of {were} test functions stay; the others need types of the sample"]


def _place(path: str) -> str:
    """The folder that a line of the summary is about."""
    parts = PurePosixPath(path).parts
    depth = {"frontend": 4, "tests": 2}.get(parts[0], 2)
    return f"{'/'.join(parts[: min(depth, len(parts) - 1)])}/"


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def remove_sample(tree: Tree, texts: Mapping[str, str], others: tuple[str, ...]) -> Removal:
    """Work out what goes. `texts` are files by path, `others` the paths of files that are no text.

    Nothing goes if the schemas have no domain of the sample any more.
    """
    domains = tuple(domain for domain in sample.DOMAINS if any(name.startswith(f"{domain}.") for name in tree.types))
    if not domains:
        return Removal((), {}, (0, 0))
    gone = set(sample.owned((*texts, *others), domains))
    gone |= {path for path in texts if _is_needless_typescript(path, texts[path], tree, domains)}
    tests = {
        path: text
        for path, text in texts.items()
        if path.startswith("tests/") and path.endswith(".py") and not path.startswith(_LEFT_ALONE) and path not in gone
    }
    dependants = _settled(tests, tree, domains, gone)
    changes = dependants.changes()
    gone |= {path for path, text in changes.items() if text is None}
    changed = {path: text for path, text in changes.items() if text is not None}
    changed |= {path: sample.without_marked(texts[path]) for path in PAGES if path in texts}
    if ROUTES in texts:
        routes = sample.without_routes(texts[ROUTES], domains, _ROUTE)
        changed |= {ROUTES: routes} | ({START_PAGE: _PAGE} if _ROUTE in routes else {})
    changed = {path: text for path, text in changed.items() if texts.get(path) != text}
    return Removal(tuple(sorted(gone)), changed, dependants.tests())


def _settled(tests: Mapping[str, str], tree: Tree, domains: tuple[str, ...], gone: set[str]) -> Dependants:
    """What in the tests goes, until no file that goes is named by a test that stays."""
    named: set[str] = set()
    while True:
        dependants = Dependants(tests, sample.gone(tree, domains, sorted(named)))
        lost = gone | {path for path, text in dependants.changes().items() if text is None}
        more = {name for path in lost if path.startswith("tests/") for name in _names(path)} - named
        if not more:
            return dependants
        named |= more


def _names(path: str) -> set[str]:
    """What a test calls a file that it uses: by its name, or by that of what it is compiled to."""
    name = PurePosixPath(path)
    if name.name.startswith(("test_", "__")) or name.suffix not in (".py", ".ts"):
        return set()
    return {name.name, f"{name.stem}.js"} if name.suffix == ".ts" else {name.name}


def _is_needless_typescript(path: str, text: str, tree: Tree, domains: tuple[str, ...]) -> bool:
    """Whether a file of tests in TypeScript needs the sample; what is generated is written anew."""
    is_test = path.endswith(".spec.ts") or (path.startswith("tests/") and path.endswith(".ts"))
    return is_test and "/generated/" not in path and sample.needed_in_typescript(text, tree, domains)
