"""How the generator spells a type in Python and in TypeScript, to see whether code that compiled still does.

Names are spelled in full, and the members of a union in no order.
"""

from codegen import naming
from codegen.emit_typescript_values import Direction, members
from codegen.emit_typescript_values import Spelling as TypeScriptSpelling
from codegen.model import Fixed, Reference, Tree, Type, Union
from codegen.python_annotations import Spelling as PythonSpelling
from codegen.python_annotations import branch_annotation, type_text
from codegen.python_layout import flat
from codegen.union_forms import branches_of

_FIXED = {"decimal": "Decimal", "uuid": "UUID", "duration": "Duration"}
_DIRECTIONS: tuple[Direction, ...] = ("sent", "received")


def python(written: Type, tree: Tree) -> frozenset[str]:
    """The annotation of a type without its limits, as the members of a union."""
    spelling = PythonSpelling(tree, _prefix)
    match written:
        case Union():
            branches = branches_of(written, tree)
            return frozenset(flat(branch_annotation(branch, spelling)) for branch in branches)
        case Reference(name) if isinstance(named := tree.types[name], Fixed):
            return frozenset((_FIXED.get(named.logical or "", "bytes"),))
        case _:
            return frozenset((type_text(written, spelling),))


def typescript(written: Type, tree: Tree) -> frozenset[str]:
    """The type of a value in its JSON form, as it is sent and as it is received."""
    if isinstance(written, Reference) and isinstance(tree.types[written.name], Fixed):
        return frozenset(f"{way} string" for way in _DIRECTIONS)
    spelling = TypeScriptSpelling(tree, _prefix)
    return frozenset(f"{way} {each}" for way in _DIRECTIONS for each in members(written, way, spelling))


def _prefix(full_name: str) -> str:
    return f"{naming.namespace(full_name)}."
