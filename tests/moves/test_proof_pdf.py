"""The proof as PDF: complete, in two languages, literal, and its pages as well protected as the JSON."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from pypdf import PdfReader

from overstap.moves.proof.errors import ProofRefused
from overstap.moves.proof.pdf import render, sealed_pdf
from overstap.moves.proof.seal import seal
from overstap.moves.proof.sign import SigningKey, sign
from overstap.moves.proof.texts import TEXTS
from overstap.moves.proof.values import Manifest
from overstap.moves.proof.verify import verify
from overstap.moves.proof.view import printable
from tests.moves import proof_example as example

LANGUAGES: tuple[Literal["nl", "en"], ...] = ("nl", "en")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return SigningKey.load_or_create(tmp_path_factory.mktemp("key") / "key.pem")


@pytest.fixture(scope="module")
def document(key: SigningKey) -> bytes:
    return sign(example.manifest(), key)


@pytest.fixture(scope="module")
def pdf(document: bytes, key: SigningKey) -> bytes:
    return sealed_pdf(document, key, language="nl")


def words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf), strict=True).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)).replace("\u200b", "")


def named(manifest: Manifest, name: str) -> Manifest:
    return replace(manifest, administrations=(replace(manifest.administrations[0], name=name),))


def refusal(data: bytes) -> ProofRefused:
    with pytest.raises(ProofRefused) as caught:
        verify(data)
    return caught.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_everything_in_both_languages(document: bytes, key: SigningKey, language: Literal["nl", "en"]) -> None:
    text = words(sealed_pdf(document, key, language=language))
    verdict = verify(document)
    for heading in ("title", "parties", "administrations", "times", "verification", "accounting", "not_compared"):
        assert TEXTS[language][heading] in text
    for heading in ("consents", "overrides", "events", "how", "summary_clean"):
        assert TEXTS[language][heading] in text
    for fact in (
        "De Vries Accountants en Adviseurs",
        "noorderlicht",
        "Çelik Yıldız",
        "Bakkerij De Korenaar B.V.",
        "NL2600",
        "Een koppeling kan niet mee",
        "Ik draag deze administraties over",
        "Drie bonnen zonder btw-nummer",
        "18.204.551,37",
        verdict.fingerprint,
        verdict.document_sha256,
    ):
        assert fact in text


@pytest.mark.parametrize(
    ("language", "facts"),
    [
        ("nl", ["14 maart 2026, 22:40:58 (+01:00)", "104.233", "8,78 s", "Pagina 1 van", "Grootboekrekeningen"]),
        ("en", ["14 March 2026, 22:40:58 (+01:00)", "104,233", "8.78 s", "Page 1 of", "Accounts"]),
    ],
)
def test_dates_numbers_and_words_follow_the_language(
    document: bytes, language: Literal["nl", "en"], facts: list[str]
) -> None:
    text = words(render(document, language=language))
    assert [fact for fact in facts if fact not in text] == []


def test_both_languages_have_every_text() -> None:
    assert TEXTS["nl"].keys() == TEXTS["en"].keys()
    assert all(text.count("{") == TEXTS["en"][key].count("{") for key, text in TEXTS["nl"].items())


@pytest.mark.parametrize(
    "name",
    [
        "#panic()",
        "*bold* _it_ `raw` $x^2$ @ref <label>",
        '#read("/etc/passwd")',
        "\\u{41} // comment /* */ -- ... ~ = kop",
        "]#panic()[",
        "{{t.title}} ${sys.inputs}",
    ],
)
def test_a_name_is_never_read_as_markup(key: SigningKey, name: str) -> None:
    pdf = render(sign(named(example.manifest(), name), key), language="nl")
    assert name in words(pdf)


def test_what_cannot_be_seen_or_shown_is_written_out(key: SigningKey) -> None:
    name = "Jansen\u202e.V.B \u65e5\U0001f600\x00"
    text = words(render(sign(named(example.manifest(), name), key), language="en"))
    assert "Jansen[U+202E].V.B [U+65E5][U+1F600][U+0000]" in text


def test_every_character_that_is_passed_on_can_be_shown(key: SigningKey) -> None:
    """PDF/A refuses a character without a shape; nothing a person types may stop a proof from being made."""
    every = [chr(code) for code in range(0x3000) if "[U+" not in printable(chr(code))]
    assert len(every) > 1000
    assert render(sign(named(example.manifest(), " ".join(every)), key), language="nl").startswith(b"%PDF-")


def test_a_very_long_word_stays_within_its_column(key: SigningKey) -> None:
    name = "Boekhoudkantoor" * 30
    assert name in words(render(sign(named(example.manifest(), name), key), language="nl")).replace(" ", "")


def test_differences_are_not_called_equal(key: SigningKey) -> None:
    """The sentence on top follows the figures, not the verdict in words."""
    manifest = example.manifest()
    check = manifest.verifications[0]
    records = (replace(check.records[0], missing=1), *check.records[1:])
    lying = replace(manifest, verifications=(replace(check, records=records, verdict="clean"),))
    text = words(render(sign(lying, key), language="en"))
    assert TEXTS["en"]["summary_different"] in text
    assert TEXTS["en"]["summary_clean"] not in text


def test_an_administration_without_verification_is_told(key: SigningKey) -> None:
    manifest = example.manifest(2)
    partial = replace(manifest, verifications=manifest.verifications[:1])
    assert TEXTS["en"]["summary_partial"] in words(render(sign(partial, key), language="en"))
    none = replace(manifest, verifications=())
    assert TEXTS["en"]["summary_none"] in words(render(sign(none, key), language="en"))


def test_empty_parts_are_told_as_empty(key: SigningKey) -> None:
    bare = replace(example.manifest(), consents=(), overrides=(), tables=(), events=())
    text = words(render(sign(bare, key), language="en"))
    assert TEXTS["en"]["no_consents"] in text
    assert TEXTS["en"]["no_overrides"] in text


def test_twenty_administrations_of_twenty_kinds_are_all_there(key: SigningKey) -> None:
    manifest = example.manifest(20, 20)
    text = words(render(sign(manifest, key), language="nl"))
    assert TEXTS["nl"]["verification_total"] in text
    assert all(text.count(each.ledger_uid) == 1 for each in manifest.administrations)
    hashes = [record.sha256[:16] for check in manifest.verifications for record in check.records]
    assert len(hashes) == 400
    assert [shown for shown in hashes if shown not in text] == []


def test_the_same_document_gives_the_same_pages(document: bytes) -> None:
    assert render(document, language="nl") == render(document, language="nl")


def test_it_makes_no_pages_of_a_proof_that_is_not_whole(document: bytes) -> None:
    with pytest.raises(ProofRefused):
        render(document.replace(b"Korenaar", b"Korenaaf", 1), language="nl")


# ----------------------------------------------------------------------------- the PDF verifies as well


def test_the_pdf_verifies_like_the_json_attached_to_it(pdf: bytes, document: bytes, key: SigningKey) -> None:
    verdict = verify(pdf, trusted_key=key.fingerprint)
    assert verdict.from_pdf
    assert replace(verdict, from_pdf=False) == verify(document, trusted_key=key.fingerprint)
    assert PdfReader(io.BytesIO(pdf), strict=True).attachments == {"overstap-proof.json": [document]}


def test_it_refuses_changed_bytes_anywhere_in_the_pdf(pdf: bytes) -> None:
    """Every 37th byte, and every byte of the last 1,500, in which the seal stands."""
    places = [*range(0, len(pdf) - 1500, 37), *range(len(pdf) - 1500, len(pdf))]
    accepted = []
    for at in places:
        changed = bytearray(pdf)
        changed[at] ^= 0x01
        try:
            verify(bytes(changed))
        except ProofRefused:
            continue
        accepted.append(at)
    assert accepted == []


def test_it_refuses_a_pdf_with_something_added_behind_it(pdf: bytes) -> None:
    assert refusal(pdf + b"\n% more").code == "PROOF-PDF-CHANGED"
    update = b"\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF"
    assert refusal(pdf + update).code in {"PROOF-PDF-UNSEALED", "PROOF-PDF-CHANGED"}


def test_it_refuses_pages_without_a_seal(document: bytes) -> None:
    assert refusal(render(document, language="nl")).code == "PROOF-PDF-UNSEALED"


def test_it_refuses_a_truncated_pdf(pdf: bytes) -> None:
    assert refusal(pdf[: len(pdf) // 2]).code == "PROOF-PDF-UNSEALED"


def test_it_refuses_pages_sealed_by_another_than_who_signed_the_proof(document: bytes, tmp_path: Path) -> None:
    """A forger who keeps the real attachment has to seal other pages with a key of his own."""
    forger = SigningKey.load_or_create(tmp_path / "forger.pem")
    assert refusal(sealed_pdf(document, forger, language="en")).code == "PROOF-PDF-MISMATCH"


def test_it_does_not_seal_pages_of_another_document(document: bytes, key: SigningKey) -> None:
    other = sign(named(example.manifest(), "Another B.V."), key)
    with pytest.raises(ProofRefused) as caught:
        seal(render(other, language="nl"), document, key)
    assert caught.value.code == "PROOF-PDF-MISMATCH"
