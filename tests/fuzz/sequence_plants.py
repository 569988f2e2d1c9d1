"""Faults that only sequences find: a platform whose handlers, feeds or sessions forget something."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.sessions import Sessions
from gateway.visitors import Visitors
from services.accounts.handlers import register
from services.board.handlers import edit_note
from services.board.project import PROJECT
from services.runner.spec import WorkerSpec
from services.wire.generated.accounts import Register
from services.wire.generated.board import EditNote, NoteDeleted

Specs = list[WorkerSpec]
Plant = Callable[[pytest.MonkeyPatch, Specs], Specs]


def _handling(specs: Specs, domain: str, handlers: dict[Any, Any]) -> Specs:
    return [replace(one, handlers={**one.handlers, **handlers}) if one.domain == domain else one for one in specs]


def anybody_has_any_name(_: pytest.MonkeyPatch, specs: Specs) -> Specs:
    """A name may be registered twice."""

    async def planted(command: Any, state: Any, context: Any) -> Any:
        return await register(command, None, context)

    return _handling(specs, "accounts", {Register: planted})


def the_last_edit_wins(_: pytest.MonkeyPatch, specs: Specs) -> Specs:
    """An edit does not ask how the note stands."""

    def planted(command: Any, state: Any, context: Any) -> Any:
        note = state.notes.get(command.note_id) if state else None
        return edit_note(command if note is None else replace(command, version=note.version), state, context)

    return _handling(specs, "board", {EditNote: planted})


def followers_do_not_see_it_go(_: pytest.MonkeyPatch, specs: Specs) -> Specs:
    """Nobody is told that a note was deleted."""
    quiet = {type_: tell for type_, tell in PROJECT.items() if type_ is not NoteDeleted}
    return [replace(one, project=quiet) if one.domain == "board" else one for one in specs]


def sessions_stay(monkeypatch: pytest.MonkeyPatch, specs: Specs) -> Specs:
    """Who logs out is only told so."""

    async def planted(*_: Any) -> None:
        pass

    monkeypatch.setattr(Sessions, "end", planted)
    return specs


def anybody_uses_any_session(monkeypatch: pytest.MonkeyPatch, specs: Specs) -> Specs:
    """A session need not belong to the socket."""
    monkeypatch.setattr(Visitors, "_check_binding", lambda *_: None)
    return specs


PLANTS: list[Plant] = [
    anybody_has_any_name,
    the_last_edit_wins,
    followers_do_not_see_it_go,
    sessions_stay,
    anybody_uses_any_session,
]
