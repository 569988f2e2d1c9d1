"""The types of `sessions`. Generated from schemas/ by `just generate`: edit those."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct


class Session(Struct, frozen=True, kw_only=True, tag="sessions.Session", tag_field="@type", rename="camel"):
    """Whose session it is: the answer to GET /api/session."""

    account_id: UUID
    """The account."""
    name: str
    """The name of the account."""
    expires_at: Annotated[datetime, Meta(tz=True)]
    """When the session ends by itself."""


class SessionReady(Struct, frozen=True, kw_only=True, tag="sessions.SessionReady", tag_field="@type", rename="camel"):
    """The login is done: pick the session up with POST /api/session."""

    pick_up_before: Annotated[datetime, Meta(tz=True)]
    """After this the login has to be done again."""
