"""The check that every process makes before it works: each of its schemas is a registered version."""

import asyncio
import logging
from collections.abc import Iterable

from services.wire.codec import Codec
from services.wire.entry import Entry
from services.wire.errors import RegistryUnavailable, SchemaNotRegistered
from services.wire.registry import Registry

FIRST_WAIT_S = 0.25
LONGEST_WAIT_S = 5.0

log = logging.getLogger(__name__)


def subject_of(prefix: str, topic: str, full_name: str) -> str:
    """The subject of a type on a topic (TopicRecordNameStrategy)."""
    return f"{prefix}{topic}-{full_name}"


async def check_schemas(registry: Registry, entries: Iterable[Entry], prefix: str = "") -> Codec:
    """Look every schema up, on every topic it travels on, and return the codec with their ids.

    *Some* version has to be ours, not the newest: an old process must be able to restart in the middle of a
    roll-out. A registry that is away is waited for, and the log says so. Raises `SchemaNotRegistered`, which
    names every missing type, what the registry holds of it, and what to run.
    """
    known = list(entries)
    wanted = [(topic, entry) for entry in known for topic in entry.topics]
    await registry_present(registry)
    found = await asyncio.gather(*(registry.find(subject_of(prefix, t, e.name), e.schema) for t, e in wanted))
    missing = [place for place, version in zip(wanted, found, strict=True) if version is None]
    if missing:
        count = f"{len(missing)} of {len(wanted)} schemas are not registered:"
        lines = [await _described(registry, prefix, topic, entry) for topic, entry in missing]
        raise SchemaNotRegistered("\n".join([count, *lines, "To mend it: just apply"]))
    ids = {(t, e.name): version.schema_id for (t, e), version in zip(wanted, found, strict=True) if version is not None}
    return Codec(known, ids, registry)


async def registry_present(registry: Registry) -> None:
    """Return once the registry answers; say so in the log as long as it does not."""
    wait_s = FIRST_WAIT_S
    while True:
        try:
            await registry.versions("millrace-is-anybody-there")
        except RegistryUnavailable as error:
            log.warning("waiting for the schema registry: %s", error, extra={"again_in_s": wait_s})
        else:
            return
        await asyncio.sleep(wait_s)
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)


async def _described(registry: Registry, prefix: str, topic: str, entry: Entry) -> str:
    versions = await registry.versions(subject_of(prefix, topic, entry.name))
    held = f"versions {', '.join(str(v.version) for v in versions)}, none of them this one" if versions else "nothing"
    return f"  {entry.name} on {prefix}{topic}: the registry holds {held}"
