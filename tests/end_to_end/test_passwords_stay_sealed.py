"""A password is readable in one place only: the memory of the accounts worker."""

import secrets
from pathlib import Path

import pytest

from tests.end_to_end.people import fresh_name
from tests.end_to_end.visitor import visitor

pytestmark = pytest.mark.integration


def files_that_hold(canary: bytes, folders: list[Path]) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and canary in path.read_bytes()]


async def test_a_password_is_in_no_segment_store_or_log(gateway_url, stack):
    """A canary goes through registering, logging in and a refused body, and is looked for in every file on disk."""
    canary, name = f"canary-{secrets.token_hex(12)}", fresh_name()
    async with visitor(gateway_url) as ada:
        await ada.register(name, canary)
        await ada.log_in(name, canary)
        await ada.ask("POST", "/login", {"name": fresh_name(), "password": canary})
        refused = await ada.send("POST", "/register", {"name": name, "password": canary, "surprise": canary})
        assert refused.status_code == 422
        assert canary not in refused.text
    stack.flush()
    assert files_that_hold(name.encode(), stack.folders), "the search itself must be able to find something"
    assert files_that_hold(canary.encode(), stack.folders) == []
