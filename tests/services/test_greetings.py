"""Greetings: what is asked, and what follows."""

from services.wire.generated.greetings import Greet, Greeted, GreetingGiven


def test_a_greeting_is_given_and_told(when_command, then_events, then_outcome):
    """One event, one outcome."""
    when_command(Greet(name="Ada", text="hello"))
    then_events(GreetingGiven(name="Ada", text="hello"))
    then_outcome(Greeted(text="hello"))
