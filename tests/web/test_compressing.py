"""What is sent compressed: text, and that alone."""

import gzip
import zlib

import pytest

from tests import make
from tests.tools.reading import reader

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ANY = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


def test_a_page_is_sent_compressed_at_a_fraction_of_its_length(client):
    make.project(name="甲项目")

    plain, packed = reader(client).get("/projects/"), reader(client).get("/projects/", **ANY)

    assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) * 3 < len(plain.content)
    assert "甲项目" in gzip.decompress(packed.content).decode()


def test_a_list_as_text_is_sent_compressed_row_by_row(client):
    make.project(name="甲项目")

    response = reader(client).get("/projects/?format=csv", **ANY)

    assert response["Content-Encoding"] == "gzip"
    assert "甲项目" in zlib.decompress(b"".join(response), wbits=31).decode("utf-8-sig")


def test_a_workbook_is_not_compressed_a_second_time(client):
    make.project()

    response = reader(client).get("/projects/?format=xlsx", **ANY)

    assert "Content-Encoding" not in response
    assert b"".join(response).startswith(b"PK")


def test_a_reader_who_takes_no_compression_gets_none(client):
    assert "Content-Encoding" not in reader(client).get("/projects/")
