"""Kafka through librdkafka; the one package that imports confluent_kafka."""

from services.wire.kafka.connection import KafkaBroker
from services.wire.kafka.topics import KafkaTopics

__all__ = ["KafkaBroker", "KafkaTopics"]
