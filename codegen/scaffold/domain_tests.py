"""The tests that a new command, query or event begins with."""

from collections.abc import Mapping

from codegen.model import domain_of
from codegen.naming import simple
from codegen.python_text import call
from codegen.scaffold.domain import Files
from codegen.scaffold.edits import with_function_at_end, with_import
from codegen.scaffold.spelling import State, beside, spelling, state_of
from codegen.scaffold.words import event_of, phrase


def path_of(domain: str) -> str:
    return f"tests/services/test_{domain}.py"


def test_file(domain: str) -> Files:
    """The test module of a domain that has nothing to test yet."""
    return {path_of(domain): f'"""`{domain}`: what had happened, what is asked, and what follows."""\n'}


def with_command_test(files: Mapping[str, str], full_name: str) -> Files:
    """The domain's tests with one for a command: the event, the outcome and the state that it leads to."""
    event, state = beside(full_name, event_of(simple(full_name))), _state(files, full_name)
    said, fold = spelling(full_name), spelling(event)
    lines = [
        *_def(f"{said.function}_is_decided_and_told", "when_command", "then_events", "then_outcome", "then_state"),
        f'    """{phrase(simple(full_name)).capitalize()}: one event, the outcome too, and the state after it."""',
        f'    {fold.function} = {fold.type}(id="first", text="hello")',
        f'    when_command({said.type}(id="first", text="hello"))',
        f"    then_events({fold.function})",
        f"    then_outcome({fold.function})",
        f"    then_state({_made(state)})",
    ]
    return _with_test(_with_state(_source(files, full_name), full_name, state), full_name, [full_name, event], lines)


def with_query_test(files: Mapping[str, str], full_name: str) -> Files:
    """The domain's tests with one for a query."""
    answer, state = beside(full_name, f"{simple(full_name)}Answer"), _state(files, full_name)
    said, told = spelling(full_name), spelling(answer).type
    fixtures = [*(["given_state"] if state.has_text else []), "when_command", "then_outcome"]
    lines = [
        *_def(f"{said.function}_tells_what_is_known", *fixtures),
        f'    """{phrase(simple(full_name)).capitalize()}: from the state of its key."""',
        *([f"    given_state({_made(state)})"] if state.has_text else []),
        f'    when_command({said.type}(id="first"))',
        f'    then_outcome({told}(text="{"hello" if state.has_text else ""}"))',
    ]
    return _with_test(_with_state(_source(files, full_name), full_name, state), full_name, [full_name, answer], lines)


def with_event_test(files: Mapping[str, str], full_name: str) -> Files:
    """The domain's tests with one for an event: the state that follows it."""
    said, state = spelling(full_name), _state(files, full_name)
    lines = [
        *_def(f"{said.function}_is_folded", "given_events", "then_state"),
        f'    """{phrase(simple(full_name)).capitalize()}: the state after it."""',
        f'    given_events({said.type}(id="first", text="hello"))',
        f"    then_state({_made(state)})",
    ]
    return _with_test(_with_state(_source(files, full_name), full_name, state), full_name, [full_name], lines)


def _source(files: Mapping[str, str], full_name: str) -> str:
    path = path_of(domain_of(full_name))
    return files.get(path, test_file(domain_of(full_name))[path])


def _module(full_name: str, name: str) -> str:
    return f"services.{domain_of(full_name)}.{name}"


def _state(files: Mapping[str, str], full_name: str) -> State:
    domain = domain_of(full_name)
    return state_of(files[f"services/{domain}/evolve.py"], domain)


def _def(name: str, *fixtures: str) -> list[str]:
    return call(f"def test_{name}(", list(fixtures), "):")


def _made(state: State) -> str:
    """What folds make of an event: as they are written first, they leave a state of another shape alone."""
    return f'{state.name}(text="hello")' if state.has_text else "None"


def _with_state(source: str, full_name: str, state: State) -> str:
    return with_import(source, _module(full_name, "evolve"), [state.name]) if state.has_text else source


def _with_test(source: str, full_name: str, types: list[str], lines: list[str]) -> Files:
    for each in map(spelling, types):
        source = with_import(source, each.imported_from, [each.imported])
    return {path_of(domain_of(full_name)): with_function_at_end(source, lines)}
