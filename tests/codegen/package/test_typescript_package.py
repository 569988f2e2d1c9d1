"""What goes into the npm tarball."""

import gzip
import io
import json
import tarfile

from codegen import emit_typescript
from codegen.package import tarball, typescript_package
from codegen.package.names import Names
from tests.codegen.everything import EVERYTHING

NAMES = Names(
    name="acme-api", module="acme_api", npm_name="@acme/api", version="1.2.0", description="Says acme.", license="MIT"
)


def test_imports_name_the_files_that_there_are():
    transport = {"index.ts": "import type {\n  A,\n  B,\n} from '../generated';\nexport * from './a';\n", "a.ts": ""}
    files = typescript_package.project({"index.ts": "export * from './x';\n", "x.ts": ""}, transport)
    assert files["src/generated/index.ts"] == "export * from './x.js';\n"
    assert "} from '../generated/index.js';\nexport * from './a.js';\n" in files["src/transport/index.ts"]
    assert files["src/index.ts"] == "export * from './generated/index.js';\nexport * from './transport/index.js';\n"


def test_what_looks_like_an_import_in_a_comment_stays():
    text = "/** Taken\n * from './x'; */\nexport const x = \"from './x';\";\n"
    assert typescript_package.project({"x.ts": text}, {})["src/generated/x.ts"] == text


def test_every_import_of_what_is_generated_gets_its_ending():
    files = typescript_package.project(emit_typescript.emit(EVERYTHING), {})
    sources = {path: text for path, text in files.items() if path.endswith(".ts")}
    imports = [
        line for text in sources.values() for line in text.splitlines() if line.startswith(("import", "export *"))
    ]
    assert imports
    assert not [line for line in imports if not line.endswith(".js';")]


def test_specs_are_not_shipped():
    assert "src/transport/a.spec.ts" not in typescript_package.project({}, {"a.spec.ts": "", "a.ts": ""})


def test_the_tarball_is_as_npm_packs_it():
    content = tarball.build({"index.js": "export {};\n", "index.d.ts": "export {};\n"}, NAMES, "# @acme/api\n")
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(content))) as archive:
        names, entries = archive.getnames(), archive.getmembers()
        manifest = json.loads(archive.extractfile("package/package.json").read())
    assert names == ["package/package.json", "package/README.md", "package/dist/index.d.ts", "package/dist/index.js"]
    assert {(entry.mode, entry.mtime, entry.uid, entry.uname) for entry in entries} == {(0o644, 499_162_500, 0, "")}
    assert manifest["name"] == "@acme/api"
    assert manifest["license"] == "MIT"
    assert "dependencies" not in manifest
    assert tarball.build({}, NAMES, "") == tarball.build({}, NAMES, "")
