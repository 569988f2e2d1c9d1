"""One partition in memory, as Kafka keeps it: offsets with gaps, open transactions, and what readers may see."""

from collections.abc import Callable, Iterable

from services.wire.broker import Outgoing, Partition, Position, Record

READ_LIMIT = 256


class MemoryTransaction:
    """Records written together, invisible to readers until `commit`; its end takes one offset in each partition."""

    def __init__(self, ended: Callable[[], None]) -> None:
        self.state = "open"
        self._ended = ended
        self.positions: list[Position] = []
        self._logs: dict[Partition, MemoryLog] = {}

    def wrote(self, log: "MemoryLog", position: Position) -> None:
        """Take note of a record of this transaction."""
        self._logs[log.partition] = log
        self.positions.append(position)

    def commit(self) -> None:
        """Show the records."""
        self._end("committed")

    def abort(self) -> None:
        """Hide the records for ever."""
        self._end("aborted")

    def _end(self, state: str) -> None:
        if self.state == "open":
            self.state = state
            for log in self._logs.values():
                log.mark()
            self._ended()


class MemoryLog:
    """A partition: records and the marks where transactions ended."""

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        self.start = 0
        self._entries: list[tuple[Record | None, MemoryTransaction | None]] = []
        self._stable = 0

    @property
    def end(self) -> int:
        """The high watermark: records of open transactions count."""
        return len(self._entries)

    def append(self, outgoing: Outgoing, now_ms: int, transaction: MemoryTransaction | None = None) -> Position:
        """Write one record; within a transaction it stays invisible until that commits."""
        topic, number = self.partition
        record = Record(
            topic, number, self.end, outgoing.key, outgoing.value, dict(outgoing.headers), timestamp_ms=now_ms
        )
        position = Position(topic, number, record.offset)
        self._entries.append((record, transaction))
        if transaction is not None:
            transaction.wrote(self, position)
        return position

    def mark(self) -> None:
        """Take the offset that the end of a transaction takes."""
        self._entries.append((None, None))

    def stable_end(self) -> int:
        """The offset of the first record of an open transaction, or the end."""
        for at in range(self._stable, len(self._entries)):
            transaction = self._entries[at][1]
            if transaction is not None and transaction.state == "open":
                self._stable = at
                return at
        self._stable = len(self._entries)
        return self._stable

    def read(self, position: int, end: int | None = None) -> tuple[list[Record], int]:
        """Committed records from `position` on, no more than a batch, and the position after them."""
        at = max(position, self.start)
        until = min(self.stable_end(), end if end is not None else self.end)
        records: list[Record] = []
        while at < until and len(records) < READ_LIMIT:
            record, transaction = self._entries[at]
            if record is not None and (transaction is None or transaction.state == "committed"):
                records.append(record)
            at += 1
        return records, max(at, position)

    def trim(self, start: int) -> None:
        """Forget the records before `start`, as retention does."""
        self.start = max(self.start, min(start, self.end))


def committed_records(logs: Iterable[MemoryLog]) -> list[Record]:
    """Every record that a reader may see, partition by partition."""
    found: list[Record] = []
    for log in logs:
        position = log.start
        while position < log.stable_end():
            records, position = log.read(position)
            found += records
    return found
