"""Faults that only sequences find: a platform whose handlers or sessions forget something."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from services.accounts.handlers import register
from services.board.handlers import delete_note, edit_note
from services.runner.spec import WorkerSpec
from services.wire.generated.accounts import Register
from services.wire.generated.board import DeleteNote, EditNote

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


def the_deleted_stay(_: pytest.MonkeyPatch, specs: Specs) -> Specs:
    """Whoever takes a note down is told so, and it stands there all the same."""

    def planted(command: Any, state: Any, context: Any) -> Any:
        return replace(delete_note(command, state, context), events=())

    return _handling(specs, "board", {DeleteNote: planted})


PLANTS: list[Plant] = [anybody_has_any_name, the_last_edit_wins, the_deleted_stay]
