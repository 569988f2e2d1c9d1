"""`just new`: what is written for a new domain, command, query or event, and what is left to do by hand."""

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from codegen.naming import namespace, simple
from codegen.scaffold import domain, domain_tests, schemas
from codegen.scaffold.words import event_of

What = Literal["domain", "command", "query", "event"]
_DOMAIN = re.compile(r"[a-z][a-z0-9]*")
_TYPE = re.compile(r"[a-z][a-z0-9]*\.[A-Z][A-Za-z0-9]*")


class Refused(Exception):
    """Nothing is written; the text says what was expected and what to run instead."""


class Written(Struct, frozen=True):
    """Texts by path below the root of the repository, and the sentences that say what is left."""

    files: domain.Files
    left: tuple[str, ...]


def new(what: What, name: str, files: Mapping[str, str]) -> Written:
    """Work out what to write. `files` has the texts of services/, schemas/ and tests/services/ by path.

    Raises `Refused` for a name that is no name, one that exists, and a domain that does not.
    """
    if what == "domain":
        return _new_domain(name, files)
    if not _TYPE.fullmatch(name):
        raise Refused(f"expected <domain>.<Name>, such as accounts.Rename; got {name}")
    if f"services/{namespace(name)}/handlers.py" not in files:
        raise Refused(f"there is no domain {namespace(name)}; run `just new domain {namespace(name)}` first")
    match what:
        case "command":
            written = _new_command(name, files)
        case "query":
            written = _new_query(name, files)
        case "event":
            written = _new_event(name, files)
    _refuse_existing(written, files)
    return written


def _new_domain(name: str, files: Mapping[str, str]) -> Written:
    if not _DOMAIN.fullmatch(name):
        raise Refused(f"expected a domain in lower-case letters and digits, such as billing; got {name}")
    if any(path.startswith((f"services/{name}/", f"schemas/{name}/")) for path in files):
        raise Refused(f"the domain {name} exists; `just new command {name}.<Name>` adds to it")
    return Written(
        domain.domain_files(name) | domain_tests.test_file(name),
        (f"`just new command {name}.<Name>`: a worker without a command has nothing to do",),
    )


def _new_command(name: str, files: Mapping[str, str]) -> Written:
    own = dict(files)
    written = schemas.command(name) | domain.with_command(own, name) | domain_tests.with_command_test(own, name)
    event = f"{namespace(name)}.{event_of(simple(name))}"
    return Written(
        written,
        (
            f"{schemas.path_of(name)} and {schemas.path_of(event)}: the fields, the words, the route",
            f"services/{namespace(name)}/handlers.py: what is decided",
        ),
    )


def _new_query(name: str, files: Mapping[str, str]) -> Written:
    own = dict(files)
    return Written(
        schemas.query(name) | domain.with_query(own, name) | domain_tests.with_query_test(own, name),
        (
            f"{schemas.path_of(name)} and {schemas.path_of(f'{name}Answer')}: the fields, the words, the route",
            f"services/{namespace(name)}/handlers.py: what is answered",
        ),
    )


def _new_event(name: str, files: Mapping[str, str]) -> Written:
    own = dict(files)
    evolve = f"services/{namespace(name)}/evolve.py"
    return Written(
        schemas.event_schema(name)
        | {evolve: domain.with_fold(own[evolve], name)}
        | domain_tests.with_event_test(own, name),
        (
            f"{schemas.path_of(name)}: the fields and the words",
            f"{evolve}: the state that follows it; a handler that gives it",
        ),
    )


def _refuse_existing(written: Written, files: Mapping[str, str]) -> None:
    for path in written.files:
        if path.startswith("schemas/") and path in files:
            raise Refused(f"{path} exists; choose another name or edit that schema")
