"""Which types mention which, and which contain themselves."""

from collections.abc import Iterator, Mapping

from .model import Array, Map, Named, Primitive, Record, Reference, Tree, Type, Union

Graph = Mapping[str, set[str]]


def references(written: Type) -> set[str]:
    """The full names that a type mentions."""
    match written:
        case Primitive():
            return set()
        case Array(inner) | Map(inner):
            return references(inner)
        case Union(branches):
            return {name for branch in branches for name in references(branch)}
        case Reference(name):
            return {name}


def referred(named: Named) -> set[str]:
    """The full names that a named type mentions in its fields."""
    return {name for field in named.fields for name in references(field.type)} if isinstance(named, Record) else set()


def recursive(tree: Tree) -> frozenset[str]:
    """The records that can contain themselves, if only through others."""
    graph = {name: referred(named) for name, named in tree.types.items()}
    return frozenset(
        name for circle in circles(graph) for name in circle if len(circle) > 1 or name in graph[circle[0]]
    )


def circles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """The nodes in groups of those that reach each other, each group behind all that it leads to.

    Tarjan's algorithm, without recursion: https://en.wikipedia.org/wiki/Tarjan's_strongly_connected_components_algorithm
    """
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: dict[str, None] = {}
    for start in sorted(graph):
        path = [] if start in numbers else [(start, iter(sorted(graph[start])))]
        while path:
            name, others = path[-1]
            if name not in numbers:
                numbers[name] = lowest[name] = len(numbers)
                waiting[name] = None
            other = next(others, None)
            if other is None:
                path.pop()
                for above, _ in path[-1:]:
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == numbers[name]:
                    yield tuple(sorted(_taken(waiting, name)))
            elif other not in numbers:
                path.append((other, iter(sorted(graph[other]))))
            elif other in waiting:
                lowest[name] = min(lowest[name], numbers[other])


def _taken(waiting: dict[str, None], first: str) -> list[str]:
    """Take a node and all that came after it."""
    taken: list[str] = []
    while first in waiting:
        taken.append(waiting.popitem()[0])
    return taken
