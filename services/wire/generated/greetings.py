"""The types of `greetings`. Generated from schemas/ by `just generate`: edit those."""

from typing import Annotated

from msgspec import Meta, Struct


class Greet(Struct, frozen=True, kw_only=True, tag="greetings.Greet", tag_field="@type"):
    """Says hello to somebody."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    """Whom to greet."""
    text: Annotated[str, Meta(min_length=1, max_length=200)]
    """What to say."""


class GreetBody(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="greetings.Greet", tag_field="@type"
):
    """The JSON body of `greetings.Greet`: what a client sends."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    """Whom to greet."""
    text: Annotated[str, Meta(min_length=1, max_length=200)]
    """What to say."""


class Greeted(Struct, frozen=True, kw_only=True, tag="greetings.Greeted", tag_field="@type"):
    """The greeting as it was given."""

    text: str
    """What was said."""


class GreetingGiven(Struct, frozen=True, kw_only=True, tag="greetings.GreetingGiven", tag_field="@type"):
    """Somebody was greeted."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    """Who."""
    text: str
    """What was said."""
