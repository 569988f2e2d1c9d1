"""The files of a domain: its worker, its tables, and their tests."""

from codegen.naming import class_name, function, module, namespace, pascal, simple
from codegen.python_text import docstring
from codegen.scaffold.edits import with_function, with_import, with_row
from codegen.scaffold.words import event_of, phrase

Files = dict[str, str]


def domain_files(domain: str) -> Files:
    """A worker with empty tables."""
    folder, state = f"services/{domain}", pascal(domain)
    return {
        f"{folder}/__init__.py": "",
        f"{folder}/main.py": _main(domain),
        f"{folder}/handlers.py": _handlers(domain),
        f"{folder}/evolve.py": _evolve(domain, state),
    }


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

from services.{domain}.evolve import {pascal(domain)}
from services.runner.decision import Context, Decision, Handlers

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


def with_command(files: Files, full_name: str) -> Files:
    """The domain's own modules with a handler, a fold and the rows of both. `files` has them as they are."""
    domain, event = namespace(full_name), event_of(simple(full_name))
    handlers, evolve = f"services/{domain}/handlers.py", f"services/{domain}/evolve.py"
    return {
        handlers: _with_handler(files[handlers], full_name, event),
        evolve: with_fold(files[evolve], f"{domain}.{event}"),
    }


def _with_handler(source: str, full_name: str, event: str) -> str:
    name = class_name(full_name)
    lines = [
        _signature(full_name, "command"),
        *docstring(f"{_sentence(simple(full_name))}.", indent=4),
        f"    event = {event}(id=command.id, text=command.text)",
        "    return Decision((event,), event)",
    ]
    return _with_rows(source, "HANDLERS", lines, full_name, [name, event])


def with_query(files: Files, full_name: str) -> Files:
    """The domain's handlers with one for a query, which tells what is known of the key."""
    domain, name, answer = namespace(full_name), class_name(full_name), f"{simple(full_name)}Answer"
    handlers = f"services/{domain}/handlers.py"
    lines = [
        _signature(full_name, "query"),
        *docstring(f"{_sentence(simple(full_name))}.", indent=4),
        f'    return Decision(outcome={answer}(text=state.text if state else ""))',
    ]
    return {handlers: _with_rows(files[handlers], "HANDLERS", lines, full_name, [name, answer])}


def with_fold(source: str, event: str) -> str:
    """The domain's folds with one for an event."""
    state, name = pascal(namespace(event)), class_name(event)
    lines = [
        f"def {function(event)}(event: {name}, state: {state} | None) -> {state}:",
        *docstring(f"{_sentence(simple(event))}.", indent=4),
        f"    return {state}(text=event.text)",
    ]
    return _with_rows(source, "EVOLVE", lines, event, [name])


def _with_rows(source: str, table: str, lines: list[str], full_name: str, imported: list[str]) -> str:
    source = with_import(source, f"services.wire.generated.{module(full_name)}", imported)
    source = with_function(source, lines, before=table)
    return with_row(source, table, class_name(full_name), function(full_name))


def _signature(full_name: str, what: str) -> str:
    """The first line of a handler."""
    state = f"{pascal(namespace(full_name))} | None"
    arguments = f"{what}: {class_name(full_name)}, state: {state}, context: Context[None]"
    return f"def {function(full_name)}({arguments}) -> Decision:"


def _sentence(name: str) -> str:
    return phrase(name).capitalize()
