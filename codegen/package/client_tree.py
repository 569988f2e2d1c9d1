"""Of a schema tree, what its clients have to know."""

from msgspec.structs import replace

from codegen.client_view import SEALED, requests, sent_fields, visible
from codegen.model import Named, Record, Tree


def client_tree(tree: Tree) -> Tree:
    """Commands, queries, and what they can bring; what stays between servers is nobody else's.

    Nor are the fields of a command that the gateway fills in.
    """
    known = {named.name for named in (*requests(tree), *visible(tree))} | {SEALED}
    return Tree(types={name: _as_sent(named) for name, named in tree.types.items() if name in known})


def _as_sent(named: Named) -> Named:
    if not isinstance(named, Record) or named.route is None:
        return named
    return replace(named, fields=tuple(sent_fields(named)))
