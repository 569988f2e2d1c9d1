"""The command line over a checkout."""

import json

import pytest

from codegen.readers.__main__ import main
from codegen.readers.projection import Projection, from_text, to_text
from tests.codegen.readers.libraries import lend
from tests.codegen.readers.notes import DECISION, HEAD, SCHEMAS
from tests.codegen.trees import ROOT, texts

READERS = "schemas/readers"
HANDLER = """
def post(command: Post, state: None, context: Context[None]) -> Decision:
    return Decision((Removed(note_id=command.note_id, reason=""),))

HANDLERS: Handlers = {Post: post}
"""


@pytest.fixture
def checkout(tmp_path):
    files = {f"schemas/{path}": text for path, text in texts(*SCHEMAS).items()}
    files |= {
        "services/runner/decision.py": DECISION,
        "services/notes/main.py": "",
        "services/notes/handlers.py": HEAD + HANDLER,
    }
    for path, text in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    lend(tmp_path)
    return tmp_path


def run(root, *arguments):
    return main([*arguments, "--root", str(root)])


def projection(root, name="notes"):
    return json.loads((root / READERS / f"{name}.json").read_text())


def test_what_is_written_is_fresh(checkout, capsys):
    assert run(checkout) == 0
    assert {"notes.Post": ["noteId"]} == projection(checkout)["reads"]
    assert {"notes.Removed": ["noteId", "reason"]} == projection(checkout)["makes"]
    assert run(checkout, "--check") == 0
    before = (checkout / READERS / "notes.json").read_bytes()
    assert run(checkout) == 0
    assert before == (checkout / READERS / "notes.json").read_bytes()
    assert "2 reader projections are fresh" in capsys.readouterr().out


def test_a_handler_that_reads_another_field_makes_its_projection_stale(checkout, capsys):
    run(checkout)
    path = checkout / "services/notes/handlers.py"
    path.write_text(path.read_text().replace('reason=""', "reason=command.text"))
    capsys.readouterr()

    assert run(checkout, "--check") == 1

    said = capsys.readouterr().err
    assert f"{READERS}/notes.json: changed" in said
    assert '-    "notes.Post": ["noteId"]\n+    "notes.Post": ["noteId", "text"]\n' in said
    assert "to mend it, run `just readers`" in said
    assert {"notes.Post": ["noteId"]} == projection(checkout)["reads"]

    assert run(checkout) == 0
    assert run(checkout, "--check") == 0


def test_what_was_found_fresh_is_not_looked_at_again(checkout, monkeypatch):
    run(checkout)
    monkeypatch.delattr("codegen.readers.keeping.expect_fresh")

    assert run(checkout, "--check") == 0

    (checkout / "services/notes/evolve.py").write_text("")
    with pytest.raises(ImportError):
        run(checkout, "--check")


def test_a_field_that_went_is_still_read_by_who_reads_it(checkout):
    path = checkout / "schemas/notes/Post.avsc"
    schema = json.loads(path.read_text())
    schema["fields"] = [{"name": "id", "type": "string", "doc": "The id."}]
    schema["millrace"]["key"] = "id"
    path.write_text(json.dumps(schema))
    run(checkout)
    assert {"notes.Post": ["noteId"]} == projection(checkout)["reads"]


def test_who_is_gone_leaves_no_projection(checkout, capsys):
    run(checkout)
    (checkout / "services/notes/main.py").unlink()
    assert run(checkout, "--check") == 1
    assert f"{READERS}/notes.json: orphan" in capsys.readouterr().err
    assert run(checkout) == 0
    assert not (checkout / READERS / "notes.json").exists()


def test_an_owner_that_somebody_wrote_stays(checkout):
    run(checkout)
    path = checkout / READERS / "notes.json"
    path.write_text(path.read_text().replace('"owner": "notes"', '"owner": "the note people"'))
    assert run(checkout, "--check") == 0
    assert run(checkout) == 0
    assert projection(checkout)["owner"] == "the note people"


def test_what_is_no_projection_is_written_anew(checkout):
    run(checkout)
    (checkout / READERS / "notes.json").write_text("{}")
    assert run(checkout, "--check") == 1
    assert run(checkout) == 0
    assert projection(checkout)["owner"] == "notes"


def test_code_that_cannot_be_read_is_named_with_its_place(checkout, capsys):
    (checkout / "services/notes/evolve.py").write_text("def f(:\n")
    assert run(checkout, "--check") == 1
    assert "services/notes/evolve.py:1:7: $: expected Python, got" in capsys.readouterr().err


def test_schemas_that_cannot_be_read_are_refused(checkout, capsys):
    (checkout / "schemas/notes/Post.avsc").write_text("{")
    assert run(checkout) == 2
    assert "schemas/notes/Post.avsc:1:" in capsys.readouterr().err


def test_a_frontend_without_its_packages_is_never_taken_as_fresh(checkout, capsys):
    (checkout / "frontend/tools").mkdir(parents=True)
    (checkout / "frontend/tools/reads.js").write_text("")
    assert run(checkout, "--check") == 2
    assert "run `just frontend-build`" in capsys.readouterr().err


def test_a_projection_reads_back_as_it_was_written():
    first = Projection(
        about="Of a test.", owner="me", language="Python", speaks=("Avro",), carries=("answers",), reads={"a.B": ("c",)}
    )
    assert first == from_text(to_text(first))


def test_a_list_that_is_long_takes_a_line_for_each_entry():
    long = Projection(
        about="Of a test.", owner="me", language="Python", speaks=("Avro",), reads={"a.B": ("c" * 70, "d" * 70)}
    )
    assert f'    "a.B": [\n      "{"c" * 70}",\n      "{"d" * 70}"\n    ]' in to_text(long)


def test_every_projection_of_this_repository_is_as_it_is_written():
    paths = sorted((ROOT / READERS).glob("*.json"))
    names = {"accounts", "board", "frontend", "gateway", "greetings", "platform", "sessions"}
    assert names <= {path.stem for path in paths}
    for path in paths:
        assert path.read_text() == to_text(from_text(path.read_text()))


def test_the_gateway_carries_what_it_does_not_look_at():
    gateway = from_text((ROOT / READERS / "gateway.json").read_text())
    assert ("commands", "queries", "answers") == gateway.carries
    assert "board.PostNote" not in gateway.reads
    assert ("seq",) == gateway.reads["board.NoteChanged"]
    assert {"accountId", "name"} <= set(gateway.reads["sessions.Session"])
