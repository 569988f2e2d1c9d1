"""What a call hands over."""

from collections.abc import Mapping

from msgspec import Struct

from .shapes import NOTHING, Shape


class Arguments(Struct, frozen=True):
    """What a call hands over. `spread` is what stars unpack: it may go to any parameter."""

    positional: tuple[Shape, ...] = ()
    named: Mapping[str, Shape] = {}
    spread: Shape = NOTHING

    @property
    def all(self) -> Shape:
        return self.spread.union(*self.positional, *self.named.values())
