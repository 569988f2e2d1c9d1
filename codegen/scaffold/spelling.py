"""How the modules of a domain name the types of a schema, and the state of a key."""

import ast

from msgspec import Struct

from codegen.model import domain_of
from codegen.naming import class_name, function, module, namespace, pascal

GENERATED = "services.wire.generated"


class Spelling(Struct, frozen=True):
    """A type as a module of its domain writes it: by its class, or behind its module if it is of another namespace."""

    type: str
    function: str
    """The name of its handler or of its fold."""
    imported_from: str
    imported: str


def spelling(full_name: str) -> Spelling:
    """`shop.PlaceOrder` is `PlaceOrder`; `shop.v2.PlaceOrder` is `shop_v2.PlaceOrder`, which may stand beside it."""
    own, where = module(full_name), namespace(full_name)
    if where == domain_of(full_name):
        return Spelling(class_name(full_name), function(full_name), f"{GENERATED}.{own}", class_name(full_name))
    rest = where.partition(".")[2].replace(".", "_")
    return Spelling(f"{own}.{class_name(full_name)}", f"{function(full_name)}_{rest}", GENERATED, own)


def beside(full_name: str, name: str) -> str:
    """The full name of another type in the namespace of one."""
    return f"{namespace(full_name)}.{name}"


class State(Struct, frozen=True):
    """The class that a domain's folds make, and whether it is the one that `just new domain` wrote."""

    name: str
    has_text: bool


def state_of(evolve: str, domain: str) -> State:
    """Find the state in the domain's folds: the class that they are given, else the first one that is defined."""
    tree = ast.parse(evolve)
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    given = (
        name.id
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and len(node.args.args) == 2
        for name in ast.walk(node.args.args[1])
        if isinstance(name, ast.Name) and name.id in classes
    )
    name = next(given, next(iter(classes), pascal(domain)))
    fields = classes[name].body if name in classes else []
    named = [
        field.target.id for field in fields if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    ]
    return State(name, named == ["text"])
