"""The keys that a gateway needs."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from services.wire.entry import Entry
from services.wire.keys import fingerprint_key, seal_public_key, subscriber_key
from services.wire.seal import key_id_of


class Keys(Struct, frozen=True):
    """`seals`: domain → the name of its public key, and the key."""

    subscriber: bytes
    fingerprint: bytes
    seals: dict[str, tuple[str, bytes]]

    def __repr__(self) -> str:
        return f"Keys(seals={sorted(self.seals)})"


def read_keys(folder: Path, catalog: Mapping[str, Entry]) -> Keys:
    """The keys of an installation, made if they are not there yet."""
    domains = sorted({field.seal_to for entry in catalog.values() for field in entry.fields if field.seal_to})
    public = {domain: seal_public_key(folder, domain) for domain in domains}
    seals = {domain: (key_id_of(key), key) for domain, key in public.items()}
    return Keys(subscriber_key(folder), fingerprint_key(folder), seals)
