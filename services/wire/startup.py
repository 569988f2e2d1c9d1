"""The check that every process makes before it works: each schema it reads or writes is a registered version."""

import asyncio
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from services.wire.codec import Codec
from services.wire.entry import Entry
from services.wire.errors import SchemaNotRegistered
from services.wire.patience import PATIENT, Patience, patiently
from services.wire.registry import Registry

BREAKS = (
    "`just apply` will not help: what is refused would break those who read or write the versions that are there. "
    "`just check` says whom, and which edit mends it; until then, start the version before"
)


def subject_of(prefix: str, topic: str, full_name: str) -> str:
    """The subject of a type on a topic (TopicRecordNameStrategy)."""
    return f"{prefix}{topic}-{full_name}"


async def check_schemas(
    registry: Registry,
    entries: Iterable[Entry],
    prefix: str = "",
    patience: Patience = PATIENT,
    *,
    met: Iterable[Entry] = (),
) -> Codec:
    """Look every schema up, on every topic it travels on, and return the codec with their ids.

    *Some* version has to be ours, not the newest: an old process must be able to restart in the middle of a
    roll-out. A registry that is away is waited for, and the log says so. Raises `SchemaNotRegistered`, which
    names every missing type, what the registry holds of it, and what to run. Those in `met` may be missing: the
    process only comes across them.
    """
    needed, others = _places(entries), _places(met)
    subjects = [(subject_of(prefix, topic, entry.name), entry.schema) for topic, entry in (*needed, *others)]
    found = await patiently(lambda: asyncio.gather(*(registry.find(*subject) for subject in subjects)), patience)
    versions = list(zip((*needed, *others), found, strict=True))
    missing = [place for place, version in versions[: len(needed)] if version is None]
    if missing:
        reasons = [await _look(registry, prefix, topic, entry) for topic, entry in missing]
        count = f"{len(missing)} of {len(needed)} schemas are not registered:"
        mend = BREAKS if any(reason.is_refused for reason in reasons) else "To mend it: just apply"
        raise SchemaNotRegistered("\n".join([count, *(reason.line for reason in reasons), mend]))
    ids = {(topic, entry.name): version.schema_id for (topic, entry), version in versions if version is not None}
    return Codec([entry for (_, entry), _ in versions], ids, registry, patience)


def travelling(entries: Iterable[Entry], travels: Callable[[Entry, str], bool]) -> list[Entry]:
    """Give the entries with those of their topics on which they travel, without those that travel on none."""
    narrowed = ((entry, tuple(topic for topic in entry.topics if travels(entry, topic))) for entry in entries)
    return [replace(entry, topics=topics) for entry, topics in narrowed if topics]


def _places(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    return [(topic, entry) for entry in entries for topic in entry.topics]


class _Missing(Struct, frozen=True):
    """What the registry has in place of a schema, and whether it would refuse it."""

    line: str
    is_refused: bool = False


async def _look(registry: Registry, prefix: str, topic: str, entry: Entry) -> _Missing:
    subject = subject_of(prefix, topic, entry.name)
    place = f"  {entry.name} on {prefix}{topic}: the registry holds"
    versions = await registry.versions(subject)
    if not versions:
        return _Missing(f"{place} nothing")
    numbers = ", ".join(str(version.version) for version in versions)
    held = f"{place} versions {numbers}, none of them this one"
    answer = await registry.judge(subject, entry.schema)
    if answer.is_compatible is not False:
        return _Missing(held)
    why = f": {'; '.join(answer.messages)}" if answer.messages else ""
    return _Missing(f"{held}, and would refuse it{why}", is_refused=True)
