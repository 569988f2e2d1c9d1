"""Of a schema tree, what its clients have to know."""

from codegen.client_view import SEALED, requests, visible
from codegen.model import Tree


def client_tree(tree: Tree) -> Tree:
    """Commands, queries, and what they can bring; what stays between servers is nobody else's."""
    known = {named.name for named in (*requests(tree), *visible(tree))} | {SEALED}
    return Tree(types={name: named for name, named in tree.types.items() if name in known})
