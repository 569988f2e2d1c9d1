"""A worker that answers when a test says so, and otherwise as workers do."""

from datetime import UTC, datetime

import msgspec

from services.wire.broker import Outgoing
from services.wire.framing import header
from services.wire.generated import wire
from services.wire.generated.accounts import NameTaken, Register
from services.wire.generated.catalog import CATALOG
from services.wire.headers import FINGERPRINT
from tests.gateway.stage import Asked, Stage

NEWER = CATALOG["accounts.NameTaken"].schema.replace(
    '"type":"string"}]', '"type":"string"},{"name":"mood","type":"string","default":"fine"}]'
)
MOOD = b"\x08glad"
REUSED_INDEX = 1_000


class ToldWorker:
    """Says of every name that somebody has it: once and for all, or never if it is asked too late.

    A repeat of a request is told the same, and another body under its id is refused.
    """

    def __init__(self, stage: Stage, newer_id: int) -> None:
        self._stage = stage
        self._newer_id = newer_id
        self.asked: list[Asked] = []
        """What was not answered yet."""
        self.answered: list[Asked] = []
        self.outcomes: dict[str, object] = {}
        """By request id."""
        self._fingerprints: dict[str, bytes] = {}

    @classmethod
    async def start(cls, stage: Stage) -> "ToldWorker":
        """Begin to take commands."""
        newer_id = await stage.registry.register("replies-accounts.NameTaken", NEWER)
        worker = cls(stage, newer_id)
        await stage.worker({Register: lambda _, asked: worker.asked.append(asked)})
        return worker

    def answer(self, which: int, *, is_newer: bool) -> None:
        """Answer one of those who wait; as a worker of another version, if that is said."""
        asked = self.asked.pop(which % len(self.asked))
        self.answered.append(asked)
        self._send(asked, is_newer=is_newer)

    def answer_again(self, which: int) -> None:
        """Send an answer a second time, as after a restart."""
        self._send(self.answered[which % len(self.answered)], is_newer=False)

    def _send(self, asked: Asked, *, is_newer: bool) -> None:
        request_id, fingerprint = str(asked.envelope.request_id), asked.record.headers[FINGERPRINT]
        if self._fingerprints.setdefault(request_id, fingerprint) != fingerprint:
            record = asked.outgoing(wire.RequestIdReused(), index=REUSED_INDEX)
        else:
            outcome = self.outcomes.setdefault(request_id, self._decide(asked))
            record = asked.outgoing(outcome)
            if is_newer and isinstance(outcome, NameTaken):
                value = header(self._newer_id) + (record.value or b"")[5:] + MOOD
                record = msgspec.structs.replace(record, value=value)
        self._put(record)

    def _decide(self, asked: Asked) -> object:
        command, deadline_ms = self._stage.codec.decode(asked.record.value), asked.envelope.deadline_ms or 0
        if deadline_ms < self._stage.now_s() * 1000:
            return wire.Expired(deadline=datetime.fromtimestamp(deadline_ms / 1000, UTC))
        return NameTaken(name=command.name)

    def _put(self, record: Outgoing) -> None:
        self._stage.broker.append(record)
        self._stage.broker.wake()
