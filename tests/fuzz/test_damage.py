"""Valid requests that took damage on their way: each kind gets what the documents say, and does no other harm."""

import secrets
from contextlib import closing

import pytest
from msgspec.structs import replace

from services.testing.stand_ins import whole_platform
from tests.avro.sampling import EXAMPLES
from tests.fuzz.battering import KINDS
from tests.fuzz.every_damage import NAMES, every_damage
from tests.fuzz.target import HASTY, beside
from tests.fuzz.thread import LoopThread

SEED = 1
TIMES = 3
PATIENCE_S = 10.0


@pytest.fixture(scope="module")
def hasty():
    """The platform, with a gateway that does not wait long for the rest of a request."""
    with (
        closing(LoopThread()) as loop,
        loop.entered(whole_platform(limits=replace(HASTY, request_within_s=0.2))) as running,
    ):
        yield loop, running


@pytest.fixture
def target(hasty):
    with beside(*hasty, PATIENCE_S) as made:
        yield made


def test_every_kind_of_damage_gets_what_the_documents_say(document, target):
    """Of requests, of handshakes, and of what may not be said on a socket."""
    seed = secrets.randbelow(2**31) if EXAMPLES else SEED
    damages = every_damage(document, target, seed, EXAMPLES or TIMES)
    print(f"seed {seed}", *(f"{name:<46} {row.tried:>6}  {row}" for name, row in damages.rows.items()), sep="\n")

    assert not damages.findings, "\n\n".join(["", *(finding.message for finding in damages.findings)])


def test_there_are_kinds_for_every_part_and_no_name_comes_twice():
    assert len(NAMES) == len(set(NAMES)) >= 100
    assert {kind.of for kind in KINDS} == {"body", "header", "cookie", "path", "query"}
