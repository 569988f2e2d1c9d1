"""What a consumer that is written in Python reads and makes."""

from collections.abc import Iterable

from .checking import Repository
from .contents import Contents
from .facts import Facts
from .origins import Origins
from .tables import Tables
from .walk import Walk


def python_facts(repository: Repository, folders: Iterable[str], reach: Iterable[str] = ()) -> Facts:
    """Read the sources below some folders of the repository. `reach` are types that come without being named."""
    modules = repository.below(folders)
    contents = Contents(repository.generated, modules, repository.modules)
    tables = Tables(contents, modules.values())
    origins = Origins(repository, contents, modules)
    facts = Facts(repository.tree, reach)
    Walk(repository, contents, tables, origins, facts).read(modules.values())
    facts.settle()
    return facts
