"""Kafka through librdkafka; the one package that imports confluent_kafka."""

from services.wire.kafka.connection import KafkaBroker
from services.wire.kafka.groups import KafkaGroups
from services.wire.kafka.topics import KafkaTopics

__all__ = ["KafkaBroker", "KafkaGroups", "KafkaTopics"]
