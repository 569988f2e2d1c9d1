"""What goes into the wheel: the client, its transport, and what these import."""

import base64
import csv
import hashlib
import io
import json
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes

import pytest
from packaging.requirements import Requirement

from codegen import (
    emit_python_catalog,
    emit_python_client,
    emit_python_codec,
    emit_python_json,
    emit_python_types,
    naming,
)
from codegen.package import python_package, wheel
from codegen.package.client_tree import client_tree
from codegen.package.names import Names
from codegen.package.python_package import RANGES, ImportUnknown
from tests.codegen.trees import ROOT, field, record, repository_tree, tree

NAMES = Names(
    name="acme-api", module="acme_api", npm_name="acme-api", version="1.2.0-rc.1", description='Says "acme" \\o/'
)
TRANSPORT = {path.name: path.read_text() for path in (ROOT / "services/wire/transport").glob("*.py")}
EMITTERS = (emit_python_types, emit_python_codec, emit_python_json, emit_python_catalog, emit_python_client)


def packaged(schemas, **more):
    """The files of the package of a tree."""
    generated = {path: text for emitter in EMITTERS for path, text in emitter.emit(schemas).items()}
    modules = {naming.module(name) for name in schemas.types}
    return python_package.files(generated | more, TRANSPORT, modules, NAMES, "client = Client(transport)")


@pytest.fixture(scope="module")
def ours():
    return packaged(client_tree(repository_tree()))


def test_what_stays_between_servers_is_not_shown_to_clients(ours):
    text = "".join(ours.values())
    assert "login_hash" not in text
    for internal in ("AccountRegistered", "password_hash", "LoginFailed", "InboxEntry", "FeedOpened", "SessionRevoked"):
        assert internal not in text


def test_there_is_neither_a_codec_nor_the_catalogue(ours):
    assert {"__init__.py", "py.typed", "client.py", "accounts.py", "board.py", "greetings.py", "wire.py"} <= {*ours}
    assert not [path for path in ours if path.startswith(("codec/", "catalog"))]
    assert {path.removeprefix("_transport/") for path in ours if path.startswith("_transport/")} == set(TRANSPORT)
    assert python_package.requirements(ours) == ["httpx>=0.27,<1", "msgspec>=0.20,<1", "websockets>=14,<18"]


def test_what_the_client_imports_by_way_of_others_goes_with_it():
    """A package within the package, a module by its name and a name of a module."""
    client = "from .json import accounts as accounts_json\nfrom .branches import BytesBranch\n"
    more = {
        "client.py": client + emit_python_client.emit(repository_tree())["client.py"],
        "json/__init__.py": "",
        "json/accounts.py": "from ..codec.primitives import Duration\n",
        "json/board.py": "",
        "branches.py": "",
        "codec/primitives.py": "",
    }
    files = packaged(repository_tree(), **more)
    assert {"json/__init__.py", "json/accounts.py", "branches.py", "codec/__init__.py", "codec/primitives.py"} <= {
        *files
    }
    assert {"json/board.py", "codec/accounts.py", "catalog.py"}.isdisjoint(files)


@pytest.mark.parametrize("line", ["from .nowhere import x", "from . import nowhere", "import requests"])
def test_an_import_that_the_package_cannot_meet_is_refused(line):
    client = f"{line}\n{emit_python_client.emit(repository_tree())['client.py']}"
    with pytest.raises(ImportUnknown, match=r"got (nowhere|requests)"):
        python_package.requirements(packaged(repository_tree(), **{"client.py": client}))


def test_the_versions_that_are_tested_here_lie_in_the_ranges():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pins = {pin.partition("==")[0]: pin.partition("==")[2] for pin in project["dependencies"]}
    for name, versions in RANGES.items():
        assert Requirement(f"{name}{versions}").specifier.contains(pins[name])


def with_ours(schemas):
    """Some schemas beside those of the platform that every client needs."""
    ours = repository_tree().types
    platform = {name: named for name, named in ours.items() if name.startswith(("wire.", "sessions."))}
    return type(schemas)(types=schemas.types | platform)


def run_with_wheel(script, folder):
    """What a script prints that has nothing but the wheel and this environment's libraries."""
    command = [sys.executable, "-c", script]
    path = {"PYTHONPATH": str(folder / "acme.whl")}
    done = subprocess.run(command, env=path, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wheel_of_other_schemas_can_be_imported_from_anywhere(tmp_path):
    """Domains may be called as a module of the transport, or as nothing that Python likes."""
    said = {"kind": "command", "key": "call", "access": "anyone", "outcomes": ["transport.v2.Shipped"]}
    schemas = tree(
        record("transport.v2.Ship", field("call"), millrace=said | {"route": "POST /ship"}),
        record("transport.v2.Shipped", field("call"), millrace={"kind": "message"}),
        record("import.Declare", field("call"), millrace=said | {"route": "POST /declare"}),
    )
    content = wheel.build(packaged(with_ours(schemas)), NAMES, ">=3.11", [], "")
    (tmp_path / "acme.whl").write_bytes(content)
    script = (
        "import acme_api; from acme_api import Client, HttpTransport, import_, transport_v2;"
        "assert acme_api.__version__ == '1.2.0rc1';"
        "assert {name for name in acme_api.__all__ if not hasattr(acme_api, name)} == set();"
        "Client(HttpTransport('http://127.0.0.1:9')).transport_v2.ship; print(transport_v2.Shipped(call='x').call)"
    )
    assert run_with_wheel(script, tmp_path) == "x\n"


def test_a_wheel_reads_and_writes_what_json_has_in_a_form_of_its_own(tmp_path):
    """A price and a count of 64 bits go out as text, and come back as what they are."""
    price = {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}
    said = {"kind": "command", "key": "item", "outcomes": ["shop.Sold"], "route": "POST /sell"}
    schemas = tree(
        record("shop.Sell", field("item"), field("price", price), millrace=said),
        record("shop.Sold", field("price", price), field("count", "long"), millrace={"kind": "message"}),
    )
    content = wheel.build(packaged(client_tree(with_ours(schemas))), NAMES, ">=3.11", [], "")
    (tmp_path / "acme.whl").write_bytes(content)
    script = """
import asyncio
from decimal import Decimal
from acme_api import Client, shop

class Carrier:
    async def request(self, call):
        print(call.body.decode())
        return b'{"@type":"shop.Sold","price":"7.50","count":"9007199254740993"}'

outcome = asyncio.run(Client(Carrier()).shop.sell(item="a", price=Decimal("7.5")))
assert outcome == shop.Sold(price=Decimal("7.50"), count=9007199254740993), outcome
"""
    assert json.loads(run_with_wheel(script, tmp_path)) == {"@type": "shop.Sell", "item": "a", "price": "7.50"}


def test_the_wheel_is_as_its_specification_says(ours):
    content = wheel.build(ours, NAMES, ">=3.11", ["msgspec>=0.20,<1"], "# acme-api\n")
    archive = zipfile.ZipFile(io.BytesIO(content))
    record = list(csv.reader(io.StringIO(archive.read("acme_api-1.2.0rc1.dist-info/RECORD").decode())))
    assert [path for path, *_ in record] == archive.namelist()
    for path, digest, size in record[:-1]:
        told = base64.urlsafe_b64decode(digest.removeprefix("sha256=") + "=")
        assert (told, size) == (hashlib.sha256(archive.read(path)).digest(), str(len(archive.read(path))))
    metadata = message_from_bytes(archive.read("acme_api-1.2.0rc1.dist-info/METADATA"))
    assert metadata["Name"] == "acme-api"
    assert metadata.get_all("Requires-Dist") == ["msgspec>=0.20,<1"]
    assert metadata.get_payload() == "# acme-api\n"
