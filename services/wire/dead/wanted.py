"""Which letters are meant."""

from msgspec import Struct

from services.wire.dead.letters import Letter, Name


class Wanted(Struct, frozen=True, kw_only=True):
    """Names, or conditions that all have to hold. Without any, every letter is meant."""

    names: frozenset[Name] = frozenset()
    domain: str | None = None
    type: str | None = None
    error: str | None = None
    request_id: str | None = None
    before_ms: int | None = None
    """Put aside before that moment."""
    after_ms: int | None = None

    @property
    def is_everything(self) -> bool:
        return self == Wanted()

    def topics(self, all_topics: list[str]) -> list[str]:
        """Where such letters can be."""
        if self.names:
            return [topic for topic in all_topics if topic in {name.topic for name in self.names}]
        return [topic for topic in all_topics if self.domain is None or topic == f"{self.domain}.dead"]

    def holds(self, letter: Letter, type_name: str) -> bool:
        """Whether a letter is meant; `type_name` is that of its original."""
        at_ms = letter.record.timestamp_ms
        return (
            (not self.names or letter.name in self.names)
            and self.type in (None, type_name)
            and self.error in (None, letter.error)
            and self.request_id in (None, letter.request_id)
            and (self.before_ms is None or at_ms < self.before_ms)
            and (self.after_ms is None or at_ms >= self.after_ms)
        )
