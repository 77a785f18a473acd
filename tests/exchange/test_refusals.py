"""Bad and hostile files are refused with a stable code, a clear sentence and a remedy."""

import gzip
import zipfile
from pathlib import Path

import pytest

from overstap.exchange.xaf.errors import UnreadableAuditFile
from overstap.lib.errors import Refused
from tests.exchange.documents import LINES, NAMESPACE, document, entry, journal, saved, transactions
from tests.exchange.memory_books import read

_WHOLE = document()
_DOCTYPE = '<!DOCTYPE auditfile [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n'
_OUTSIDE = '<!DOCTYPE auditfile SYSTEM "file:///etc/passwd">\n'


def _after_declaration(text: str) -> str:
    return _WHOLE.replace("?>\n", f"?>\n{text}", 1)


CASES: dict[str, tuple[str, str]] = {
    "cut off in a line": (_WHOLE[: _WHOLE.index("<amntTp>")], "XAF-TRUNCATED"),
    "cut off before the last tag": (_WHOLE.replace("</auditfile>", ""), "XAF-TRUNCATED"),
    "two documents": (_WHOLE + _WHOLE.partition("?>")[2], "XAF-BROKEN-XML"),
    "a bare ampersand": (_WHOLE.replace("Brood", "Brood & boter", 1), "XAF-BROKEN-XML"),
    "a control character": (_WHOLE.replace("Brood", "Br\x18ood", 1), "XAF-BROKEN-XML"),
    "tags that cross": (_WHOLE.replace("</accID><docRef>", "</docRef><docRef>", 1), "XAF-BROKEN-XML"),
    "an unknown entity": (_WHOLE.replace("Brood", "&euro;", 1), "XAF-BROKEN-XML"),
    "an unknown prefix": (_WHOLE.replace("<transactions>", "<transactions><q:x/>", 1), "XAF-BROKEN-XML"),
    "a document type with entities": (_after_declaration(_DOCTYPE), "XAF-DOCTYPE"),
    "a document type from outside": (_after_declaration(_OUTSIDE), "XAF-DOCTYPE"),
    "deeper than deep": (_WHOLE.replace("</company>", "<a>" * 400 + "</a>" * 400 + "</company>"), "XAF-LIMIT"),
    "deep inside an entry": (
        document(content=transactions(journal(entry(LINES + "<a>" * 400 + "</a>" * 400)))),
        "XAF-LIMIT",
    ),
    "an attribute of eleven million characters": (
        _WHOLE.replace("<company>", f'<company a="{"x" * 11_000_000}">'),
        "XAF-LIMIT",
    ),
    "forty million characters without a record": (
        _WHOLE.replace("<transactions>", f"{'<junk>x</junk>' * 3_000_000}<transactions>"),
        "XAF-LIMIT",
    ),
    "a web page": ("<html><body>Niet gevonden</body></html>", "XAF-NOT-XAF"),
    "an invoice": ('<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>', "XAF-NOT-XAF"),
    "a prolog of comments that tempts a regular expression": ("<!---->" * 9_000 + "<", "XAF-NOT-XAF"),
    "plain text": ("rekening;bedrag\n1300;10,00\n", "XAF-NOT-XAF"),
    "nothing": ("", "XAF-NOT-XAF"),
    "no header": (f'<auditfile xmlns="{NAMESPACE}"><company><transactions/></company></auditfile>', "XAF-NOT-XAF"),
    "no year": (
        _WHOLE.replace("<fiscalYear>2024", "<fiscalYear>").replace("2024-01-01</startDate>", "</startDate>").replace(
            "2024-12-31</endDate>", "</endDate>"
        ),
        "XAF-NOT-XAF",
    ),
    "salaries by their root": ("<auditfileSalaris><header/></auditfileSalaris>", "XAF-OTHER-KIND"),
    "salaries by their namespace": (
        '<auditfile xmlns="http://www.auditfiles.nl/XAS/8.0"><header/></auditfile>',
        "XAF-OTHER-KIND",
    ),
    "salaries by their words": (
        '<auditfile xmlns="http://www.auditfiles.nl/XAF/3.2"><werkgever/></auditfile>',
        "XAF-OTHER-KIND",
    ),
    "a cash register in the clothes of 3.2": (
        document(content="<location><name>Winkel</name><cashregister><registerID>1</registerID></cashregister></location>"),
        "XAF-OTHER-KIND",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_refuses_with_a_code_a_sentence_and_a_remedy(name: str, tmp_path: Path) -> None:
    text, code = CASES[name]
    with pytest.raises(UnreadableAuditFile) as raised:
        read(saved(tmp_path, text))
    assert raised.value.code == code
    assert isinstance(raised.value, Refused)
    assert raised.value.message
    assert raised.value.remedy


def test_it_names_the_line_and_column_of_broken_xml(tmp_path: Path) -> None:
    broken = _WHOLE.replace("<desc>Verkoop</desc><jrnTp>", "<desc>Verkoop & co</desc><jrnTp>")
    expected = broken[: broken.index("& co")].count("\n") + 1
    with pytest.raises(UnreadableAuditFile) as raised:
        read(saved(tmp_path, broken))
    assert raised.value.facts["line"] == expected
    assert f"line {expected}, column" in raised.value.message


def test_it_refuses_archives_by_name(tmp_path: Path) -> None:
    packed = saved(tmp_path, gzip.compress(_WHOLE.encode()), "books.xaf.gz")
    with pytest.raises(UnreadableAuditFile, match="gzip") as raised:
        read(packed)
    assert raised.value.code == "XAF-NOT-XAF"
    archive = tmp_path / "books.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("books.xaf", _WHOLE)
    with pytest.raises(UnreadableAuditFile, match="zip"):
        read(archive)


def test_it_refuses_binary_files(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAuditFile, match="binary"):
        read(saved(tmp_path, b"\x7fELF\x00\x01\x02\x00" * 40))


def test_it_refuses_an_entry_that_never_ends(tmp_path: Path) -> None:
    endless = document(content=transactions(journal(entry(LINES * 320_000))))
    with pytest.raises(UnreadableAuditFile, match="one entry") as raised:
        read(saved(tmp_path, endless))
    assert raised.value.code == "XAF-LIMIT"
