"""Everything that can go wrong between processes: one base, and one class for each way to react.

`code` is the word in `wire.Failed`, in dead letters and in logs; `retriable` says whether the same
call may succeed later. `ERRORS` is the table of them all.
"""

from typing import ClassVar


class MillraceError(Exception):
    """Something that Millrace foresees went wrong."""

    code: ClassVar[str] = "failed"
    retriable: ClassVar[bool] = False


class SettingsInvalid(MillraceError):
    """A setting cannot be read; the process does not start."""

    code = "settings-invalid"


class BrokerUnavailable(MillraceError):
    """Kafka did not take or give a record in time."""

    code = "broker-unavailable"
    retriable = True


class TopicMissing(MillraceError):
    """A topic does not exist."""

    code = "topic-missing"

    def __init__(self, topic: str) -> None:
        super().__init__(f"Kafka has no topic {topic!r}. To make it: just apply")
        self.topic = topic


class TopicDiffers(MillraceError):
    """A topic exists with another number of partitions, which cannot change without losing order and folds."""

    code = "topic-differs"


class TransactionAborted(MillraceError):
    """Nothing of the transaction was written."""

    code = "transaction-aborted"
    retriable = True


class TransactionUnknown(MillraceError):
    """A time-out hides whether the transaction was written."""

    code = "transaction-unknown"
    retriable = True


class OffsetsRefused(MillraceError):
    """A partition was lost before its offset was committed; its next owner does the work again."""

    code = "offsets-refused"
    retriable = True


class Fenced(MillraceError):
    """Another process has taken this slot; this one must end."""

    code = "fenced"


class MemberFailed(MillraceError):
    """The place in the consumer group is lost; the process should end and be started again."""

    code = "member-failed"


class DecodeError(MillraceError):
    """Bytes, headers or text are not what they should be; they never will be."""

    code = "undecodable"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class TypeUnknown(DecodeError):
    """A record is of a registered type that does not travel here, or not yet."""

    def __init__(self, schema_id: int, name: str) -> None:
        super().__init__("frame", f"schema id {schema_id} is of {name}, which this process does not know")
        self.name = name


class EncodeError(MillraceError):
    """A value cannot be written: its type does not travel on that topic, or its content is out of range."""

    code = "unencodable"


class UnknownSchemaId(MillraceError):
    """A record names a schema id that neither this process nor the registry knows, or not yet."""

    code = "unknown-schema-id"
    retriable = True

    def __init__(self, schema_id: int) -> None:
        super().__init__(
            f"schema id {schema_id} is not known yet, neither here nor by the registry as far as it was asked"
        )
        self.schema_id = schema_id


class RegistryUnavailable(MillraceError):
    """The schema registry does not answer, or answers nonsense."""

    code = "registry-unavailable"
    retriable = True


class RegistryRefused(MillraceError):
    """The schema registry says no: incompatible, invalid or not allowed."""

    code = "registry-refused"


class SchemaNotRegistered(MillraceError):
    """A schema of this process is not a registered version; the process does not start."""

    code = "schema-not-registered"


class SubscriberMalformed(MillraceError):
    """A subscriber id was not given out by any of these gateways."""

    code = "subscriber-malformed"


class SealBroken(MillraceError):
    """A sealed secret cannot be opened with the keys that are here."""

    code = "seal-broken"


class TransientError(MillraceError):
    """A handler or reaction failed for a reason that passes; raised to be tried again."""

    code = "transient"
    retriable = True


class WorkerInvalid(MillraceError):
    """The tables of a domain do not fit its schemas; the worker does not start."""

    code = "worker-invalid"


class UnknownEvent(MillraceError):
    """An event has no function in EVOLVE: going on without it would decide on a wrong state."""

    code = "unknown-event"


class FoldStopped(MillraceError):
    """An event cannot be folded; its partition stands still until a worker is deployed that can."""

    code = "fold-stopped"

    def __init__(self, why: str, *, topic: str, partition: int, offset: int, type_name: str) -> None:
        super().__init__(f"{topic}-{partition} at offset {offset}: {why}")
        self.facts: dict[str, str | int] = {
            "topic": topic,
            "partition": partition,
            "offset": offset,
            "type": type_name,
        }


class HandlerFailed(MillraceError):
    """The worker could not handle this; it was put aside for an operator."""

    code = "handler-failed"


ERRORS: dict[str, type[MillraceError]] = {error.code: error for error in MillraceError.__subclasses__()}
