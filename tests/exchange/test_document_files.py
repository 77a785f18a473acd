"""What a file is, its content tells; what is dangerous is refused with a code, what is damaged is kept and told."""

import io
import os
import subprocess
import sys

import pytest
from PIL import Image

from overstap.exchange.documents import apart, child, reading
from overstap.exchange.documents.inspecting import inspect
from overstap.exchange.documents.values import LARGEST, LARGEST_XML, MEDIA_TYPES, MOST_TEXT, DocumentRefused, Kind
from overstap.lib.sentences import Sentence
from tests.conftest import ROOT
from tests.exchange import document_files as files

PDF = MEDIA_TYPES[Kind.PDF]
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
UBL = b'<?xml version="1.0"?><Invoice xmlns="urn:x"><ID>F-12</ID><Note>Caf\xc3\xa9</Note></Invoice>'


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.pdf(), "a.pdf", Kind.PDF),
        (b"\xef\xbb\xbf\r\n" + files.pdf(), "a.PDF", Kind.PDF),
        (files.png(), "a.png", Kind.PNG),
        (files.jpeg(), "a.jpeg", Kind.JPEG),
        (files.jpeg(), "", Kind.JPEG),
        (UBL, "a.xml", Kind.XML),
        (b"\xef\xbb\xbf \n" + UBL[21:], "a.ubl", Kind.XML),
        ('<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"), "a.xml", Kind.XML),
    ],
)
def test_a_kind_is_told_by_the_content(content: bytes, name: str, kind: Kind) -> None:
    seen = inspect(content, name)
    assert (seen.kind, seen.media_type, list(seen.findings)) == (kind, MEDIA_TYPES[kind], [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "DOCUMENT-EMPTY"),
        (b"%PDF-1.7" + b" " * LARGEST, "DOCUMENT-TOO-LARGE"),
        (b"<a>" + b" " * LARGEST_XML + b"</a>", "DOCUMENT-TOO-LARGE"),
        (files.archive(), "DOCUMENT-KIND"),
        (b"MZ\x90\x00", "DOCUMENT-KIND"),
        (b"GIF89a", "DOCUMENT-KIND"),
        (b"\x00\x00\x00\x18ftypheic", "DOCUMENT-KIND"),
        (b"\x78\x9f\x3e\x22", "DOCUMENT-KIND"),
        (b"#!/bin/sh", "DOCUMENT-KIND"),
        (b"\x00", "DOCUMENT-KIND"),
        (b"  ", "DOCUMENT-KIND"),
        (b"<html><script>alert(1)</script></html>", "DOCUMENT-KIND"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "DOCUMENT-KIND"),
        (b'<x:html xmlns:x="http://www.w3.org/1999/xhtml"/>', "DOCUMENT-KIND"),
        (b"<!DOCTYPE html><html></html>", "DOCUMENT-DOCTYPE"),
        (LAUGHS, "DOCUMENT-DOCTYPE"),
        (LAUGHS.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"), "DOCUMENT-DOCTYPE"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "DOCUMENT-DOCTYPE"),
        (files.huge_png(60_000), "DOCUMENT-PIXELS"),
        (files.jpeg(12_000, 6_000), "DOCUMENT-PIXELS"),
        (files.pdf() + files.archive(), "DOCUMENT-TWO-KINDS"),
        (files.jpeg() + files.archive(), "DOCUMENT-TWO-KINDS"),
        (files.png() + files.archive(), "DOCUMENT-TWO-KINDS"),
        (files.png() + b"<?php evil(); ?>", "DOCUMENT-TWO-KINDS"),
        (files.archive() + files.pdf(), "DOCUMENT-TWO-KINDS"),
        (files.jpeg()[:20] + files.pdf(), "DOCUMENT-TWO-KINDS"),
        (b"GIF89a" + files.pdf(), "DOCUMENT-TWO-KINDS"),
        (b"MZ" + files.pdf(), "DOCUMENT-TWO-KINDS"),
    ],
)
def test_what_is_no_document_or_two_at_once_is_refused_with_a_remedy(content: bytes, code: str) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        inspect(content, "a.pdf")
    assert refusal.value.code == code
    assert refusal.value.remedy


def test_an_archive_inside_a_pdf_is_an_attachment_and_no_disguise() -> None:
    whole = files.pdf("Factuur")
    inside = whole.replace(b"%%EOF", b"")  # as a stream that was not packed would have it, before the end
    assert (
        inspect(inside + files.archive() + b"\nendstream endobj xref trailer startxref 1 %%EOF\n", "a.pdf").kind
        is Kind.PDF
    )


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (files.pdf(), "photo.jpg", "DOCUMENT-WRONG-ENDING"),
        (files.jpeg(), "invoice.pdf", "DOCUMENT-WRONG-ENDING"),
        (files.pdf(), "invoice.pdf.exe", "DOCUMENT-WRONG-ENDING"),
        (files.pdf()[:300], "a.pdf", "DOCUMENT-UNFINISHED"),
        (files.png()[:-20], "a.png", "DOCUMENT-BROKEN"),
        (files.png()[:14], "a.png", "DOCUMENT-BROKEN"),
        (files.jpeg()[:12], "a.jpg", "DOCUMENT-BROKEN"),
        (UBL[:-9], "a.xml", "DOCUMENT-XML-BROKEN"),
        (b"<a>\xff</a>", "a.xml", "DOCUMENT-XML-BROKEN"),
        (b"<a>" * 5_000, "a.xml", "DOCUMENT-XML-BROKEN"),
    ],
)
def test_what_is_odd_or_damaged_is_kept_and_told(content: bytes, name: str, code: str) -> None:
    found = inspect(content, name).findings
    assert [one.code for one in found] == [code]
    assert all(isinstance(text, Sentence) for one in found for text in (one.message, one.remedy))


def test_every_way_to_cut_a_file_short_ends_in_an_answer() -> None:
    for whole in (files.pdf("a"), files.png(), files.jpeg(), UBL):
        for length in range(1, len(whole), max(1, len(whole) // 60)):
            try:
                inspect(whole[:length], "x")
            except DocumentRefused as refusal:
                assert refusal.remedy  # noqa: PT017 - both ends are good ones


def test_text_pages_and_a_picture_of_the_first_are_read() -> None:
    found = apart.read(files.pdf("Bakkerij Jansen", "tweede blad"), PDF)
    assert (found.state, found.pages, list(found.findings)) == ("read", 2, [])
    assert found.text.split() == ["Bakkerij", "Jansen", "tweede", "blad"]
    assert size_of(found.preview) == (773, 1000)


def test_a_pdf_with_a_password_is_told_and_one_that_any_program_opens_is_read() -> None:
    locked = apart.read(files.locked_pdf("x"), PDF)
    assert (locked.state, [one.code for one in locked.findings]) == ("encrypted", ["DOCUMENT-ENCRYPTED"])
    assert apart.read(files.locked_pdf(""), PDF).text == "Geheim"


@pytest.mark.parametrize("content", [b"%PDF-1.7", files.pdf()[:200], b"%PDF-1.7\n" + bytes(range(256)) * 50, b""])
def test_a_broken_pdf_is_told(content: bytes) -> None:
    found = apart.read(content, PDF)
    assert (found.state, [one.code for one in found.findings]) == ("broken", ["DOCUMENT-BROKEN"])


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.JPEG])
def test_a_photograph_gets_a_small_picture(kind: Kind) -> None:
    content = files.png(3_000, 1_500) if kind is Kind.PNG else files.jpeg(3_000, 1_500)
    found = apart.read(content, MEDIA_TYPES[kind])
    assert (found.state, size_of(found.preview)) == ("no_text", (1000, 500))
    broken = apart.read(content[:60], MEDIA_TYPES[kind])
    assert (broken.state, broken.preview) == ("broken", b"")


def test_the_words_of_an_xml_file_are_read() -> None:
    assert apart.read(UBL, MEDIA_TYPES[Kind.XML]).text == "F-12 Café"
    assert apart.read(LAUGHS, MEDIA_TYPES[Kind.XML]).state == "broken"


def test_a_long_document_is_read_as_far_as_it_can_be_searched() -> None:
    found = apart.read(files.pdf(*["\n".join(["woord " * 15] * 50)] * 30), PDF)
    assert (len(found.text), [one.code for one in found.findings]) == (MOST_TEXT, ["DOCUMENT-LONG"])


@pytest.mark.parametrize("content", [files.bursting_pdf(700), files.endless_pdf()], ids=["bursts", "endless"])
def test_a_hostile_pdf_harms_nobody_but_its_own_process(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 5)  # so that the test need not wait for the end of what never ends
    assert len(content) < 5_000_000
    found = apart.read(content, PDF)
    assert (found.state, [one.code for one in found.findings]) == ("too_much", ["DOCUMENT-TOO-MUCH"])


def test_the_process_apart_has_limits_and_none_of_our_secrets() -> None:
    code = "import os, resource; from overstap.exchange.documents import child; child.set_limits();"
    code += "print(sorted(os.environ), resource.getrlimit(resource.RLIMIT_AS)[0])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=apart.SURROUNDINGS, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "OVERSTAP" not in done.stdout
    assert "DATABASE" not in done.stdout
    assert done.stdout.strip().endswith(str(child.MEMORY))


def test_an_answer_of_that_process_is_not_believed_when_it_makes_no_sense() -> None:
    for said in (b"", b"{}", b"[]", b"null", b'{"state": 1, "findings": 3}', b"\xff", os.urandom(100)):
        assert apart.answer(said).state == "too_much"


def test_what_postgresql_cannot_hold_is_replaced() -> None:
    assert reading.storable("a\0b\ud800c") == "a b?c"


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    return Image.open(io.BytesIO(picture), formats=("PNG",)).size
