"""What the logs say when all is over, held against the ledger: each request had its effect once, or none."""

from collections import Counter, defaultdict

from services.wire.broker import Broker, Partition
from services.wire.headers import ID, REQUEST_ID
from tests.chaos.ledger import REFUSED, TOLD, UNKNOWN, UNSENT, Entry, Ledger

EFFECTS = {
    "Greet": ("greetings.signals", "Greeted"),
    "PostNote": ("board.events", "NotePosted"),
    "EditNote": ("board.events", "NoteEdited"),
    "DeleteNote": ("board.events", "NoteDeleted"),
    "Register": ("accounts.events", "Registered"),
}
"""Kind → where its one event stands, and the outcome that says so."""
REPEATED = ("greetings.signals",)
"""What is written at least once: a repeat is known by its id, and is no second effect."""
INBOXES = ("accounts.inbox", "board.inbox", "greetings.inbox")
UNDECIDED = (UNKNOWN, "Lost", "")
"""Ends that leave open whether there was an effect."""


async def compare(ledger: Ledger, broker: Broker) -> None:
    """Write complaints about whatever the logs say otherwise."""
    events = {topic: await _count(broker, topic) for topic in sorted({topic for topic, _ in EFFECTS.values()})}
    inboxes = [await _count(broker, topic) for topic in INBOXES]
    for entry in ledger.entries:
        if entry.kind in EFFECTS:
            _judge(ledger, entry, events)
    for counts in inboxes:
        for request_id, count in counts.items():
            if count > 1 and request_id in ledger.by_id:
                entry = ledger.by_id[request_id]
                ledger.complain(entry.row, "duplicated", f"{entry.kind} {request_id} was handled {count} times")


def _judge(ledger: Ledger, entry: Entry, events: dict[str, Counter[str]]) -> None:
    topic, success = EFFECTS[entry.kind]
    count = sum(events[topic][request_id] for request_id in entry.request_ids)
    said = f"{entry.kind} {', '.join(entry.request_ids)} ended with {entry.end!r}"
    if count > 1:
        ledger.complain(entry.row, "duplicated", f"{said}, and has {count} events")
    elif entry.end == success and count == 0:
        ledger.complain(entry.row, "lost", f"{said}, and has no event")
    elif entry.end not in (success, *UNDECIDED) and count == 1:
        what = "untrue" if entry.end in (*TOLD, REFUSED, UNSENT) else "duplicated"
        ledger.complain(entry.row, what, f"{said}, and has an event")


async def _count(broker: Broker, topic: str) -> Counter[str]:
    """How many records of a topic each request has."""
    found: Counter[str] = Counter()
    seen: set[bytes] = set()
    partitions = [Partition(topic, number) for number in range(await broker.partition_count(topic))]
    starts, ends = await broker.start_offsets(partitions), await broker.end_offsets(partitions)
    for partition in partitions:
        async for records in broker.read(partition, starts[partition], ends[partition]):
            for record in records:
                own_id = record.headers.get(ID)
                if topic in REPEATED and own_id in seen:
                    continue
                found[record.headers.get(REQUEST_ID, b"").decode()] += 1
                if own_id is not None:
                    seen.add(own_id)
    return found


def hold_boards(ledger: Ledger, row: str, boards: dict[str, dict[str, tuple[str, int]]]) -> None:
    """Hold the boards as they are now against what was written on them under a fault."""
    texts: dict[str, list[str]] = defaultdict(list)
    for notes in boards.values():
        for note_id, (text, _) in notes.items():
            texts[text].append(note_id)
    for text, note_ids in texts.items():
        if len(note_ids) > 1:
            ledger.complain(row, "duplicated", f"the note {text} is there {len(note_ids)} times")
