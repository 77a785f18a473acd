"""Rows of a browse out of an answer that comes in pieces; hostile answers are refused."""

import tracemalloc
from collections.abc import Iterator
from xml.sax.saxutils import escape

import pytest

from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import streaming, xml

_ROW = (
    '<tr><td field="fin.trs.head.code" hideforuser="false" type="String">VRK</td>'
    '<td field="fin.trs.head.date" type="Date" name="28/03/2018">20180328</td>'
    '<td field="fin.trs.line.description" type="String">Müller &amp; Zn. &lt;3</td>'
    "<key><office>001</office><code>VRK</code><number>{number}</number><line>1</line></key></tr>"
)


def envelope(inside: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><soap:Envelope'
        ' xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        '<ProcessXmlStringResponse xmlns="http://www.twinfield.com/"><ProcessXmlStringResult>'
        f"{escape(inside)}</ProcessXmlStringResult></ProcessXmlStringResponse></soap:Body></soap:Envelope>"
    ).encode()


def browse(*numbers: int) -> str:
    rows = "".join(_ROW.format(number=number) for number in numbers)
    return f'<browse result="1" first="1" last="{len(numbers)}" total="{len(numbers)}"><th/>{rows}</browse>'


@pytest.mark.parametrize("size", [1, 7, 4096, 1_000_000])
def test_rows_are_the_same_in_whatever_pieces_they_come(size: int) -> None:
    told = envelope(browse(1, 2, 3))
    pieces = (told[place : place + size] for place in range(0, len(told), size))
    found = list(streaming.rows(pieces))
    assert [row.number for row in found] == ["1", "2", "3"]
    assert found[0].cells["fin.trs.line.description"] == "Müller & Zn. <3"
    assert found[0].cells["fin.trs.head.date"] == "20180328"


def test_an_answer_of_many_megabytes_may_come_in_one_piece() -> None:
    many = 30_000
    told = b"".join(_made(many))
    assert len(told) > 12_000_000
    assert sum(1 for _row in streaming.rows([told])) == many


def test_the_declaration_inside_may_name_any_encoding() -> None:
    told = envelope('<?xml version="1.0" encoding="utf-16"?>' + browse(1))
    assert len(list(streaming.rows([told]))) == 1


def test_a_browse_without_rows_gives_none() -> None:
    assert list(streaming.rows([envelope(browse())])) == []


def test_a_refusal_is_told_in_twinfields_own_words() -> None:
    told = envelope('<browse result="0" msgtype="error" msg="Geen toegang tot deze rapportage."/>')
    with pytest.raises(PackageRefused, match="Geen toegang"):
        list(streaming.rows([told]))


@pytest.mark.parametrize(
    "told",
    [
        b"geen xml",
        b"",
        envelope(browse(1))[:-40],
        envelope("<browse result='1'><tr>"),
        envelope('<!DOCTYPE a [<!ENTITY b "c">]><browse result="1"/>'),
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + envelope(browse(1)).split(b"?>", 1)[1],
        b"<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'><soap:Body/></soap:Envelope>",
    ],
)
def test_what_is_no_answer_is_refused(told: bytes) -> None:
    with pytest.raises(xml.Unreadable):
        list(streaming.rows([told]))


@pytest.mark.parametrize(
    "told",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>&b;</a>",
        "<a",
        "",
    ],
)
def test_entities_and_document_types_are_refused(told: str) -> None:
    with pytest.raises(xml.Unreadable):
        xml.parsed(told)


def test_what_xml_cannot_hold_is_left_out_and_nothing_can_be_smuggled_in() -> None:
    made = xml.make("name", text="a\x00b\x0b<tr>&c;", title='"><x/>')
    assert xml.written(made) == '<name title="&quot;&gt;&lt;x/&gt;">ab&lt;tr&gt;&amp;c;</name>'


def test_memory_does_not_grow_with_the_answer() -> None:
    def peak(many: int) -> int:
        tracemalloc.start()
        count = sum(1 for _row in streaming.rows(_made(many)))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == many
        return found

    few, more = peak(500), peak(5000)
    assert more < few * 2


def _made(many: int) -> Iterator[bytes]:
    whole = envelope(browse(0))
    row = escape(_ROW.format(number=0)).encode()
    head, tail = whole.split(row)
    yield head
    for number in range(many):
        yield escape(_ROW.format(number=number)).encode()
    yield tail
