"""Each planted fault is found by the kind of damage that is meant for it."""

import re

import pytest

from tests.fuzz.damage_plants import PLANTS
from tests.fuzz.every_damage import every_damage
from tests.fuzz.target import beside

TIMES = 8
PATIENCE_S = 0.7


@pytest.fixture
def target(stage):
    """People who came before the fault did."""
    with beside(*stage, PATIENCE_S) as made:
        yield made


@pytest.mark.parametrize(("kind", "plant", "words"), PLANTS, ids=[plant.__name__ for _, plant, _ in PLANTS])
def test_a_fault_is_found_by_damage(kind, plant, words, document, target, monkeypatch):
    plant(monkeypatch, target.platform)

    damages = every_damage(document, target, 1, TIMES, [kind])

    assert [one for one in damages.findings if re.search(words, one.message)], (damages.rows, damages.findings)


@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in PLANTS}))
def test_nothing_is_found_where_nothing_is_planted(kind, document, target):
    damages = every_damage(document, target, 1, TIMES, [kind])

    assert damages.findings == []
