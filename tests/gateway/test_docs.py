"""The documents as the gateway serves them: for programs as JSON, for people as pages under a strict policy."""

import json
import re
import shlex
import uuid

import pytest

from gateway.docs import GENERATED, PAGES, Docs
from services.wire.generated.catalog import CATALOG
from tests.codegen.pages import Page
from tests.codegen.trees import ROOT
from tests.gateway.stage import headers_of, make_stage

PAGES_TO_READ = ["/docs", "/docs/reference/", "/docs/reference", "/docs/reference/accounts.Register"]


@pytest.mark.parametrize("name", ["openapi", "asyncapi"])
async def test_a_document_is_the_generated_one(ada, name):
    answer = await ada.http.get(f"/api/{name}.json")

    assert answer.json()[name].startswith("3.1")
    assert answer.content == (GENERATED / f"{name}.json").read_bytes()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["openapi", "asyncapi"])
async def test_a_document_is_for_any_program(ada, name):
    answer = await ada.http.get(f"/api/{name}.json", headers={"origin": "https://editor.example"})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", PAGES_TO_READ)
async def test_a_page_is_served_and_asked_for_again(ada, path):
    page = await ada.http.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["x-content-type-options"] == "nosniff"
    again = await ada.http.get(path, headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await ada.http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(page.content)


@pytest.mark.parametrize("path", [*PAGES_TO_READ, "/docs/style.css", "/docs/nothing"])
async def test_a_page_may_load_only_what_is_ours_and_nothing_inline(ada, path):
    policy = (await ada.http.get(path)).headers["content-security-policy"]

    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_every_page_is_served_and_so_is_all_that_it_asks_for(ada):
    wanted = set()
    for path in ("/docs", "/docs/reference/", *(f"/docs/reference/{name}" for name in CATALOG)):
        shown = Page((await ada.http.get(path)).text)
        assert [found["href"] for tag, found in shown.elements if tag == "link"] == ["/mark.svg", "/docs/style.css"]
        wanted |= {found["src"] for tag, found in shown.elements if tag == "script"} | {"/docs/style.css"}
        wanted |= {link.partition("#")[0] for link in shown.links if link.startswith(("/docs", "/api"))}
    for path in sorted(wanted):
        assert (await ada.http.head(path)).status_code == 200, path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/docs/style.css", "text/css; charset=utf-8"),
        ("/docs/search.js", "text/javascript; charset=utf-8"),
        ("/docs/reference/published/accounts.Register/1.avsc", "application/json; charset=utf-8"),
    ],
)
async def test_what_a_page_asks_for_has_its_type(ada, path, kind):
    found = await ada.http.get(path)

    assert (found.status_code, found.headers["content-type"]) == (200, kind)
    assert found.headers["cache-control"] == "no-cache"


async def test_a_published_version_is_the_text_that_was_published(ada):
    found = await ada.http.get("/docs/reference/published/accounts.Register/1.avsc")

    assert found.content == (ROOT / "schemas/published/accounts.Register/1.avsc").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/docs/nothing",
        "/docs/reference/accounts.Nothing",
        "/docs/reference/accounts.Register.html",
        "/docs/reference/accounts.Register/more",
        "/docs/reference/published/accounts.Register/99.avsc",
        "/docs/../docs.py",
        "/docs/%2e%2e/docs.py",
        "/docs/reference/%00",
    ],
)
async def test_what_is_not_there_is_said_on_a_page(ada, path):
    found = await ada.http.get(path)

    assert found.status_code == 404
    assert "There is no such page" in found.text or found.headers["content-type"] == "application/problem+json"
    again = await ada.http.get(path, headers={"if-none-match": found.headers.get("etag", "")})
    assert again.status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/docs/reference/", "/docs/reference/accounts.Register"])
async def test_a_page_takes_no_other_method(ada, path):
    assert (await ada.http.post(path)).status_code == 405


async def test_a_link_from_elsewhere_may_lead_to_a_page(ada):
    answer = await ada.http.get("/docs/reference/accounts.Register", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 200


async def test_the_pages_take_the_fonts_of_the_built_frontend(tmp_path):
    font = tmp_path / "dist/media/literata-latin-wght-normal-PDEDWKTH.woff2"
    font.parent.mkdir(parents=True)
    font.write_bytes(b"font")
    stage = await make_stage(tmp_path / "dist")
    async with stage.gateway() as running, running.visitor() as somebody:
        found = await somebody.http.get("/docs/fonts/literata.woff2")
        assert (found.content, found.headers["content-type"]) == (b"font", "font/woff2")
        assert (await somebody.http.get("/docs/fonts/hanken-grotesk.woff2")).status_code == 404
    await stage.broker.close()


async def test_without_documents_it_is_said_how_to_make_them(tmp_path):
    docs = Docs(tmp_path, tmp_path, tmp_path)
    resources = docs.resources()

    page = await docs.page(Asked({}))
    assert b"just generate" in page.body
    with pytest.raises(Exception, match="just generate"):
        await resources["/api/openapi.json"]["GET"](Asked({}))


class Asked:
    """As much of a request as the documents look at."""

    def __init__(self, head):
        self.head = head
        self.path_values = {}


def test_the_tokens_are_those_of_the_frontend():
    ours = _tokens((PAGES / "style.css").read_text())
    theirs = _tokens((ROOT / "frontend/src/styles.css").read_text())

    assert len(theirs) == 4
    assert ours[:1] == theirs[:1]
    assert [one for one in ours if one in theirs] == theirs


def _tokens(style):
    """What each `:root` holds, in order: the one that holds always, the dark one, the wide one, the still one."""
    return [re.findall(r"--[\w-]+: [^;]+;", body) for body in re.findall(r":root \{(.*?)\n\s*\}", style, re.DOTALL)]


def test_the_style_says_no_colour_and_no_size_of_its_own():
    style = (PAGES / "style.css").read_text()
    rules = style[style.index("*::before") :]

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\s*[+.{])", rules) == []
    assert set(re.findall(r"var\((--[\w-]+)", rules)) <= set(re.findall(r"(--[\w-]+):", style))


@pytest.mark.parametrize(
    "name", sorted(name for name, entry in CATALOG.items() if entry.access == "anyone" and entry.route)
)
async def test_the_command_line_on_a_page_is_taken_by_the_gateway(ada, name):
    page = Page((await ada.http.get(f"/docs/reference/{name}")).text)
    [line] = re.findall(r"curl -i .*?(?=\s+SUBSCRIBER_ID is)", page.text, re.DOTALL)
    words = shlex.split(line.replace("\\\n", ""))
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    headers["x-subscriber-id"] = headers_of(ada)["x-subscriber-id"]
    headers["x-request-id"] = str(uuid.uuid4())
    body = words[words.index("-d") + 1] if "-d" in words else None

    answer = await ada.http.request(words[3], words[4].partition(":8080")[2], headers=headers, content=body)

    assert answer.status_code == 202, answer.text
    assert json.loads(answer.text)["requestId"] == headers["x-request-id"]
