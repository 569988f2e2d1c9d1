"""Key files of one installation, made when they are first asked for, readable by their owner alone.

The file that appears first wins, so processes that start together agree.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from services.wire.errors import SettingsInvalid
from services.wire.seal import make_private_key, public_key_of

KEY_BYTES = 32


def subscriber_key(folder: Path) -> bytes:
    """The key of all gateways' subscriber ids."""
    return _key(folder / "subscriber.key", lambda: secrets.token_bytes(KEY_BYTES))


def fingerprint_key(folder: Path) -> bytes:
    """The key of the gateways' request fingerprints."""
    return _key(folder / "fingerprint.key", lambda: secrets.token_bytes(KEY_BYTES))


def seal_private_key(folder: Path, domain: str) -> bytes:
    """The key with which the domain's worker opens secrets."""
    private = _key(folder / f"{domain}.seal", make_private_key)
    _key(folder / f"{domain}.seal.pub", lambda: public_key_of(private))
    return private


def seal_public_key(folder: Path, domain: str) -> bytes:
    """The key with which a gateway seals secrets to the domain; it needs no private key if the file is there."""
    path = folder / f"{domain}.seal.pub"
    if not path.exists():
        seal_private_key(folder, domain)
    return _key(path, lambda: public_key_of(seal_private_key(folder, domain)))


def _key(path: Path, make: Callable[[], bytes]) -> bytes:
    if not path.exists():
        _publish(path, make())
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise SettingsInvalid(f"{path}: expected {KEY_BYTES} bytes, got {len(key)}")
    return key


def _publish(path: Path, key: bytes) -> None:
    """Give the finished file its name, unless another process was quicker."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
