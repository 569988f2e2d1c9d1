"""Keys are made once, for their owner alone; secrets open with the right key only."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.wire import keys
from services.wire.errors import SealBroken, SettingsInvalid
from services.wire.generated.wire import Sealed
from services.wire.seal import Unsealer, key_id_of, make_private_key, public_key_of, seal


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert keys.subscriber_key(folder) == keys.subscriber_key(folder)
    assert keys.subscriber_key(folder) != keys.fingerprint_key(folder)
    assert len(keys.subscriber_key(folder)) == 32


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys.seal_private_key(folder, "accounts")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "accounts.seal": 0o600,
        "accounts.seal.pub": 0o600,
    }


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keys.subscriber_key(tmp_path), range(32)))
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["subscriber.key"]


def test_a_file_that_is_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "subscriber.key").write_text("short")
    with pytest.raises(SettingsInvalid, match=r"subscriber\.key: expected 32 bytes, got 5"):
        keys.subscriber_key(tmp_path)


def test_a_gateway_needs_the_public_half_alone(tmp_path: Path) -> None:
    public = keys.seal_public_key(tmp_path, "accounts")
    assert public == public_key_of(keys.seal_private_key(tmp_path, "accounts"))
    (tmp_path / "accounts.seal").unlink()
    assert keys.seal_public_key(tmp_path, "accounts") == public


def test_a_sealed_secret_opens_with_its_key() -> None:
    private = make_private_key()
    public = public_key_of(private)
    sealed = seal(public, key_id_of(public), "pässword")
    assert Unsealer(private).unseal(sealed) == "pässword"
    assert Unsealer(make_private_key(), private).unseal(sealed) == "pässword"
    assert "pässword".encode() not in sealed.ciphertext
    assert seal(public, key_id_of(public), "pässword") != sealed


def test_a_secret_for_another_key_says_which() -> None:
    public = public_key_of(make_private_key())
    with pytest.raises(SealBroken, match=f"sealed to key '{key_id_of(public)}'"):
        Unsealer(make_private_key()).unseal(seal(public, key_id_of(public), "x"))


def test_a_damaged_secret_is_refused() -> None:
    private = make_private_key()
    key_id = key_id_of(public_key_of(private))
    good = seal(public_key_of(private), key_id, "secret")
    for ciphertext in (b"", good.ciphertext[:-1], good.ciphertext[:-1] + bytes([good.ciphertext[-1] ^ 1])):
        with pytest.raises(SealBroken, match="damaged"):
            Unsealer(private).unseal(Sealed(key_id=key_id, ciphertext=ciphertext))
