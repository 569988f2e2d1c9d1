"""`just new`: what is written for a new domain, command, query or event, and what is left to do by hand."""

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from codegen.model import domain_of
from codegen.naming import simple
from codegen.scaffold import domain, domain_tests, schemas
from codegen.scaffold.spelling import beside, state_of
from codegen.scaffold.words import event_of

What = Literal["domain", "command", "query", "event"]
_DOMAIN = re.compile(r"[a-z][a-z0-9]*")
_READERS = "`just readers`: it writes down what the code reads and makes, once that stands"
_TYPE = re.compile(r"([a-z][a-z0-9]*)(\.[a-z][a-z0-9]*)*\.[A-Z][A-Za-z0-9]*")


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
        raise Refused(f"expected <domain>.<Name>, such as accounts.Rename or accounts.v2.Register; got {name}")
    owner = domain_of(name)
    if f"services/{owner}/main.py" not in files:
        raise Refused(f"there is no domain {owner}; run `just new domain {owner}` first")
    added = domain.completed(files, owner)
    own = {**files, **added}
    match what:
        case "command":
            written = _new_command(name, own)
        case "query":
            written = _new_query(name, own)
        case "event":
            written = _new_event(name, own)
    written = replace(written, files=added | written.files)
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
    event = beside(name, event_of(simple(name)))
    return Written(
        schemas.command(name) | domain.with_command(files, name) | domain_tests.with_command_test(files, name),
        (
            f"{schemas.path_of(name)} and {schemas.path_of(event)}: the fields, the words, the route",
            f"{_module(name, 'handlers')}: what is decided",
            *_fold_left(name, files),
            _READERS,
        ),
    )


def _new_query(name: str, files: Mapping[str, str]) -> Written:
    return Written(
        schemas.query(name) | domain.with_query(files, name) | domain_tests.with_query_test(files, name),
        (
            f"{schemas.path_of(name)} and {schemas.path_of(f'{name}Answer')}: the fields, the words, the route",
            f"{_module(name, 'handlers')}: what is answered",
            _READERS,
        ),
    )


def _new_event(name: str, files: Mapping[str, str]) -> Written:
    evolve = _module(name, "evolve")
    return Written(
        schemas.event_schema(name)
        | {evolve: domain.with_fold(files[evolve], name)}
        | domain_tests.with_event_test(files, name),
        (
            f"{schemas.path_of(name)}: the fields and the words",
            f"{evolve}: the state that follows it",
            f"{_module(name, 'handlers')}: who gives it; until then no worker meets it",
            _READERS,
        ),
    )


def _module(name: str, module: str) -> str:
    return f"services/{domain_of(name)}/{module}.py"


def _fold_left(name: str, files: Mapping[str, str]) -> tuple[str, ...]:
    """A fold that leaves the state alone is not done yet."""
    evolve = _module(name, "evolve")
    has_text = state_of(files[evolve], domain_of(name)).has_text
    return () if has_text else (f"{evolve}: the state that follows it",)


def _refuse_existing(written: Written, files: Mapping[str, str]) -> None:
    for path in written.files:
        if path.startswith("schemas/") and path in files:
            raise Refused(f"{path} exists; choose another name or edit that schema")
