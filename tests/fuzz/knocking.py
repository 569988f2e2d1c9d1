"""Knocks at the socket's door as no client would, and says on an open socket what nobody may say."""

from collections.abc import Iterable, Mapping
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tests.fuzz.audience import SESSION
from tests.fuzz.bare import Answer, Bare, Frame, bare
from tests.fuzz.battering import Battering
from tests.fuzz.budget import UNLIMITED, Budget
from tests.fuzz.damage import HUNG_UP, TAKEN, Kind, Raw
from tests.fuzz.damaged_sockets import CLOSE, CLOSE_FRAME, PING_FRAME, PONG, PROBE, TEXT, Upstream, handshake
from tests.fuzz.outcomes import Wrong
from tests.fuzz.target import Target

OPEN = "GET /api/socket"
RESUME = b"millrace.resume."


class Knocking(Battering):
    """A run over handshakes and upstream frames."""

    def __init__(self, document: Mapping[str, Any], target: Target, seed: int, budget: Budget = UNLIMITED) -> None:
        super().__init__(document, target, seed, budget)
        place = urlsplit(target.audience.url)
        self._host, self._origin = place.netloc.encode(), target.audience.url.encode()

    def run_upstream(self, kinds: Iterable[Upstream], times: int) -> None:
        """Try what is sent on open sockets so often."""
        for kind in kinds:
            self.repeat(kind.name, times, partial(self._say, kind))

    def attempt(self, kind: Kind, random: Random) -> str:
        """One handshake."""
        operation = self.contract.operations[OPEN]
        damaged = kind.damage(self._handshake(random), random, self.loot)
        with self.shown(damaged.content), bare(self.target.audience.url, self.target.patience_s) as line:
            line.send(damaged.content)
            answer = line.answer(is_to_head=damaged.method == b"HEAD")
            if answer is None:
                came = HUNG_UP
            elif answer.status == 101:
                came = self._opened(damaged, line, answer)
            else:
                came = TAKEN if damaged.method == b"HEAD" else self.documented(operation, answer)
            if came not in kind.comes and damaged.method != b"HEAD":
                raise Wrong(f"{came}, expected {', '.join(sorted(kind.comes))}: {answer}")
        return came

    def _opened(self, damaged: Raw, line: Bare, answer: Answer) -> str:
        """A socket that opened is one in every respect, and closes when it is asked to."""
        if answer.get("sec-websocket-protocol") != "millrace.v1" or "sec-websocket-extensions" in answer.headers:
            raise Wrong(f"101 with {answer.headers}")
        _welcome(line.frame())
        if RESUME in (damaged.get(b"sec-websocket-protocol") or b""):
            resumed = _message(line.frame())
            if resumed["@type"] != "wire.Resumed" or resumed["complete"]:
                raise Wrong(f"a resume by a token of nonsense: {resumed}")
        line.send(CLOSE_FRAME)
        closed = _closed(line)
        if closed is None and damaged.behind:
            return HUNG_UP
        if closed != 1000:
            raise Wrong(f"asked to close by 1000, it closed by {closed}")
        return TAKEN

    def _say(self, kind: Upstream, random: Random) -> str:
        pieces = kind.pieces(random)
        with self.shown(b"".join(pieces)), bare(self.target.audience.url, self.target.patience_s) as line:
            line.send(self._handshake(random).content)
            answer = line.answer()
            if answer is None or answer.status != 101:
                raise Wrong(f"the socket did not open: {answer}")
            _welcome(line.frame())
            for piece in pieces:
                line.send(piece)
            if kind.may_be_cut:
                line.end()
            elif kind.may_stay:
                line.send(PING_FRAME)
            return self._end_of_what_is_said(kind, line)

    def _end_of_what_is_said(self, kind: Upstream, line: Bare) -> str:
        while (frame := line.frame()) is not None:
            if frame.opcode == CLOSE:
                if frame.close_code not in kind.codes:
                    expected = ", ".join(map(str, sorted(kind.codes))) or "none"
                    raise Wrong(f"closed by {frame.close_code} {frame.payload[2:]!r}, expected {expected}")
                return str(frame.close_code)
            if frame.opcode == PONG and frame.payload == PROBE:
                return "stays"
        if not kind.may_be_cut:
            raise Wrong("the connection ended without a close frame")
        return "cut"

    def _handshake(self, random: Random) -> Raw:
        session = self.target.audience.ada.session if random.random() < 0.5 else None
        cookie = None if session is None else f"{SESSION}={session}".encode()
        return handshake(self._host, self._origin, cookie, random)


def _closed(line: Bare) -> int | None:
    while (frame := line.frame()) is not None:
        if frame.opcode == CLOSE:
            return frame.close_code
    return None


def _message(frame: Frame | None) -> dict[str, Any]:
    if frame is None or frame.opcode != TEXT:
        raise Wrong(f"expected a message, got {frame}")
    body: dict[str, Any] = msgspec.json.decode(frame.payload)["body"]
    return body


def _welcome(frame: Frame | None) -> None:
    if _message(frame)["@type"] != "wire.Welcome":
        raise Wrong(f"the first frame is {frame}")
