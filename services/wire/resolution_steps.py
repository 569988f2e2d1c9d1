"""The steps of which a resolution is made around single values: arrays, maps, unions and records."""

from msgspec import Struct

from services.wire.generated.codec.primitives import FAULTS, AvroError, located, read_long, write_long
from services.wire.resolution_source import Source
from services.wire.resolution_values import Step, read_text


def array(step: Step, width: int) -> Step:
    """Items of `width` bytes at least in blocks, the last block empty."""

    def run(source: Source, out: bytearray) -> None:
        index = 0
        while True:
            count, _ = source.count(width)
            write_long(count, out)
            if count == 0:
                return
            try:
                for _ in range(count):
                    step(source, out)
                    index += 1
            except FAULTS as error:
                raise located(error, f"[{index}]") from error

    return run


def mapping(step: Step, width: int) -> Step:
    """Keys, and values of `width` bytes at least, in blocks, the last block empty."""

    def run(source: Source, out: bytearray) -> None:
        while True:
            count, _ = source.count(1 + width)
            write_long(count, out)
            if count == 0:
                return
            for _ in range(count):
                key = read_text(source, out)
                try:
                    step(source, out)
                except FAULTS as error:
                    raise located(error, f"[{key.decode()!r}]") from error

    return run


def constant(data: bytes) -> Step:
    """Bytes that do not come from the writer."""

    def run(source: Source, out: bytearray) -> None:
        source.spend(len(data))
        out += data

    return run


def spending(size: int) -> Step:
    """Count that many bytes that do not come from the writer."""
    return lambda source, _out: source.spend(size)


def failing(fault: AvroError) -> Step:
    """What cannot be read does no harm as long as nobody writes it."""
    message, path = fault.message, fault.path

    def run(_source: Source, _out: bytearray) -> None:
        raise AvroError(message, path)

    return run


class Layout(Struct):
    """The fields of a record, filled in after its step is made, because they may lead to it again.

    A step comes with its path, which says where a fault was. With `places`, each writes into one of `defaults`.
    """

    steps: list[tuple[str, Step]] = []
    places: list[int] | None = None
    defaults: list[bytes] = []


def record(layout: Layout) -> Step:
    """Fields in the writer's order; where the reader's is another, they are put in order at the end."""

    def run(source: Source, out: bytearray) -> None:
        source.deeper()
        path = ""
        try:
            if layout.places is None:
                for path, step in layout.steps:  # noqa: B007 -- the place of a fault
                    step(source, out)
            else:
                own: list[bytes | bytearray] = [*layout.defaults]
                for place, (path, step) in zip(layout.places, layout.steps, strict=True):  # noqa: B007
                    step(source, part := bytearray())
                    own[place] = part
                for written in own:
                    out += written
        except FAULTS as error:
            raise located(error, path) from error
        source.depth -= 1

    return run


class Branch(Struct, frozen=True):
    """How one of the writer's branches is read: what stands before it in the reader's form, and where it is."""

    step: Step
    before: bytes = b""
    path: str = ""


def union(branches: list[Branch]) -> Step:
    """The branch that the writer chose."""

    def run(source: Source, out: bytearray) -> None:
        index, source.at = read_long(source.data, source.at)
        if not 0 <= index < len(branches):
            raise AvroError(f"expected a branch from 0 to {len(branches) - 1}, got {index}")
        branch = branches[index]
        out += branch.before
        try:
            branch.step(source, out)
        except FAULTS as error:
            raise located(error, branch.path) from error

    return run


def chosen(branch: Branch) -> Step:
    """A branch where the writer has no union."""

    def run(source: Source, out: bytearray) -> None:
        out += branch.before
        try:
            branch.step(source, out)
        except FAULTS as error:
            raise located(error, branch.path) from error

    return run
