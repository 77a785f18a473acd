"""Bytes become text by declaration, mark or choice, and a byte that cannot be there is named, never replaced."""

from pathlib import Path

import pytest

from overstap.exchange.xaf import text
from overstap.exchange.xaf.errors import UnreadableAuditFile
from tests.exchange.documents import document, saved
from tests.exchange.memory_books import codes, read

_NAME = "Café Zürich €"
_TEXT = document(company=f"<companyName>{_NAME}</companyName>")


def _declared(encoding: str, name: str = _NAME) -> str:
    return _TEXT.replace(_NAME, name).replace('encoding="UTF-8"', f'encoding="{encoding}"')


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_TEXT.encode(), _NAME),
        (b"\xef\xbb\xbf" + _TEXT.encode(), _NAME),
        (_TEXT.replace('<?xml version="1.0" encoding="UTF-8"?>\n', "").encode(), _NAME),
        (_declared("windows-1252").encode("cp1252"), _NAME),
        (_declared("ISO-8859-1", "Café Zürich").encode("latin-1"), "Café Zürich"),
        (_declared("ISO-8859-15").encode("iso8859-15"), _NAME),
        (_declared("UTF-16").encode("utf-16"), _NAME),
        (b"\xfe\xff" + _declared("UTF-16").encode("utf-16-be"), _NAME),
        (_declared("UTF-16").encode("utf-16-le"), _NAME),
        (_declared("UTF-32").encode("utf-32"), _NAME),
    ],
)
def test_it_reads_by_declaration_and_mark(data: bytes, name: str, tmp_path: Path) -> None:
    books, _ = read(saved(tmp_path, data))
    assert books.company().name == name


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_line_ends_make_no_difference(line_end: str, tmp_path: Path) -> None:
    books, audit_file = read(saved(tmp_path, _TEXT.replace("Brood", "Brood\nen melk").replace("\n", line_end)))
    assert books.all_entries[0].lines[0].description == "Brood\nen melk"
    assert codes(audit_file) == []


def test_latin_1_bytes_under_utf_8_are_named_by_line_and_byte(tmp_path: Path) -> None:
    data = _TEXT.replace("€", "").encode("latin-1")
    with pytest.raises(UnreadableAuditFile) as raised:
        read(saved(tmp_path, data))
    assert raised.value.code == "XAF-ENCODING"
    place = data.index(b"\xe9")
    line = data[:place].count(b"\n") + 1
    assert raised.value.facts == {"file": "books.xaf", "line": line, "byte": place + 1, "value": "e9"}
    assert f"line {line}, byte {place + 1}: byte 0xE9" in raised.value.message
    assert "--encoding windows-1252" in raised.value.remedy


def test_the_same_file_is_read_with_the_right_encoding(tmp_path: Path) -> None:
    books, audit_file = read(saved(tmp_path, _TEXT.encode("cp1252")), encoding="windows-1252")
    assert books.company().name == _NAME
    assert codes(audit_file) == ["XAF-ENCODING-OVERRIDDEN"]


def test_windows_characters_under_iso_8859_1_are_refused_with_advice(tmp_path: Path) -> None:
    """0x80 to 0x9F are control characters there; a euro sign in that place is windows-1252."""
    data = _declared("ISO-8859-1").encode("cp1252")
    with pytest.raises(UnreadableAuditFile) as raised:
        read(saved(tmp_path, data))
    assert raised.value.code == "XAF-ENCODING"
    assert raised.value.facts["value"] == "80"
    assert raised.value.facts["byte"] == data.index(b"\x80") + 1
    assert "--encoding windows-1252" in raised.value.remedy
    books, _ = read(saved(tmp_path, data), encoding="windows-1252")
    assert books.company().name == _NAME


def test_utf_16_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAuditFile) as raised:
        read(saved(tmp_path, _declared("utf-16").encode()))
    assert raised.value.code == "XAF-ENCODING"
    books, _ = read(saved(tmp_path, _declared("utf-16").encode()), encoding="utf-8")
    assert books.company().name == _NAME


@pytest.mark.parametrize("name", ["klingon", "rot13", "unicode_escape", "idna"])
def test_unknown_and_strange_encodings_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableAuditFile) as raised:
        read(saved(tmp_path, _declared(name).encode()))
    assert raised.value.code == "XAF-ENCODING-NAME"


def test_a_mark_and_a_declaration_that_differ_are_told(tmp_path: Path) -> None:
    books, audit_file = read(saved(tmp_path, b"\xef\xbb\xbf" + _declared("ISO-8859-1").encode()))
    assert books.company().name == _NAME
    assert codes(audit_file) == ["XAF-ENCODING-CONFLICT"]


def test_a_character_cut_by_the_end_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAuditFile) as raised:
        read(saved(tmp_path, _TEXT.encode() + b"\xe2\x82"))
    assert raised.value.code == "XAF-ENCODING"


@pytest.mark.parametrize("size", [1, 7, 1 << 18])
def test_a_control_character_is_told_wherever_the_chunks_end(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "CHUNK", size)
    _, audit_file = read(saved(tmp_path, _TEXT.replace(_NAME, "Caf\x82 €")))
    assert "XAF-C1-CONTROL" in codes(audit_file)
