"""The tests that a new command, query or event begins with."""

from codegen.naming import class_name, function, module, namespace, pascal, simple
from codegen.scaffold.domain import Files
from codegen.scaffold.edits import with_function_at_end, with_import
from codegen.scaffold.words import event_of, phrase


def path_of(domain: str) -> str:
    return f"tests/services/test_{domain}.py"


def test_file(domain: str) -> Files:
    """The test module of a domain that has nothing to test yet."""
    return {path_of(domain): f'"""`{domain}` as plain functions."""\n'}


def with_command_test(files: Files, full_name: str) -> Files:
    """The domain's tests with one for a command: the event, the outcome and the state that it leads to."""
    domain, name, event = namespace(full_name), class_name(full_name), event_of(simple(full_name))
    decide, fold = function(full_name), function(f"{domain}.{event}")
    lines = [
        f"def test_{decide}_is_decided_and_told():",
        f'    """{phrase(simple(full_name)).capitalize()}: one event, the outcome too, and the state after it."""',
        f'    event = {event}(id="first", text="hello")',
        f'    decision = {decide}({name}(id="first", text="hello"), None, context())',
        "",
        "    assert Decision((event,), event) == decision",
        f'    assert {pascal(domain)}(text="hello") == {fold}(event, None)',
    ]
    source = with_import(files[path_of(domain)], f"services.{domain}.evolve", [pascal(domain), fold])
    source = with_import(source, f"services.{domain}.handlers", [decide])
    source = with_import(source, "services.runner.decision", ["Decision"])
    return _with_test(source, full_name, [name, event], lines)


def with_query_test(files: Files, full_name: str) -> Files:
    """The domain's tests with one for a query."""
    domain, name = namespace(full_name), class_name(full_name)
    decide, answer = function(full_name), f"{simple(full_name)}Answer"
    lines = [
        f"def test_{decide}_tells_what_is_known():",
        f'    """{phrase(simple(full_name)).capitalize()}: the state of the key, and nothing of an unknown one."""',
        f'    known = {decide}({name}(id="first"), {pascal(domain)}(text="hello"), context())',
        "",
        f'    assert Decision(outcome={answer}(text="hello")) == known',
        f'    assert Decision(outcome={answer}(text="")) == {decide}({name}(id="first"), None, context())',
    ]
    source = with_import(files[path_of(domain)], f"services.{domain}.evolve", [pascal(domain)])
    source = with_import(source, f"services.{domain}.handlers", [decide])
    source = with_import(source, "services.runner.decision", ["Decision"])
    return _with_test(source, full_name, [name, answer], lines)


def with_event_test(files: Files, full_name: str) -> Files:
    """The domain's tests with one for an event: the state that follows it."""
    domain, name, fold = namespace(full_name), class_name(full_name), function(full_name)
    lines = [
        f"def test_{fold}_is_folded():",
        f'    """{phrase(simple(full_name)).capitalize()}: the state after it."""',
        f'    assert {pascal(domain)}(text="hello") == {fold}({name}(id="first", text="hello"), None)',
    ]
    source = with_import(files[path_of(domain)], f"services.{domain}.evolve", [pascal(domain), fold])
    return {path_of(domain): _finished(source, full_name, [name], lines)}


def _with_test(source: str, full_name: str, types: list[str], lines: list[str]) -> Files:
    source = with_import(source, "tests.services.contexts", ["context"])
    return {path_of(namespace(full_name)): _finished(source, full_name, types, lines)}


def _finished(source: str, full_name: str, types: list[str], lines: list[str]) -> str:
    source = with_import(source, f"services.wire.generated.{module(full_name)}", types)
    return with_function_at_end(source, lines)
