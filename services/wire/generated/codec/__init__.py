"""Avro's binary form of every generated type, written by `just generate`."""
