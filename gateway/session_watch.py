"""Looks every few minutes whether the sessions of open sockets still are: a revocation may have been missed."""

import asyncio
import logging

from gateway.limits import Limits
from gateway.sessions import Sessions
from gateway.sockets import Sockets
from services.wire.cache import RedisError

log = logging.getLogger(__name__)


class SessionWatch:
    """Closes the sockets of sessions that are over."""

    def __init__(self, sessions: Sessions, sockets: Sockets, limits: Limits) -> None:
        self._sessions = sessions
        self._sockets = sockets
        self._limits = limits

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(self._limits.session_recheck_s)
            try:
                await self.look()
            except RedisError as error:
                log.warning("sessions could not be looked at: %s", error)

    async def look(self) -> None:
        """Look once."""
        for ref in self._sockets.sessions():
            if await self._sessions.find(ref) is None:
                self._sockets.end_session(ref)
