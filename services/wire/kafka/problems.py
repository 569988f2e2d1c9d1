"""librdkafka's errors in the words of our own table."""

from confluent_kafka import KafkaError, KafkaException

from services.wire.errors import (
    BrokerUnavailable,
    Fenced,
    MemberFailed,
    MillraceError,
    OffsetsRefused,
    TopicMissing,
)

MISSING = frozenset((KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC, KafkaError._UNKNOWN_PARTITION))
FENCED = frozenset(
    (
        KafkaError._FENCED,
        KafkaError.PRODUCER_FENCED,
        KafkaError.INVALID_PRODUCER_EPOCH,
        KafkaError.FENCED_INSTANCE_ID,
    )
)
MOVING = frozenset(
    (
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.FENCED_LEADER_EPOCH,
        KafkaError.UNKNOWN_LEADER_EPOCH,
        # librdkafka remembers that there was none.
        KafkaError._NOENT,
        # Also said by a node that has not heard of it yet.
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        # Nobody said who leads it in the time that one question has.
        KafkaError._TIMED_OUT,
    )
)
"""A partition is new, or on its way to another leader."""

MEMBER_ENDS = frozenset(
    (
        KafkaError._MAX_POLL_EXCEEDED,
        KafkaError.FENCED_INSTANCE_ID,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
    )
)

REFUSALS = frozenset(
    (
        KafkaError.ILLEGAL_GENERATION,
        KafkaError.UNKNOWN_MEMBER_ID,
        KafkaError.REBALANCE_IN_PROGRESS,
        KafkaError.STALE_MEMBER_EPOCH,
        KafkaError.FENCED_MEMBER_EPOCH,
        KafkaError.UNRELEASED_INSTANCE_ID,
        KafkaError._ASSIGNMENT_LOST,
    )
)
"""The group has a newer generation than the member, or is on its way to one."""


def error_of(exception: KafkaException) -> KafkaError:
    """The error inside an exception."""
    error: KafkaError = exception.args[0]
    return error


def translate(error: KafkaError, topic: str) -> MillraceError:
    """Our error for a call that concerned a topic."""
    if error.code() in MISSING:
        return TopicMissing(topic)
    if error.code() in FENCED:
        return Fenced(f"another process has taken this slot: {error.str()}")
    return BrokerUnavailable(f"Kafka does not do this for {topic}: {error.str()} ({error.name()})")


def refuses_offsets(error: KafkaError) -> MillraceError:
    """Our error for a commit of offsets that failed. One that ends the member is told to its listener besides."""
    said = f"offsets: {error.str()} ({error.name()})"
    if error.code() in FENCED:
        return Fenced(f"another process has taken this slot: {error.str()}")
    return OffsetsRefused(said) if error.code() in REFUSALS else BrokerUnavailable(said)


def ends_member(error: KafkaError) -> MillraceError | None:
    """The reason for which a group member cannot go on, None if it can."""
    if error.code() in MISSING:
        return MemberFailed(f"a topic of the group does not exist ({error.str()}). To make it: just apply")
    # Of a fatal error librdkafka tells the reason in its text alone.
    is_fatal = error.fatal() or error.code() == KafkaError._FATAL
    if error.code() in FENCED or (is_fatal and "fenced" in error.str()):
        return Fenced(f"another process has taken this slot: {error.str()}")
    if is_fatal or error.code() in MEMBER_ENDS:
        return MemberFailed(f"{error.str()} ({error.name()})")
    return None
