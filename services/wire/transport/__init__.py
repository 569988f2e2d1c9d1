"""Carries the generated client's requests over HTTP, and their frames back over one WebSocket.

    async with HttpTransport("https://shop.example") as transport:
        outcome = await Client(transport).orders.place_order(item="lamp")

A dropped socket is opened again for as long as it takes: what waits is answered by the new one, or ends with
`wire.Lost`. What is no outcome is raised, as a `TransportError`.
"""

from .errors import GatewayUnreachable, OutcomeUnknown, RequestRefused, TransportClosed, TransportError
from .http_transport import HttpTransport

__all__ = [
    "GatewayUnreachable",
    "HttpTransport",
    "OutcomeUnknown",
    "RequestRefused",
    "TransportClosed",
    "TransportError",
]
