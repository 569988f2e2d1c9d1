"""The product's own client, with the ledger looking on: each id, each 202 and each frame is written down."""

from urllib.parse import urlsplit

import httpx

from services.wire.generated.client import Client
from services.wire.transport import HttpTransport, OutcomeUnknown, RequestRefused, TransportClosed
from services.wire.transport.cookies import cookie_jar
from services.wire.transport.live_socket import Frame
from tests.chaos.ledger import REFUSED, UNKNOWN, UNSENT, Entry, Ledger

TIMEOUT_S = 30.0


class Witness(HttpTransport):
    """A transport that hides nothing from the ledger."""

    def __init__(self, url: str, ledger: Ledger) -> None:
        self._ledger = ledger
        self._client = httpx.AsyncClient(
            cookies=cookie_jar(urlsplit(url).hostname or ""),
            timeout=TIMEOUT_S,
            event_hooks={"request": [self._posted], "response": [self._answered]},
            trust_env=False,
        )
        super().__init__(url, http=self._client)
        self.client = Client(self)
        take = self._trips.frame

        def frame(frame: Frame) -> None:
            ledger.frame(frame.request_id, bytes(frame.body), final=frame.final)
            take(frame)

        self._trips.frame = frame

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        await self._client.aclose()

    async def _posted(self, request: httpx.Request) -> None:
        if not request.url.path.endswith("/session"):
            self._ledger.posted(request.headers["x-request-id"])

    async def _answered(self, response: httpx.Response) -> None:
        if response.status_code == 202:
            self._ledger.accepted(response.request.headers["x-request-id"])


def ended_by(error: Exception) -> str:
    """How an exception of the client is written down as an end; raises what none of the client's own is."""
    match error:
        case RequestRefused():
            return REFUSED
        case OutcomeUnknown(sent=sent):
            return UNKNOWN if sent else UNSENT
        case TransportClosed():
            return UNKNOWN
        case _:
            raise error


def named(outcome: object) -> str:
    return type(outcome).__name__


def end(ledger: Ledger, entry: Entry, outcome: object) -> None:
    """Write down an outcome, or what the client raised."""
    if isinstance(outcome, Exception):
        ledger.end(entry, ended_by(outcome), str(outcome))
    else:
        ledger.end(entry, named(outcome), getattr(outcome, "code", ""))
