"""What the effects of a change depend on beside itself: both versions, and what the type is used for."""

from msgspec import Struct

from codegen.client_view import CLIENT_SOURCES
from codegen.model import Field, Record, Tree

from .change import Change
from .versions import Version


class Use(Struct, frozen=True):
    """`meets_json` and `is_sent` are of types that travel; a shared or a plain type may do either, for all we know."""

    kind: str | None = None
    meets_json: bool = True
    is_request: bool = False
    is_answer: bool = False


class Context(Struct, frozen=True):
    """The two versions that a change lies between, and the use of the type that it was found from."""

    previous: Version
    current: Version
    use: Use = Use()

    @property
    def trees(self) -> tuple[Tree, Tree]:
        return self.previous.tree, self.current.tree

    def is_kept_from_clients(self, change: Change, field: Field) -> bool:
        """Whether the gateway fills the field of a request, so that no client sends it."""
        return self.use.is_request and len(change.path) == 1 and field.source not in CLIENT_SOURCES

    @property
    def may_be_sent(self) -> bool:
        """Whether clients write this type, so that what they leave out or add too much is refused."""
        return self.use.is_request or self.use.kind is None


def use_of(record: object, tree: Tree) -> Use:
    """What a root type is for, by its kind and by who names it as an outcome."""
    if not isinstance(record, Record) or record.kind is None:
        return Use()
    told = {name for other in tree.records() for name in (*other.outcomes, *other.feed)}
    is_request = record.kind in ("command", "query")
    is_answer = record.kind in ("message", "refusal") or record.name in told
    return Use(record.kind, is_request or is_answer, is_request, is_answer)
