"""PDFs apart and together: the pages that were chosen, in that order, and hostile files refused."""

import io
import zlib

import pikepdf
import pytest
from pypdf import PdfReader

from overstap.books.documents.pages import choosing, cutting
from overstap.books.documents.pages.choosing import PagesUnclear
from overstap.books.documents.pages.cutting import PdfRefused, Source


def pdf(*widths: int, encryption: pikepdf.Encryption | None = None) -> bytes:
    """A PDF with a page of each of these widths, by which pages can be told apart."""
    made = pikepdf.new()
    for width in widths:
        made.add_blank_page(page_size=(width, 100))
    file = io.BytesIO()
    made.save(file, encryption=encryption or False, deterministic_id=encryption is None)
    return file.getvalue()


def widths(content: bytes) -> list[int]:
    """Read by another library than the one that wrote it."""
    return [int(page.mediabox.width) for page in PdfReader(io.BytesIO(content)).pages]


def test_it_splits_in_parts_with_pages_in_any_order() -> None:
    made = cutting.split(Source("a.pdf", pdf(101, 102, 103, 104)), [(1, 2), (4, 3, 3)])
    assert [widths(one) for one in made] == [[101, 102], [104, 103, 103]]


def test_it_merges_in_the_order_given() -> None:
    first, second = Source("a.pdf", pdf(101, 102)), Source("b.pdf", pdf(201))
    assert widths(cutting.merge([second, first])) == [201, 101, 102]
    assert widths(cutting.merge([first, second], [(1, (1,)), (0, (2,))])) == [201, 102]


def test_it_counts_pages() -> None:
    assert cutting.count_pages(Source("a.pdf", pdf(101, 102, 103))) == 3


def test_it_refuses_a_page_that_is_not_there() -> None:
    with pytest.raises(PdfRefused) as caught:
        cutting.split(Source("a.pdf", pdf(101)), [(2,)])
    assert caught.value.code == "PDF-NO-SUCH-PAGE"
    assert caught.value.facts["document"] == "a.pdf"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf(101, encryption=pikepdf.Encryption(user="secret", owner="secret")), "PDF-ENCRYPTED"),
        (pdf(101, encryption=pikepdf.Encryption(user="", owner="secret")), "PDF-ENCRYPTED"),
        (b"%PDF-1.7\nnothing of the kind", "PDF-UNREADABLE"),
        (pdf(101)[:200], "PDF-UNREADABLE"),
        (b"PK\x03\x04 a zip", "PDF-NOT-A-PDF"),
        (b"", "PDF-NOT-A-PDF"),
    ],
)
def test_it_refuses_what_it_cannot_take_apart(content: bytes, code: str) -> None:
    with pytest.raises(PdfRefused) as caught:
        cutting.merge([Source("good.pdf", pdf(101)), Source("odd.pdf", content)])
    assert caught.value.code == code
    assert caught.value.facts["document"] == "odd.pdf"
    assert caught.value.remedy


def test_a_bomb_explodes_in_a_process_of_its_own() -> None:
    """A table of places of 2 MB that unpacks to 2 GB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(2_000)) + packer.flush()
    head = b"%PDF-1.5\n"
    stream = b"1 0 obj\n<</Type/XRef/Size 2/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    bomb = head + stream + packed + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(head)
    with pytest.raises(PdfRefused) as caught:
        cutting.count_pages(Source("bomb.pdf", bomb))
    assert caught.value.code == "PDF-UNREADABLE"


def test_what_a_page_would_do_by_itself_does_not_come_along() -> None:
    made = pikepdf.new()
    made.add_blank_page(page_size=(101, 100))
    acts = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    site = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.nl")
    made.pages[0].obj.AA = pikepdf.Dictionary(O=acts)
    notes = [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=deed) for deed in (acts, site)]
    made.pages[0].obj.Annots = pikepdf.Array(notes)
    made.Root.OpenAction = acts
    file = io.BytesIO()
    made.save(file)
    (part,) = cutting.split(Source("active.pdf", file.getvalue()), [(1,)])
    assert b"app.alert" not in part
    assert b"https://example.nl" in part


def test_it_refuses_too_many_documents_and_parts() -> None:
    one = Source("a.pdf", pdf(101))
    with pytest.raises(PdfRefused, match="Between 1 and 50"):
        cutting.merge([one] * 51)
    with pytest.raises(PdfRefused):
        cutting.split(one, [(1,)] * 201)
    with pytest.raises(PdfRefused):
        cutting.split(one, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-3, 5; 4", [(1, 2, 3, 5), (4,)]),
        ("6-4", [(6, 5, 4)]),
        (" 3 - ; 1 ", [(3, 4, 5, 6), (1,)]),
        ("1\n2;\n", [(1,), (2,)]),
        ("2, 2", [(2, 2)]),
        ("1–2", [(1, 2)]),
    ],
)
def test_pages_are_read_as_people_write_them(text: str, expected: list[tuple[int, ...]]) -> None:
    assert choosing.parts(text, 6) == expected


@pytest.mark.parametrize("text", ["", ";", "a", "1-2-3", "1.5", "-3", "1,,2", "²", "999999999"])
def test_what_says_no_pages_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(PagesUnclear) as caught:
        choosing.parts(text, 6)
    assert caught.value.code == "PAGES-UNCLEAR"
    assert "1-2; 3, 5" in caught.value.remedy


@pytest.mark.parametrize("text", ["0", "7", "5-7", "1; 8"])
def test_pages_beyond_the_document_are_refused(text: str) -> None:
    with pytest.raises(PagesUnclear) as caught:
        choosing.parts(text, 6)
    assert caught.value.code == "PAGES-BEYOND"


def test_a_long_choice_is_not_worked_out() -> None:
    with pytest.raises(PagesUnclear):
        choosing.parts(",".join(["1-1000"] * 6), 1000)


def test_each_page_by_itself() -> None:
    assert choosing.one_by_one(3) == [(1,), (2,), (3,)]
