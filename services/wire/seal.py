"""Secrets that only one domain's worker can read: X25519 sealed boxes around UTF-8 text."""

from hashlib import sha256

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from services.wire.errors import SealBroken
from services.wire.generated.wire import Sealed


def key_id_of(public_key: bytes) -> str:
    """The name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return sha256(public_key).hexdigest()[:16]


def make_private_key() -> bytes:
    """A new private key, 32 bytes."""
    return bytes(PrivateKey.generate())


def public_key_of(private_key: bytes) -> bytes:
    """The public half of a private key, 32 bytes."""
    return bytes(PrivateKey(private_key).public_key)


def seal(public_key: bytes, key_id: str, text: str) -> Sealed:
    """Encrypt a text to the holder of the private key; the same text never looks the same twice."""
    return Sealed(key_id=key_id, ciphertext=SealedBox(PublicKey(public_key)).encrypt(text.encode()))


class Unsealer:
    """Opens what was sealed to any of its private keys; an old key stays beside the new one while it is replaced."""

    def __init__(self, *private_keys: bytes) -> None:
        self._boxes = {key_id_of(public_key_of(key)): SealedBox(PrivateKey(key)) for key in private_keys}

    def unseal(self, sealed: Sealed) -> str:
        """The text; raises `SealBroken` for another key's secret or a damaged one."""
        box = self._boxes.get(sealed.key_id)
        if box is None:
            held = ", ".join(self._boxes)
            raise SealBroken(f"sealed to key {sealed.key_id!r}; the keys here are {held}")
        try:
            return box.decrypt(sealed.ciphertext).decode()
        except (CryptoError, UnicodeDecodeError):
            raise SealBroken("the sealed secret is damaged") from None
