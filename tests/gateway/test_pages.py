"""What stands outside the 202 rule: the frontend and the probes; the documents have tests of their own."""

import json

import pytest
from msgspec.structs import replace

from services.wire.generated.accounts import NameTaken, Register
from tests.gateway.stage import make_stage, next_frame

FILES = {
    "index.html": "<!doctype html><title>Millrace</title>",
    "main-ABCD1234.js": "console.log(1)",
    "styles-WXYZ5678.css": "body{}",
    "mark.svg": "<svg/>",
    "assets/deep/font-ABCDEFGH.woff2": "font",
}


@pytest.fixture
async def site(tmp_path):
    folder = tmp_path / "dist"
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (tmp_path / "secret.txt").write_text("outside")
    stage = await make_stage(folder)
    async with stage.gateway() as running, running.visitor() as somebody:
        yield somebody.http
    await stage.broker.close()


async def test_the_page_is_served_and_asked_for_again(site):
    page = await site.get("/")
    assert (page.status_code, page.text) == (200, FILES["index.html"])
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    again = await site.get("/", headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/login", "/rooms/main", "/rooms/main/", "/docs-of-mine", "/apis"])
async def test_a_page_of_the_frontend_may_be_reloaded(site, path):
    assert (await site.get(path)).text == FILES["index.html"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/main-ABCD1234.js", "text/javascript; charset=utf-8"),
        ("/styles-WXYZ5678.css", "text/css; charset=utf-8"),
        ("/assets/deep/font-ABCDEFGH.woff2", "font/woff2"),
    ],
)
async def test_a_file_named_by_its_content_is_kept_for_ever(site, path, kind):
    file = await site.get(path)
    assert (file.headers["content-type"], file.headers["cache-control"]) == (
        kind,
        "public, max-age=31536000, immutable",
    )


async def test_any_other_file_is_asked_for_again(site):
    mark = await site.get("/mark.svg")
    assert (mark.headers["content-type"], mark.headers["cache-control"]) == ("image/svg+xml", "no-cache")


@pytest.mark.parametrize(
    "path", ["/missing.js", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%00.txt", "/assets/x.png"]
)
async def test_nothing_else_is_served(site, path):
    answer = await site.get(path)
    assert "outside" not in answer.text
    assert answer.status_code in (404, 200)
    if "." in path.rpartition("/")[2]:
        assert answer.status_code == 404


async def test_a_page_may_load_only_what_is_ours(site):
    policy = (await site.get("/")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


async def test_head_has_no_body(site):
    head = await site.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(FILES["index.html"])


async def test_pages_take_no_other_method(site):
    assert (await site.post("/")).status_code == 405


async def test_a_gateway_without_a_frontend_says_so(ada):
    page = await ada.http.get("/")
    assert page.status_code == 200
    assert "not built" in page.text


async def test_a_link_from_elsewhere_may_lead_to_a_page(site):
    assert (await site.get("/", headers={"sec-fetch-site": "cross-site"})).status_code == 200


async def test_probes(ada, stage):
    assert (await ada.http.get("/api/health/live")).text == "live\n"
    assert (await ada.http.get("/api/health/ready")).text == "ready\n"


@pytest.mark.parametrize(("part", "name"), [("broker", "broker"), ("cache", "session store")])
async def test_a_gateway_without_its_servers_is_not_ready_and_lives(ada, stage, part, name):
    if part == "broker":
        stage.broker.unavailable = True
    else:
        stage.cache.is_away = True
    ready = await ada.http.get("/api/health/ready")
    assert (ready.status_code, name in ready.text) == (503, True)
    assert (await ada.http.get("/api/health/live")).status_code == 200
    stage.broker.unavailable = stage.cache.is_away = False
    stage.clock_ahead_s = 2
    assert (await ada.http.get("/api/health/ready")).status_code == 200


async def test_the_figures_count_what_happens(running, registrar, ada):
    await ada.ask("POST", "/register", {"name": "ada", "password": "correct horse battery"})
    await ada.http.get("/api/nowhere")
    async with running.connect() as socket:
        await next_frame(socket)
        text = (await ada.http.get("/api/metrics")).text
    assert 'millrace_gateway_requests_total{route="/api/register",status="202"} 1\n' in text
    assert "millrace_gateway_sockets 2\n" in text
    assert "millrace_gateway_sockets_opened_total 2\n" in text
    assert "millrace_gateway_frames_total 3\n" in text
    for line in text.splitlines():
        assert line.startswith("#") or len(line.rsplit(" ", 1)) == 2


async def test_it_is_told_how_long_answers_took_from_the_202_to_the_wire(stage, running, ada):
    """By the clock of whichever gateway took the request, which may be ahead of this one's."""
    body = {"name": "ada", "password": "correct horse battery"}
    late, early = await ada.begin("POST", "/register", body), await ada.begin("POST", "/register", body)
    stage.clock_ahead_s = 3

    def answer(command, asked):
        if str(asked.envelope.request_id) == early:
            asked.envelope = replace(asked.envelope, accepted_ms=asked.envelope.accepted_ms + 60_000)
        asked.reply(NameTaken(name=command.name))

    await stage.worker({Register: answer})
    for request_id in (late, early):
        await ada.final(request_id)
    told = {
        name: float(value)
        for name, _, value in (
            line.removeprefix("millrace_gateway_delivery_seconds").rpartition(" ")
            for line in running.parts.metrics.text().decode().splitlines()
            if line.startswith("millrace_gateway_delivery_seconds")
        )
    }

    assert (told["_count"], told['_bucket{le="+Inf"}']) == (2, 2)
    assert (told['_bucket{le="0.001"}'], told['_bucket{le="2.5"}']) == (1, 1)
    assert 3 <= told["_sum"] < 60


async def test_an_answer_is_json_with_the_schemas_names(ada):
    answer = await ada.http.get("/api/nowhere")
    assert set(json.loads(answer.text)) == {"@type", "type", "title", "status", "detail", "errors"}
