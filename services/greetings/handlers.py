"""What `greetings` does: from a command to what happened."""

from services.runner.decision import Context, Decision, Handlers
from services.wire.generated.greetings import Greet, Greeted, GreetingGiven


def greet(command: Greet, state: None, context: Context[None]) -> Decision:
    """Give the greeting, and tell whoever listens."""
    return Decision((GreetingGiven(name=command.name, text=command.text),), Greeted(text=command.text))


HANDLERS: Handlers = {Greet: greet}
