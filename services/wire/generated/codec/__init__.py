"""Avro's binary form of every generated type."""
