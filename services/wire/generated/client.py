"""A typed client of every command and query. Generated from schemas/ by `just generate`: edit those."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol
from urllib.parse import quote
from uuid import UUID

from msgspec import Struct, to_builtins
from msgspec.json import Decoder, encode

from . import accounts, board, greetings, sessions, wire


class Call(Struct, frozen=True, kw_only=True):
    """One request: what to send below /api, and within which time a worker begins it."""

    name: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    timeout_ms: int


class Transport(Protocol):
    """What carries requests out and frames back."""

    async def request(self, call: Call) -> bytes:
        """Send a request; the `body` of the frame that ends it."""

    def feed(self, call: Call) -> AsyncGenerator[bytes, None]:
        """Send a request; the `body` of each of its frames. Closing the generator cancels the feed."""


def _text(value: object) -> str:
    """A path or query parameter as text."""
    plain = to_builtins(value)
    return str(plain).lower() if isinstance(plain, bool) else str(plain)


def _segment(value: object) -> str:
    return quote(_text(value), safe="")


def _body(value: Struct) -> bytes:
    return encode(value)


def _query(*parameters: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    """Pairs for the query string: none for None, one for each item of a list."""
    return tuple(
        (name, _text(item))
        for name, value in parameters
        if value is not None
        for item in (value if isinstance(value, list) else [value])
    )


Ending = wire.Expired | wire.Failed | wire.Lost | wire.Cancelled | wire.RequestIdReused
"""How any request can end, whatever it asks."""

AccountsLoginOutcome = sessions.SessionReady | accounts.LoginRefused | Ending
_ACCOUNTS_LOGIN: Decoder[AccountsLoginOutcome] = Decoder(AccountsLoginOutcome)

AccountsRegisterOutcome = accounts.Registered | accounts.NameTaken | Ending
_ACCOUNTS_REGISTER: Decoder[AccountsRegisterOutcome] = Decoder(AccountsRegisterOutcome)

BoardDeleteNoteOutcome = board.NoteDeleted | board.VersionConflict | board.NoSuchNote | Ending
_BOARD_DELETE_NOTE: Decoder[BoardDeleteNoteOutcome] = Decoder(BoardDeleteNoteOutcome)

BoardEditNoteOutcome = board.NoteEdited | board.VersionConflict | board.NoSuchNote | Ending
_BOARD_EDIT_NOTE: Decoder[BoardEditNoteOutcome] = Decoder(BoardEditNoteOutcome)

BoardListNotesOutcome = board.Notes | board.NoteChanged | board.NoteRemoved | Ending
_BOARD_LIST_NOTES: Decoder[BoardListNotesOutcome] = Decoder(BoardListNotesOutcome)

BoardPostNoteOutcome = board.NotePosted | Ending
_BOARD_POST_NOTE: Decoder[BoardPostNoteOutcome] = Decoder(BoardPostNoteOutcome)

GreetingsGreetOutcome = greetings.Greeted | Ending
_GREETINGS_GREET: Decoder[GreetingsGreetOutcome] = Decoder(GreetingsGreetOutcome)


class AccountsClient:
    """The commands and queries of `accounts`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def login(self, *, name: str, password: str) -> AccountsLoginOutcome:
        """Proves who one is; ends in a session that the browser picks up."""
        return _ACCOUNTS_LOGIN.decode(
            await self._transport.request(
                Call(
                    name="accounts.Login",
                    method="POST",
                    path="/login",
                    body=_body(accounts.LoginBody(name=name, password=password)),
                    timeout_ms=60000,
                )
            )
        )

    async def register(self, *, name: str, password: str) -> AccountsRegisterOutcome:
        """Opens an account under a name that nobody has."""
        return _ACCOUNTS_REGISTER.decode(
            await self._transport.request(
                Call(
                    name="accounts.Register",
                    method="POST",
                    path="/register",
                    body=_body(accounts.RegisterBody(name=name, password=password)),
                    timeout_ms=60000,
                )
            )
        )


class BoardClient:
    """The commands and queries of `board`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def delete_note(self, *, board_id: str, note_id: UUID, version: int) -> BoardDeleteNoteOutcome:
        """Takes a note down, if nobody changed it meanwhile."""
        return _BOARD_DELETE_NOTE.decode(
            await self._transport.request(
                Call(
                    name="board.DeleteNote",
                    method="DELETE",
                    path=f"/boards/{_segment(board_id)}/notes/{_segment(note_id)}",
                    query=_query(("version", version)),
                    timeout_ms=60000,
                )
            )
        )

    async def edit_note(self, *, board_id: str, note_id: UUID, text: str, version: int) -> BoardEditNoteOutcome:
        """Changes what a note says, if nobody changed it meanwhile."""
        return _BOARD_EDIT_NOTE.decode(
            await self._transport.request(
                Call(
                    name="board.EditNote",
                    method="PUT",
                    path=f"/boards/{_segment(board_id)}/notes/{_segment(note_id)}",
                    body=_body(board.EditNoteBody(text=text, version=version)),
                    timeout_ms=60000,
                )
            )
        )

    async def list_notes(self, *, board_id: str) -> AsyncGenerator[BoardListNotesOutcome, None]:
        """The notes of a board, and every change from then on."""
        async with aclosing(
            self._transport.feed(
                Call(
                    name="board.ListNotes",
                    method="GET",
                    path=f"/boards/{_segment(board_id)}/notes",
                    timeout_ms=60000,
                )
            )
        ) as _bodies:
            async for _frame in _bodies:
                yield _BOARD_LIST_NOTES.decode(_frame)

    async def post_note(self, *, board_id: str, text: str) -> BoardPostNoteOutcome:
        """Puts a note on a board."""
        return _BOARD_POST_NOTE.decode(
            await self._transport.request(
                Call(
                    name="board.PostNote",
                    method="POST",
                    path=f"/boards/{_segment(board_id)}/notes",
                    body=_body(board.PostNoteBody(text=text)),
                    timeout_ms=60000,
                )
            )
        )


class GreetingsClient:
    """The commands and queries of `greetings`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def greet(self, *, name: str, text: str) -> GreetingsGreetOutcome:
        """Says hello to somebody."""
        return _GREETINGS_GREET.decode(
            await self._transport.request(
                Call(
                    name="greetings.Greet",
                    method="POST",
                    path="/greetings",
                    body=_body(greetings.GreetBody(name=name, text=text)),
                    timeout_ms=60000,
                )
            )
        )


class Client:
    """Every command and query, by namespace."""

    def __init__(self, transport: Transport) -> None:
        self.accounts = AccountsClient(transport)
        self.board = BoardClient(transport)
        self.greetings = GreetingsClient(transport)
