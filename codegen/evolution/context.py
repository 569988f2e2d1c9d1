"""What the effects of a change depend on beside itself: both versions, and what the type is used for."""

from collections.abc import Iterable

from msgspec import Struct

from codegen.client_view import CLIENT_SOURCES
from codegen.model import Field, Named, Record, Tree

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


class Uses(Struct, frozen=True):
    """What the types of a tree are for: `told` are named as outcomes or in feeds, `published` have a history."""

    told: frozenset[str]
    published: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tree: Tree, published: Iterable[str] = ()) -> "Uses":
        told = {name for record in tree.records() for name in (*record.outcomes, *record.feed)}
        return cls(frozenset(told), frozenset(published))

    def of_type(self, named: Named) -> Use:
        """By its kind and by who names it."""
        if not isinstance(named, Record) or named.kind is None:
            return Use()
        is_request = named.kind in ("command", "query")
        is_answer = named.kind in ("message", "refusal") or named.name in self.told
        return Use(named.kind, is_request or is_answer, is_request, is_answer)
