"""`Prefer: wait=n`: a client may want to wait less than the schema allows, and is told what it got."""

from datetime import datetime

import pytest

from gateway.patience import wait_ms
from services.wire.generated.accounts import Register
from tests.gateway.stage import headers_of

CREDENTIALS = {"name": "ada", "password": "correct horse battery"}
MOST_MS = 60_000


@pytest.mark.parametrize(
    ("prefer", "granted_ms", "applied"),
    [
        (b"wait=5", 5_000, b"wait=5"),
        (b"respond-async, wait=5", 5_000, b"wait=5"),
        (b'Wait = "7" ; x=y', 7_000, b"wait=7"),
        (b"wait=5, wait=9", 5_000, b"wait=5"),
        (b"wait=61", MOST_MS, b"wait=60"),
        (b"wait=999999999", MOST_MS, b"wait=60"),
        (b"wait=60", MOST_MS, b"wait=60"),
        (b"wait=0", MOST_MS, None),
        (b"wait=-1", MOST_MS, None),
        (b"wait=1.5", MOST_MS, None),
        (b"wait", MOST_MS, None),
        (b"wait=9999999999", MOST_MS, None),
        (b"await=5", MOST_MS, None),
        (b"respond-async", MOST_MS, None),
        (b"\xff\xfe", MOST_MS, None),
        (b"", MOST_MS, None),
        (None, MOST_MS, None),
    ],
)
def test_a_wish_is_granted_up_to_what_the_schema_allows(prefer, granted_ms, applied):
    assert wait_ms(prefer, MOST_MS) == (granted_ms, () if applied is None else ((b"preference-applied", applied),))


@pytest.mark.parametrize("path", ["/register", "/login"])
async def test_the_deadline_on_the_log_and_in_the_202_is_the_one_that_was_granted(ada, stage, path):
    answer = await ada.send("POST", path, CREDENTIALS, headers=headers_of(ada, prefer="wait=5"))
    assert answer.headers["preference-applied"] == "wait=5"
    records = stage.broker.records("accounts.commands")
    told = datetime.fromisoformat(answer.json()["deadline"]).timestamp() * 1000
    assert [int(record.headers["deadline"]) - int(record.headers["accepted"]) for record in records] == [5_000]
    assert round(told) == int(records[0].headers["deadline"])


async def test_two_headers_are_one_list(ada, stage):
    headers = [*headers_of(ada).items(), ("prefer", "respond-async"), ("prefer", "wait=5"), ("prefer", "wait=9")]
    answer = await ada.http.post("/api/register", json=CREDENTIALS, headers=headers)
    assert answer.headers["preference-applied"] == "wait=5"


async def test_without_a_wish_it_is_as_the_schema_says(ada, stage):
    answer = await ada.send("POST", "/register", CREDENTIALS)
    assert "preference-applied" not in answer.headers
    [(_, record)] = stage.commands(Register)
    assert int(record.headers["deadline"]) - int(record.headers["accepted"]) == MOST_MS
