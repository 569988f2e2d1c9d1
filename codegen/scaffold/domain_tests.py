"""The tests that a new command, query or event begins with."""

from collections.abc import Mapping

from codegen.model import domain_of
from codegen.naming import simple
from codegen.scaffold.domain import Files
from codegen.scaffold.edits import with_function_at_end, with_import
from codegen.scaffold.spelling import State, beside, spelling, state_of
from codegen.scaffold.words import event_of, phrase


def path_of(domain: str) -> str:
    return f"tests/services/test_{domain}.py"


def test_file(domain: str) -> Files:
    """The test module of a domain that has nothing to test yet."""
    return {path_of(domain): f'"""`{domain}` as plain functions."""\n'}


def with_command_test(files: Mapping[str, str], full_name: str) -> Files:
    """The domain's tests with one for a command: the event, the outcome and the state that it leads to."""
    event = beside(full_name, event_of(simple(full_name)))
    said, fold = spelling(full_name), spelling(event)
    lines = [
        f"def test_{said.function}_is_decided_and_told():",
        f'    """{phrase(simple(full_name)).capitalize()}: one event, the outcome too, and the state after it."""',
        f'    event = {fold.type}(id="first", text="hello")',
        f'    decision = {said.function}({said.type}(id="first", text="hello"), None, context())',
        "",
        "    assert Decision((event,), event) == decision",
        f"    assert {_after(_state(files, full_name), fold.function, 'event')}",
    ]
    source = _with_decision(_source(files, full_name), full_name)
    return _with_test(_with_fold(source, event), full_name, [full_name, event], lines)


def with_query_test(files: Mapping[str, str], full_name: str) -> Files:
    """The domain's tests with one for a query."""
    answer, state = beside(full_name, f"{simple(full_name)}Answer"), _state(files, full_name)
    said, told = spelling(full_name), spelling(answer).type
    asked = f'{said.function}({said.type}(id="first")'
    known = [
        f'    known = {asked}, {state.name}(text="hello"), context())',
        "",
        f'    assert Decision(outcome={told}(text="hello")) == known',
    ]
    lines = [
        f"def test_{said.function}_tells_what_is_known():",
        f'    """{phrase(simple(full_name)).capitalize()}: the state of the key, and nothing of an unknown one."""',
        *(known if state.has_text else []),
        f'    assert Decision(outcome={told}(text="")) == {asked}, None, context())',
    ]
    source = _with_decision(_source(files, full_name), full_name)
    if state.has_text:
        source = with_import(source, _module(full_name, "evolve"), [state.name])
    return _with_test(source, full_name, [full_name, answer], lines)


def with_event_test(files: Mapping[str, str], full_name: str) -> Files:
    """The domain's tests with one for an event: the state that follows it."""
    said = spelling(full_name)
    event = f'{said.type}(id="first", text="hello")'
    lines = [
        f"def test_{said.function}_is_folded():",
        f'    """{phrase(simple(full_name)).capitalize()}: the state after it."""',
        f"    assert {_after(_state(files, full_name), said.function, event)}",
    ]
    return _with_test(_with_fold(_source(files, full_name), full_name), full_name, [full_name], lines)


def _source(files: Mapping[str, str], full_name: str) -> str:
    path = path_of(domain_of(full_name))
    return files.get(path, test_file(domain_of(full_name))[path])


def _module(full_name: str, name: str) -> str:
    return f"services.{domain_of(full_name)}.{name}"


def _state(files: Mapping[str, str], full_name: str) -> State:
    domain = domain_of(full_name)
    return state_of(files[f"services/{domain}/evolve.py"], domain)


def _after(state: State, fold: str, event: str) -> str:
    """What a fold makes of an event: as it is written first, it leaves a state of another shape alone."""
    return f'{fold}({event}, None).text == "hello"' if state.has_text else f"{fold}({event}, None) is None"


def _with_fold(source: str, event: str) -> str:
    return with_import(source, _module(event, "evolve"), [spelling(event).function])


def _with_decision(source: str, full_name: str) -> str:
    source = with_import(source, _module(full_name, "handlers"), [spelling(full_name).function])
    source = with_import(source, "services.runner.decision", ["Decision"])
    return with_import(source, "tests.services.contexts", ["context"])


def _with_test(source: str, full_name: str, types: list[str], lines: list[str]) -> Files:
    for each in map(spelling, types):
        source = with_import(source, each.imported_from, [each.imported])
    return {path_of(domain_of(full_name)): with_function_at_end(source, lines)}
