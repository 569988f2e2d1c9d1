"""Greetings as plain functions."""

from services.greetings.handlers import greet
from services.runner.decision import Decision
from services.wire.generated.greetings import Greet, Greeted, GreetingGiven
from tests.services.contexts import context


def test_a_greeting_is_given_and_told():
    """One event, one outcome."""
    expected = Decision((GreetingGiven(name="Ada", text="hello"),), Greeted(text="hello"))

    assert expected == greet(Greet(name="Ada", text="hello"), None, context())
