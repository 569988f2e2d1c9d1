"""Which address limits count: nobody outside can choose it."""

import pytest

from gateway.addresses import address_of


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("9.9.9.9", None, "9.9.9.9"),
        ("9.9.9.9", b"1.2.3.4", "9.9.9.9"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", b"1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", b"forged, 1.2.3.4", "1.2.3.4"),
        ("::1", b"forged,1.2.3.4 ", "1.2.3.4"),
        ("127.0.0.1", b"", "127.0.0.1"),
    ],
)
def test_a_proxy_here_is_believed_and_nobody_else(peer, forwarded, address):
    assert address_of(peer, forwarded) == address
