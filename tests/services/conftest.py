"""While a domain is tested, its reader projection is tested too: it names every field that the code really reads."""

from collections.abc import Iterator

import pytest

from tests.services.observed import observing, unsaid


@pytest.fixture(autouse=True)
def _projections_are_true() -> Iterator[None]:
    with observing() as seen:
        yield
    assert unsaid(seen) == [], "not in schemas/readers: run `just readers`, or codegen/readers cannot see these reads"
