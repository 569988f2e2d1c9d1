"""The uvicorn side of the sockets: what ASGI has no word for."""

import socket
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

ABORT: Final = "millrace.abort"
"""Extension of the ASGI scope of a socket: a call that cuts the connection, whatever waits in its buffer."""

SEND_BUFFER_BYTES: Final = 64 * 1024
BACKLOG: Final = 4096


class SocketProtocol(WebSocketsSansIOProtocol):
    """Lets the gateway cut off a client that has stopped reading.

    A close frame waits behind what the client does not take, and so does the end of the connection.
    """

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[ABORT] = self.transport.abort


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket whose connections let the kernel hold little for a client that reads slowly."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    listener.bind((host, port))
    listener.set_inheritable(False)
    return listener
