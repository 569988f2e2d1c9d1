"""Avro's own vectors: canonical forms and fingerprints, a single object, and the sample files."""

import json

import pytest

from codegen.canonical import crc64, fingerprint, parsing_form
from services.wire.resolution import resolve
from tests.avro.java_peer import JavaPeer
from tests.avro.readings import read_by_us
from tests.avro.vectors import DATA, Vectors


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return Vectors()


def test_every_canonical_form_and_fingerprint_is_avros(vectors: Vectors) -> None:
    forms = vectors.forms()
    assert (len(forms), sum(form.crc64 is not None for form in forms)) == (34, 26)
    for form in forms:
        assert parsing_form(json.loads(form.schema)) == form.canonical
        if form.crc64 is not None:
            assert crc64(form.canonical.encode()) == form.crc64 % 2**64


def test_the_message_in_single_object_encoding_is_read(vectors: Vectors) -> None:
    schema = json.loads(vectors.read(f"{DATA}/messageV1/test_schema.avsc"))
    message = vectors.read(f"{DATA}/messageV1/test_message.bin")
    assert message[:10] == b"\xc3\x01" + fingerprint(schema)
    # 42, Bill, and two tags.
    datum = b"\x54\x08Bill\x04\x12dog_lover\x12cat_hater\x00"
    assert message[10:] == datum
    assert read_by_us(schema, schema, [datum]) == [datum]


def test_the_data_of_the_sample_files_is_read(vectors: Vectors, java: JavaPeer) -> None:
    """Java unpacks the files, which is nothing that we do; of what they hold we make what it makes."""
    read = {}
    for path in vectors.paths(".avro"):
        # That codec is no part of Avro's own jar.
        if "snappy" not in path:
            schema, data = java.unpack(vectors.read(path))
            assert read_by_us(schema, schema, data) == data
            read[path] = len(data)
    assert read[f"{DATA}/weather.avro"] == read[f"{DATA}/weather-sorted.avro"] == 5
    assert len(read) >= 10


def test_every_schema_that_comes_along_is_read(vectors: Vectors, java: JavaPeer) -> None:
    """The interop schema, with every kind of type, among them."""
    paths = vectors.paths(".avsc")
    assert "share/test/schemas/interop.avsc" in paths
    for path in paths:
        schema = json.loads(vectors.read(path))
        assert parsing_form(schema) == java.describe(schema).canonical
        resolve(json.dumps(schema), json.dumps(schema))
