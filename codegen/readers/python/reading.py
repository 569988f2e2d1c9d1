"""What a consumer that is written in Python reads and makes."""

from collections.abc import Iterable

from .facts import Facts
from .knowledge import Knowledge
from .repository import Repository
from .statements import StatementReader


def python_facts(repository: Repository, folders: Iterable[str], reach: Iterable[str] = ()) -> Facts:
    """Read the sources below some folders of the repository. `reach` are types that come without being named."""
    names = [name for folder in folders for name in repository.below(folder)]
    known = Knowledge(repository, names, reach)
    StatementReader(known).read([repository.modules[name] for name in names])
    return known.facts
