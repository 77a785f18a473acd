"""However a document is written, the plain way and the general way read the same from it: records and findings."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from overstap.books.ledger.values import Totals
from overstap.exchange.xaf import text
from overstap.exchange.xaf.errors import UnreadableAuditFile
from overstap.exchange.xaf.grammar import grammar_of
from overstap.exchange.xaf.scan import Scanner, unescape
from overstap.exchange.xaf.values import Version
from overstap.exchange.xaf.versions import NAMESPACES
from overstap.lib.findings import Finding
from tests.exchange.documents import NAMESPACE, document, entry, journal, line, saved, totals, transactions
from tests.exchange.memory_books import MemoryBooks, read

_VAT = "<vat><vatID>VH</vatID><vatPerc>21.000</vatPerc><vatAmnt>2.10</vatAmnt><vatAmntTp>C</vatAmntTp></vat>"
_MORE = f"<custSupID>K1</custSupID><costID>A</costID><qntity>3</qntity>{_VAT}{_VAT}"
_MONEY = "<currency><curCode>USD</curCode><curAmnt>12.00</curAmnt></currency>"
_RICH = line("1", "1300", "10.00", "D", _MORE + _MONEY) + line("2", "8000", "10.00", "C", _VAT)
_OPEN_ITEM = (
    "<sbLine><nr>{nr}</nr><jrnID>VK</jrnID><trNr>{entry}</trNr><trLineNr>1</trLineNr><desc>Brood</desc>"
    "<amnt>10.00</amnt><amntTp>D</amntTp><docRef>F1</docRef><recRef>R1</recRef><matchKeyID>M1</matchKeyID>"
    "<custSupID>K1</custSupID><invRef>F1</invRef><invPurSalTp>S</invPurSalTp><invTp>D</invTp>"
    "<invDt>2024-01-15</invDt><invDueDt>2024-02-14</invDueDt><mutTp>I</mutTp>{more}</sbLine>\n"
)
_RARE = "<costID>A</costID><prodID>P</prodID><artGrpID>G&amp;</artGrpID><qntityID>st</qntityID><qntity>3</qntity>"
_OPEN_ITEMS = _OPEN_ITEM.format(nr=1, entry=1, more="") + _OPEN_ITEM.format(
    nr=2, entry=2, more=_RARE + _VAT + _VAT + _MONEY
)
_SUBLEDGERS = (
    f"<subledgers><subledger><sbType>CU</sbType><sbDesc>Debiteuren</sbDesc>{totals('2', '20.00', '0.00')}"
    f"{_OPEN_ITEMS}</subledger><subledger><sbType>SU</sbType>{_OPEN_ITEMS}</subledger></subledgers>"
)
_BASE = document(
    content=transactions(
        journal(entry(_RICH) + entry(number="2"))
        + journal(entry(_RICH, number="1") + entry(_RICH, number="2"), "<jrnID>IK</jrnID><desc>Inkoop</desc>")
        + _SUBLEDGERS,
        totals("8", "40.00", "40.00"),
    )
)

# What stands in a plain document, and what a package might write instead.
_CHANGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Brood",
        ("<![CDATA[Br & ood]]>", "Br&amp;ood", "&#66;r&#x6F;&lt;", "", " Brood ", "\n", "B" * 1200, "é€𝄞", "&#13;"),
    ),
    ("Brood", ("Br<b>oo</b>d", "Br<!-- c -->ood", "Br<?pi x?>ood", "Br&ood", "/>", "a>b")),
    (
        "<trLine>",
        ('<trLine a="1">', "<!-- x --><trLine>", "<?pi x?><trLine>", "<trLine >", "los<trLine>", "<line><trLine>"),
    ),
    (
        "</trLine>",
        ("<extra>x</extra></trLine>", "<desc>nog</desc></trLine>", "</trLine >", "los</trLine>", "<vat/></trLine>"),
    ),
    ("<transaction>", ("<transaction >", '<transaction xmlns:q="u">', f'<transaction xmlns="{NAMESPACE}">', "<tr>")),
    (
        "<transaction>",
        ('<transaction xmlns="u:x">', "<!-- </transaction> --><transaction>", "<![CDATA[ ]]><transaction>"),
    ),
    ("<desc>Verkoop</desc><jrn", ("<desc><jrn", "<note><x/></note><jrn", "<desc>a<transaction/></desc><jrn")),
    ("<transaction><nr>2</nr>", ("<note><transaction><nr>2</nr>", "<transaction><transaction><nr>2</nr>")),
    (
        "10.00",
        (
            "10",
            "10.0",
            "+10.00",
            " 10.00 ",
            "10.000",
            "-0.00",
            "-10.00",
            "1e1",
            "10,00",
            "",
            "9" * 19,
            "1_0.00",
            "١.00",
        ),
    ),
    ("2.10", ("2", "-2.10", "-0.00", "2.1", "x", "")),
    ("21.000", ("21", "9.5", "210", "-1", "x", "", "0.0000")),
    (
        "<docRef>F1</docRef>",
        ("<docRef/>", "<docRef />", "<docRef></docRef>", "", "<docRef\n/>", "<docRef>&lt;</docRef>"),
    ),
    (
        "<effDate>2024-01-15</effDate>",
        ("<effDate/>", "<effDate>2024-02-30</effDate>", "<effDate>2024-01-15Z</effDate>", ""),
    ),
    ("<effDate>", ("<amntTp>D</amntTp><effDate>",)),
    (
        "<trDt>2024-01-15</trDt>",
        ("<trDt>2024-02-30</trDt>", "<trDt/>", "<trDt>2024-01-15</trDt><sourceID>s&amp;</sourceID>"),
    ),
    ("<trDt>2024-01-15</trDt>", ("<trDt>2024-01-15</trDt><amnt>1</amnt><amntTp>D</amntTp>", "<trDt>2023-01-01</trDt>")),
    ("<periodNumber>1<", ("<periodNumber>01<", "<periodNumber>1000<", "<periodNumber>x<", "<periodNumber>0<")),
    ("<amntTp>C</amntTp>", ("<amntTp>X</amntTp>", "<amntTp> C </amntTp>", "<amntTp/>", "<amntTp>c</amntTp>", "")),
    ("<accID>1300</accID>", ("<accID/>", "<accID>13&amp;0</accID>", f"<accID>{'1' * 36}</accID>", "")),
    (
        "<qntity>3</qntity>",
        (
            "<qntity>-3.0</qntity>",
            "<qntity>-0.00</qntity>",
            "<qntity>3.5</qntity>",
            "<qntity>+3</qntity>",
            "<qntity>x</qntity>",
            "<qntity/>",
        ),
    ),
    (
        "<costID>A</costID>",
        ("<costID>&amp;</costID>", "<costID/>", "<prodID>P</prodID><costID>A</costID>", "<costID> </costID>"),
    ),
    ("<curAmnt>12.00</curAmnt>", ("<curAmnt>12</curAmnt>", "<curAmnt>-12.00</curAmnt>", "<curAmnt/>", "")),
    (
        "<sbLine>",
        ('<sbLine a="1">', "<!-- x --><sbLine>", "<sbLine >", "los<sbLine>", "<sbLine><sbLine>", "<sbLine/><sbLine>"),
    ),
    (
        "</sbLine>",
        ("<extra>x</extra></sbLine>", "<desc>nog</desc></sbLine>", "</sbLine >", "los</sbLine>", "<vat/></sbLine>"),
    ),
    (
        "<subledger>",
        ('<subledger a="1">', f'<subledger xmlns="{NAMESPACE}">', "<subledger><note/>", "<subledger><sbLine/>", "<x>"),
    ),
    (
        "<subledger>",
        ('<subledger xmlns="u:x">', "<subledger><subledger/>", "<subledger><journal/>", "<subledger><subledger>"),
    ),
    ("</subledger>", ("<sbDesc>laat</sbDesc></subledger>", "<sbLine/></subledger>", "</subledger><sbLine/>")),
    ("<sbType>CU</sbType>", ("", "<sbType/>", "<sbType>Q&amp;</sbType>", "<sbType><x/></sbType>", "<sbType>a<b/>")),
    ("<jrnID>VK</jrnID><trNr>", ("<jrnID>XX</jrnID><trNr>", "<jrnID/><trNr>", "<trNr>", "<jrnID>&#86;K</jrnID><trNr>")),
    ("<trNr>1</trNr>", ("<trNr>9</trNr>", "<trNr/>", "<trNr>&#49;</trNr>")),
    ("<trLineNr>1<", ("<trLineNr>9<", "<trLineNr>01<")),
    ("<nr>1</nr>", ("<nr>7</nr>", "<nr>&#50;</nr>", "<nr/>")),
    ("<custSupID>K1</custSupID>", ("<custSupID>K9</custSupID>", "<custSupID>&#75;1</custSupID>", "<custSupID/>", "")),
    ("<mutTp>I</mutTp>", ("<mutTp>X</mutTp>", "<mutTp/>", "", "<mutTp>P</mutTp><mutTp>Z</mutTp>")),
    ("<invDueDt>2024-02-14<", ("<invDueDt>2024-02-30<", "<invDueDt><", "<invDueDt>2024-02-14Z<")),
    ("<qntityID>st</qntityID>", ("<qntityID/>", "<qntityID>&lt;st&gt;</qntityID>", f"<qntityID>{'q' * 36}</qntityID>")),
    ("<recRef>R1</recRef>", ("<recRef>&amp;</recRef>", "<recRef/>", "<recRef>\n</recRef>", "")),
    ("\n", ("\r\n", "\r", "\t \n", "")),
    ("<journal>", ('<journal xmlns:x="y">', "<!-- j --><journal>", "los<journal>", "<x><journal>")),
    ("</journal>", ("<desc>laat</desc></journal>", "</journal></x>", "los</journal>")),
    (
        "<transactions>",
        ('<transactions xmlns:x="y">', "<transactions ><journal/>", "<!-- <transactions><journal> --><transactions>"),
    ),
)


@st.composite
def _documents(draw: st.DrawFn) -> str:
    """The base document with a few changes, each at one place or everywhere."""
    changed = _BASE
    for found, instead in draw(st.lists(st.sampled_from(_CHANGES), max_size=4)):
        new = draw(st.sampled_from(instead))
        places = changed.count(found)
        if not places:
            continue
        if draw(st.booleans()):
            changed = changed.replace(found, new)
            continue
        parts = changed.split(found)
        cut = draw(st.integers(1, places))
        changed = found.join(parts[:cut]) + new + found.join(parts[cut:])
    return changed


Outcome = tuple[MemoryBooks, list[Finding], Mapping[str, Totals], Mapping[str, Totals]] | str


def _outcome(document_text: str) -> Outcome:
    with TemporaryDirectory() as folder:
        path = saved(Path(folder), document_text)
        try:
            books, audit_file = read(path)
        except UnreadableAuditFile as error:
            return error.code
        return books, audit_file.findings, audit_file.declared, audit_file.computed


def _sent_the_general_way(plain: str) -> str:
    """A comment behind the first tag of the transactions; nothing is plain behind a comment."""
    at = plain.rfind("<transactions")
    end = plain.find(">", at) + 1
    return f"{plain[:end]}<!-- read me slowly -->{plain[end:]}"


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(_documents())
@example(_BASE)
def test_both_ways_read_the_same(changed: str) -> None:
    assert _outcome(changed) == _outcome(_sent_the_general_way(changed))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(_documents(), st.integers(1, 300))
def test_where_the_chunks_end_makes_no_difference(changed: str, size: int) -> None:
    whole = _outcome(changed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "CHUNK", size)
        assert _outcome(changed) == whole


def test_the_base_document_is_read_without_an_error() -> None:
    outcome = _outcome(_BASE)
    assert not isinstance(outcome, str)
    assert len(outcome[0].all_entries) == 4
    assert len(outcome[0].all_entries[0].lines[0].vat) == 2
    assert "subledger CU Debiteuren" in outcome[2]
    assert {section: outcome[3][section] for section in outcome[2]} == outcome[2]
    assert len(outcome[0].all_subledger_lines) == 4


@pytest.mark.parametrize(("name", "field"), [("journal", "jrnID"), ("subledger", "linesCount")])
def test_a_parent_in_another_namespace_that_has_ended_is_not_ours(name: str, field: str) -> None:
    other = f'<x:{name} xmlns:x="u:x"><x:{field}/></x:{name}>'
    changed = _BASE.replace("</transactions>", f"{other}{entry(number='9')}{_OPEN_ITEMS}</transactions>")
    outcome = _outcome(changed)
    assert outcome == _outcome(_sent_the_general_way(changed))
    assert not isinstance(outcome, str)
    assert len(outcome[0].all_entries) == 4
    assert len(outcome[0].all_subledger_lines) == 4


def test_plain_lines_of_sub_ledgers_are_read_without_elements() -> None:
    grammar = grammar_of(Version.V3_2)
    assert grammar is not None
    scanner = Scanner(grammar, 2024)
    scanner.read(_OPEN_ITEMS)
    lines, place = scanner.subledger_lines(0, ("CU", "Debiteuren"), 10)
    assert place == len(_OPEN_ITEMS)
    outcome = _outcome(_BASE)
    assert not isinstance(outcome, str)
    assert lines == outcome[0].all_subledger_lines[:2]
    assert lines[1].quantity == 3
    assert lines[1].extra == {"artGrpID": "G&", "qntityID": "st"}
    assert len(lines[1].vat) == 2


def test_sub_ledgers_in_a_version_without_them_are_read_and_told() -> None:
    content = transactions(journal(entry()) + _SUBLEDGERS)
    outcome = _outcome(document(content=content, namespace=NAMESPACES[Version.V4_0]))
    assert not isinstance(outcome, str)
    assert len(outcome[0].all_subledger_lines) == 4
    assert any(one.code == "XAF-UNKNOWN-ELEMENT" and one.place == "subledger_line" for one in outcome[1])


def test_no_more_lines_of_sub_ledgers_are_read_than_asked_for() -> None:
    grammar = grammar_of(Version.V3_2)
    assert grammar is not None
    scanner = Scanner(grammar, 2024)
    scanner.read(_OPEN_ITEMS)
    lines, place = scanner.subledger_lines(0, ("CU", ""), 1)
    assert [line.nr for line in lines] == ["1"]
    assert _OPEN_ITEMS[place:].startswith("<sbLine><nr>2</nr>")


def test_references_are_resolved_once() -> None:
    assert unescape("&amp;lt; &lt;&gt;&quot;&apos; &#65;&#x42;") == "&lt; <>\"' AB"
    assert unescape("niets") == "niets"
