"""The writer's data while it is being read, and the bounds on what may be made of it."""

from services.wire.generated.codec.primitives import DEPTH_LIMIT, ENDS_EARLY, AvroError, read_long, read_size

SPARE_BYTES = 16 << 20
"""How much one value may make of data that it does not hold: defaults, and items without a byte."""
EMPTY_ITEM_BYTES = 64
"""What an item without a byte counts for."""


class Source:
    """The writer's data, read up to `at`, and what may still be made of it."""

    __slots__ = ("at", "data", "depth", "spare")

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at
        self.depth = 0
        self.spare = SPARE_BYTES

    def spend(self, size: int) -> None:
        """Count what the data does not hold. Raises `AvroError` when it is too much."""
        self.spare -= size
        if self.spare < 0:
            raise AvroError("the data stands for far more than it holds")

    def deeper(self) -> None:
        """Count a record; who calls this takes it back. Raises `AvroError` when too many are in each other."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise AvroError("nested too deeply")

    def take(self, size: int) -> bytes:
        """That many bytes."""
        end = self.at + size
        if end > len(self.data):
            raise AvroError(ENDS_EARLY)
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def count(self, width: int) -> tuple[int, int | None]:
        """How many items the next block holds, each of `width` bytes at least; and its bytes, where that is said."""
        count, self.at = read_long(self.data, self.at)
        size = None
        if count < 0:
            count = -count
            size, self.at = read_size(self.data, self.at)
        if width:
            if count * width > len(self.data) - self.at:
                raise AvroError(ENDS_EARLY)
        elif count:
            self.spend(count * EMPTY_ITEM_BYTES)
        return count, size
