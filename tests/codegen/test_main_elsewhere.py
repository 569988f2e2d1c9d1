"""The command line over a tree of schemas that is not ours: `generate --schemas DIR --python DIR --typescript DIR`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.__main__ import main
from codegen.freshness import is_generated
from tests.codegen.trees import ROOT, field, record

MONEY = {"type": "record", "name": "Money", "namespace": "acme.shared", "fields": [field("cents", "int")]}
STATUS = {"type": "enum", "name": "Status", "symbols": ["NEW", "PAID"]}
ORDER = {
    "type": "record",
    "name": "acme.orders.Order",
    "fields": [
        field("status", STATUS, default="NEW"),
        field("before", ["null", "Status"], default=None),
        field("lines", {"type": "array", "items": {"type": "record", "name": "Line", "fields": [field("text")]}}),
        field("total", "acme.shared.Money"),
    ],
}


class Elsewhere:
    """Folders of somebody else's project, and the command over them."""

    def __init__(self, root: Path) -> None:
        self.schemas, self.python, self.typescript = root / "avro", root / "lib/acme_types", root / "web/types"

    def write(self, **schemas):
        for name, schema in schemas.items():
            path = self.schemas / f"{name}.avsc"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(schema, indent=2))

    def arguments(self):
        return ["generate", "--schemas", str(self.schemas), *self.targets()]

    def targets(self):
        return ["--python", str(self.python), "--typescript", str(self.typescript)]

    def run(self, *more):
        return main([*self.arguments(), *more])

    def files(self):
        folders = (self.python, self.typescript)
        return {path: path.read_text() for folder in folders for path in sorted(folder.rglob("*.*")) if path.is_file()}


@pytest.fixture
def elsewhere(tmp_path):
    there = Elsewhere(tmp_path)
    there.write(orders=ORDER, zz_money=[MONEY])
    return there


def test_any_tree_becomes_a_package_that_can_be_imported_on_its_own(elsewhere):
    assert elsewhere.run() == 0
    script = (
        "from acme_types import acme_orders, acme_shared;"
        "from acme_types.codec import acme_orders as codec;"
        "order = acme_orders.Order(lines=[acme_orders.Line(text='x')], total=acme_shared.Money(cents=5));"
        "out = bytearray(); codec.encode_order(order, out);"
        "assert codec.decode_order(bytes(out), 0) == (order, len(out));"
        "assert order.status is acme_orders.Status.NEW"
    )
    subprocess.run([sys.executable, "-c", script], cwd=elsewhere.python.parent, check=True)
    assert "export interface Order" in (elsewhere.typescript / "acme-orders.ts").read_text()


def test_one_language_alone_may_be_asked_for(elsewhere):
    assert main(["generate", "--schemas", str(elsewhere.schemas), "--typescript", str(elsewhere.typescript)]) == 0
    assert not elsewhere.python.exists()
    assert elsewhere.typescript.exists()


def test_every_generated_file_says_that_it_is(elsewhere):
    elsewhere.run()
    assert [path for path, text in elsewhere.files().items() if not is_generated(text)] == []


def test_what_is_fresh_is_not_written_again(elsewhere, capsys):
    elsewhere.run()
    for path in elsewhere.files():
        os.utime(path, ns=(1, 1))
    assert elsewhere.run() == 0
    assert "nothing changed" in capsys.readouterr().out
    assert {path.stat().st_mtime_ns for path in elsewhere.files()} == {1}
    assert elsewhere.run("--check") == 0


def test_a_check_shows_the_difference_and_the_command_and_writes_nothing(elsewhere, capsys):
    elsewhere.run()
    before = elsewhere.files()
    elsewhere.write(zz_money=MONEY | {"fields": [field("pence", "int")]})
    assert elsewhere.run("--check") == 1
    said = capsys.readouterr().err
    assert "\n-    cents: " in said
    assert "\n+    pence: " in said
    assert f"to mend it, run `python -m codegen {' '.join(elsewhere.arguments())}`" in said
    assert elsewhere.files() == before


def test_a_check_before_the_first_run_names_what_is_missing(elsewhere, capsys):
    assert elsewhere.run("--check") == 1
    assert f"{elsewhere.python}/acme_orders.py: missing" in capsys.readouterr().err
    assert not elsewhere.python.exists()


def test_what_an_earlier_run_left_goes_and_what_people_wrote_stays(elsewhere):
    elsewhere.run()
    own = elsewhere.python / "own.py"
    own.write_text('"""What we add to the generated types."""\n')
    (elsewhere.python / "bytes.bin").write_bytes(b"\xff")
    (elsewhere.python / "latin.py").write_bytes(b"# \xe9\n")
    elsewhere.write(orders=MONEY | {"name": "acme.orders.Order"})
    (elsewhere.schemas / "zz_money.avsc").unlink()
    assert elsewhere.run() == 0
    left = {path.relative_to(elsewhere.python).as_posix() for path in elsewhere.python.rglob("*.*")}
    assert {"bytes.bin", "latin.py", "own.py", "__init__.py", "acme_orders.py", "codec/acme_orders.py"} <= left
    assert not any("acme_shared" in path for path in left)
    assert [path.name for path in elsewhere.typescript.glob("acme*")] == ["acme-orders.ts"]


def test_a_generated_package_further_down_is_not_ours_to_clean(elsewhere):
    further = elsewhere.python / "other" / "generated"
    further.mkdir(parents=True)
    theirs = {name: further / name for name in ("__init__.py", "old.py")}
    for path in theirs.values():
        path.write_text('"""Generated from schemas/ by `just generate`: edit those."""\n')
    assert elsewhere.run() == 0
    assert all(path.exists() for path in theirs.values())


def test_a_file_that_somebody_wrote_is_not_overwritten(elsewhere, capsys):
    own = elsewhere.python / "acme_shared.py"
    own.parent.mkdir(parents=True)
    own.write_text("PRICE = 5\n")
    assert elsewhere.run() == 2
    assert (
        f"are not generated and would be overwritten; name another folder, or move\n  {own}" in capsys.readouterr().err
    )
    assert own.read_text() == "PRICE = 5\n"
    assert not elsewhere.typescript.exists()


def test_an_empty_file_may_be_filled(elsewhere):
    elsewhere.python.mkdir(parents=True)
    (elsewhere.python / "__init__.py").touch()
    assert elsewhere.run() == 0


def test_a_mistake_is_refused_with_its_place_and_nothing_is_written(elsewhere, capsys):
    elsewhere.write(orders=ORDER | {"fields": [field("total", "acme.shared.Mony")]})
    assert elsewhere.run() == 2
    said = capsys.readouterr().err
    assert f"{elsewhere.schemas}/orders.avsc:7:15: /fields/0/type: error" in said
    assert 'there is no type "acme.shared.Mony"; did you mean acme.shared.Money?' in said
    assert not elsewhere.python.exists()


def test_names_that_collide_are_refused_and_style_is_not(elsewhere, capsys):
    elsewhere.write(odd=record("ODD_names.thing", field("Some_Field"), doc=""))
    assert elsewhere.run() == 0
    elsewhere.write(odd=record("ODD_names.thing", field("someField"), field("some_field")))
    assert elsewhere.run() == 2
    assert "error [NAME_COLLISION]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("files", "said"),
    [({}, "expected .avsc files in"), ({"text": "string"}, "expected a named type in")],
)
def test_a_folder_without_named_types_is_refused(tmp_path, capsys, files, said):
    there = Elsewhere(tmp_path)
    there.write(**files)
    assert there.run() == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--schemas", "x"], ["--python", "x"], ["--typescript", "x"]])
def test_schemas_and_a_target_belong_together(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["generate", *arguments])
    assert ended.value.code == 2
    assert "expected --schemas together with --python or --typescript" in capsys.readouterr().err


def test_a_target_that_is_no_folder_is_refused(elsewhere, capsys):
    elsewhere.python.parent.mkdir(parents=True)
    elsewhere.python.write_text("")
    assert elsewhere.run() == 2
    assert str(elsewhere.python) in capsys.readouterr().err


def test_the_output_depends_on_the_schemas_alone(elsewhere, tmp_path):
    """Not on hashes of strings, on the working directory, or on the names and the order of files."""
    outputs = []
    for seed, folder, names in (("1", ROOT, ("orders", "zz_money")), ("2", tmp_path, ("z", "a/b"))):
        there = Elsewhere(tmp_path / seed)
        there.write(**dict(zip(names, (ORDER, MONEY), strict=True)))
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "codegen", *there.arguments()]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        outputs.append({path.relative_to(tmp_path / seed): text for path, text in there.files().items()})
    assert outputs[0] == outputs[1] != {}
