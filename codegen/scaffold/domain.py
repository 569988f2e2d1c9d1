"""The files of a domain: its worker and its tables, with a function and a row for each type that they are about."""

from collections.abc import Mapping

from codegen.model import domain_of
from codegen.naming import pascal, simple
from codegen.python_text import docstring
from codegen.scaffold.edits import with_function, with_import, with_keyword, with_row
from codegen.scaffold.spelling import State, beside, spelling, state_of
from codegen.scaffold.words import event_of, phrase

Files = dict[str, str]
_TABLES = {"handlers": "HANDLERS", "evolve": "EVOLVE"}


def domain_files(domain: str) -> Files:
    """A worker with empty tables."""
    folder, state = f"services/{domain}", pascal(domain)
    return {
        f"{folder}/__init__.py": "",
        f"{folder}/main.py": _main(domain),
        f"{folder}/handlers.py": _handlers(domain),
        f"{folder}/evolve.py": _evolve(domain, state),
    }


def completed(files: Mapping[str, str], domain: str) -> Files:
    """What a worker that only reacts, or keeps no state, lacks for a command: the table, and its place in `SPEC`."""
    folder, fresh = f"services/{domain}", domain_files(domain)
    lacking = [name for name in _TABLES if f"{folder}/{name}.py" not in files]
    if not lacking:
        return {}
    main = files[f"{folder}/main.py"]
    for name in lacking:
        main = with_import(main, f"services.{domain}.{name}", [_TABLES[name]])
        main = with_keyword(main, "SPEC", name, _TABLES[name])
    return {f"{folder}/main.py": main} | {path: fresh[path] for path in (f"{folder}/{name}.py" for name in lacking)}


def _main(domain: str) -> str:
    return f'''"""`python -m services.{domain}.main`: the worker of `{domain}`."""

from services.{domain}.evolve import EVOLVE
from services.{domain}.handlers import HANDLERS
from services.runner.run import run_worker
from services.runner.spec import WorkerSpec

SPEC = WorkerSpec(domain="{domain}", handlers=HANDLERS, evolve=EVOLVE)

if __name__ == "__main__":
    run_worker(SPEC)
'''


def _handlers(domain: str) -> str:
    return f'''"""What `{domain}` does: from a command to what happened."""

from services.runner.decision import Handlers

HANDLERS: Handlers = {{}}
'''


def _evolve(domain: str, state: str) -> str:
    return f'''"""`{domain}` as the fold of its events."""

from msgspec import Struct

from services.runner.decision import Evolutions


class {state}(Struct, frozen=True):
    """What is known of one key."""

    text: str


EVOLVE: Evolutions = {{}}
'''


def with_command(files: Mapping[str, str], full_name: str) -> Files:
    """The domain's own modules with a handler, a fold and the rows of both. `files` has them as they are."""
    domain, event = domain_of(full_name), beside(full_name, event_of(simple(full_name)))
    handlers, evolve = f"services/{domain}/handlers.py", f"services/{domain}/evolve.py"
    lines = [
        f"    event = {spelling(event).type}(id=command.id, text=command.text)",
        "    return Decision((event,), event)",
    ]
    state = state_of(files[evolve], domain)
    source = _with_handler(files[handlers], full_name, "command", state, lines)
    return {handlers: _with_type(source, event), evolve: with_fold(files[evolve], event)}


def with_query(files: Mapping[str, str], full_name: str) -> Files:
    """The domain's handlers with one for a query, which tells what is known of the key."""
    domain, answer = domain_of(full_name), beside(full_name, f"{simple(full_name)}Answer")
    handlers, state = f"services/{domain}/handlers.py", state_of(files[f"services/{domain}/evolve.py"], domain)
    known = 'state.text if state else ""' if state.has_text else '""'
    lines = [f"    return Decision(outcome={spelling(answer).type}(text={known}))"]
    source = _with_handler(files[handlers], full_name, "query", state, lines)
    return {handlers: _with_type(source, answer)}


def with_fold(source: str, event: str) -> str:
    """The domain's folds with one for an event; a state that somebody shaped stays as it is."""
    state, said = state_of(source, domain_of(event)), spelling(event)
    made = f"{state.name}(text=event.text)" if state.has_text else "state"
    returned = state.name if state.has_text else f"{state.name} | None"
    lines = [
        f"def {said.function}(event: {said.type}, state: {state.name} | None) -> {returned}:",
        *docstring(f"{_sentence(simple(event))}.", indent=4),
        f"    return {made}",
    ]
    return _with_rows(source, "EVOLVE", lines, event)


def _with_handler(source: str, full_name: str, what: str, state: State, lines: list[str]) -> str:
    domain, said = domain_of(full_name), spelling(full_name)
    source = with_import(source, f"services.{domain}.evolve", [state.name])
    source = with_import(source, "services.runner.decision", ["Context", "Decision"])
    head = [
        f"def {said.function}({what}: {said.type}, state: {state.name} | None, context: Context[None]) -> Decision:",
        *docstring(f"{_sentence(simple(full_name))}.", indent=4),
    ]
    return _with_rows(source, "HANDLERS", [*head, *lines], full_name)


def _with_rows(source: str, table: str, lines: list[str], full_name: str) -> str:
    said = spelling(full_name)
    source = with_function(_with_type(source, full_name), lines, before=table)
    return with_row(source, table, said.type, said.function)


def _with_type(source: str, full_name: str) -> str:
    said = spelling(full_name)
    return with_import(source, said.imported_from, [said.imported])


def _sentence(name: str) -> str:
    return phrase(name).capitalize()
