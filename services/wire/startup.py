"""The check that every process makes before it works: each of its schemas is a registered version."""

import asyncio
from collections.abc import Iterable

from services.wire.codec import Codec
from services.wire.entry import Entry
from services.wire.errors import SchemaNotRegistered
from services.wire.patience import PATIENT, Patience, patiently
from services.wire.registry import Registry


def subject_of(prefix: str, topic: str, full_name: str) -> str:
    """The subject of a type on a topic (TopicRecordNameStrategy)."""
    return f"{prefix}{topic}-{full_name}"


async def check_schemas(
    registry: Registry, entries: Iterable[Entry], prefix: str = "", patience: Patience = PATIENT
) -> Codec:
    """Look every schema up, on every topic it travels on, and return the codec with their ids.

    *Some* version has to be ours, not the newest: an old process must be able to restart in the middle of a
    roll-out. A registry that is away is waited for, and the log says so. Raises `SchemaNotRegistered`, which
    names every missing type, what the registry holds of it, and what to run.
    """
    known = list(entries)
    wanted = [(topic, entry) for entry in known for topic in entry.topics]
    subjects = [(subject_of(prefix, topic, entry.name), entry.schema) for topic, entry in wanted]
    found = await patiently(lambda: asyncio.gather(*(registry.find(*subject) for subject in subjects)), patience)
    missing = [place for place, version in zip(wanted, found, strict=True) if version is None]
    if missing:
        count = f"{len(missing)} of {len(wanted)} schemas are not registered:"
        lines = [await _described(registry, prefix, topic, entry) for topic, entry in missing]
        raise SchemaNotRegistered("\n".join([count, *lines, "To mend it: just apply"]))
    ids = {(t, e.name): version.schema_id for (t, e), version in zip(wanted, found, strict=True) if version is not None}
    return Codec(known, ids, registry, patience)


async def _described(registry: Registry, prefix: str, topic: str, entry: Entry) -> str:
    versions = await registry.versions(subject_of(prefix, topic, entry.name))
    held = f"versions {', '.join(str(v.version) for v in versions)}, none of them this one" if versions else "nothing"
    return f"  {entry.name} on {prefix}{topic}: the registry holds {held}"
