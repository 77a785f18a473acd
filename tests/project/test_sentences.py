"""Texts of layers that know no language, told in that of the reader: sentences, findings, refused proofs."""

import copy
import gettext
import inspect
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext as django_gettext

from overstap.exchange.xaf.codes import CODES, MOST_OF_ONE_CODE, Findings
from overstap.exchange.xaf.errors import UnreadableAuditFile
from overstap.lib import catalogues
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import Sentence, sentence, told, told_place
from overstap.moves.proof import errors as proof_errors
from overstap.moves.proof.canonical import canonical
from overstap.moves.proof.errors import ProofRefused
from overstap.moves.proof.keys import SigningKey
from overstap.moves.proof.seal import seal
from overstap.moves.proof.sign import sign
from overstap.moves.proof.verify import verify
from tests.exchange.documents import saved
from tests.exchange.memory_books import read
from tests.exchange.test_findings import CASES
from tests.exchange.test_refusals import CASES as REFUSED
from tests.moves import proof_example

Gettext = Callable[[str], str]
PURE = ("exchange/", "moves/proof/")
SAME = {"%(place)s %(what)s.", "byte 0x%(value)02X"}  # nothing to translate in them
SEALED = b"%PDF-1.4\n%overstap-seal 1 0 1 " + b"A" * 43 + b"= " + b"A" * 86 + b"==\nstartxref\n"


@pytest.fixture(scope="module")
def dutch() -> Gettext:
    """The Dutch catalogue, without Django."""
    with catalogues.compile_catalogue().open("rb") as file:
        return gettext.GNUTranslations(file).gettext


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    """A key to sign with."""
    return SigningKey.load_or_create(tmp_path_factory.mktemp("keys") / "key.pem")


# -- sentences


def test_a_sentence_is_english_text_that_remembers_its_words() -> None:
    made = sentence("%(text)r is not a date.", text="31-02")
    assert made == "'31-02' is not a date."
    assert json.dumps({"message": made}) == '{"message": "\'31-02\' is not a date."}'
    assert copy.deepcopy(made).words == "%(text)r is not a date."


def test_it_is_told_in_another_language_with_the_same_facts(dutch: Gettext) -> None:
    assert told(sentence("%(text)r is not a date.", text="31-02"), dutch) == "'31-02' is geen datum."


def test_a_fact_that_is_a_sentence_is_told_too(dutch: Gettext) -> None:
    made = sentence("%(place)s %(what)s.", place="manifest", what=sentence("is missing"))
    assert (made, told(made, dutch)) == ("manifest is missing.", "manifest ontbreekt.")


def test_plain_text_and_what_a_file_says_are_told_as_they_stand(dutch: Gettext) -> None:
    assert told("Nothing needs to be done.", dutch) == "Nothing needs to be done."
    hostile = sentence("%(file)s is not XML.", file="%(key)s %d {0}.xaf")
    assert told(hostile, dutch) == "%(key)s %d {0}.xaf is geen XML."


def test_django_tells_it_in_the_language_of_the_request() -> None:
    catalogues.compile_catalogue()
    made = sentence("The line has no amount.")
    with translation.override("nl"):
        assert told(made, django_gettext) == "De regel heeft geen bedrag."
    with translation.override("en"):
        assert told(made, django_gettext) == made


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("journal VK, entry 1, line 3", "dagboek VK, boeking 1, regel 3"),
        ("opening balance, linesCount", "beginbalans, linesCount"),
        ("books.xaf, line 12", "books.xaf, regel 12"),
        ("sub-ledger CU Debtors, line 2, currency", "subgrootboek CU Debtors, regel 2, valuta"),
        ("journal entry, entry journal", "dagboek entry, boeking journal"),
        ("filename.xaf", "filename.xaf"),
    ],
)
def test_a_place_is_told_and_the_names_in_it_stay(english: str, expected: str, dutch: Gettext) -> None:
    assert told_place(english, dutch) == expected


# -- everything has a Dutch text


def test_every_sentence_of_the_pure_layers_has_a_dutch_text_of_its_own() -> None:
    present = catalogues._by_key(catalogues._read(catalogues.PACKAGE))
    needed = [
        words
        for (words, _), message in catalogues._by_key(catalogues._in_code(catalogues.PACKAGE)).items()
        if any(place.startswith(PURE) for place, _ in message.locations)
    ]
    assert len(needed) > len(CODES)
    same = {words for words in needed if str(present[words, None].string) in ("", words)}
    assert same == SAME


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_dutch_remedy(code: str, dutch: Gettext) -> None:
    remedy = CODES[code].remedy
    assert told(remedy, dutch) not in ("", remedy)


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_told_in_dutch(code: str, tmp_path: Path, dutch: Gettext) -> None:
    _, audit_file = read(saved(tmp_path, CASES[code]))
    for finding in audit_file.findings:
        assert isinstance(finding.message, Sentence)
        assert told(finding.message, dutch) != finding.message
        assert told(finding.remedy, dutch) != finding.remedy


def test_findings_that_are_only_counted_are_told_in_dutch(dutch: Gettext) -> None:
    findings = Findings()
    for number in range(MOST_OF_ONE_CODE + 2):
        findings.add("XAF-NO-SIDE", f"line {number}", sentence("A zero amount has no side."))
    assert told(findings.listed()[-1].message, dutch).startswith("Nog 2 bevindingen")


@pytest.mark.parametrize("name", [name for name in REFUSED if "million" not in name])
def test_a_file_that_cannot_be_read_is_refused_in_dutch(name: str, tmp_path: Path, dutch: Gettext) -> None:
    with pytest.raises(UnreadableAuditFile) as raised:
        read(saved(tmp_path, REFUSED[name][0]))
    _require_dutch(raised.value, dutch)


def _require_dutch(error: OverstapError, dutch: Gettext) -> None:
    assert isinstance(error.message, Sentence)
    assert told(error.message, dutch) not in ("", error.message)
    assert told(error.remedy, dutch) not in ("", error.remedy)


# -- proofs


def _changed(key: SigningKey, old: bytes, new: bytes) -> None:
    verify(sign(proof_example.manifest(), key).replace(old, new, 1))


def _other_signature(key: SigningKey) -> None:
    document = json.loads(sign(proof_example.manifest(), key))
    document["signature"]["algorithm"] = "none"
    verify(canonical(document))


def _broken_chain(key: SigningKey) -> None:
    manifest = proof_example.manifest()
    sign(replace(manifest, events=manifest.events[1:]), key)


REFUSALS: dict[str, Callable[[SigningKey], object]] = {
    "PROOF-TOO-LARGE": lambda _: verify(b"[" * 100),
    "PROOF-NOT-JSON": lambda _: verify(b"\xff"),
    "PROOF-DUPLICATE-KEY": lambda _: verify(b'{"a":1,"a":2}'),
    "PROOF-NOT-A-PROOF": lambda _: verify(b"{}"),
    "PROOF-SECTION-CHANGED": lambda key: _changed(key, b"Bakkerij", b"Bakkery!"),
    "PROOF-NOT-CANONICAL": lambda key: _changed(key, b":", b": "),
    "PROOF-SIGNATURE-WRONG": _other_signature,
    "PROOF-KEY-UNKNOWN": lambda key: verify(sign(proof_example.manifest(), key), trusted_key="0" * 64),
    "PROOF-TRUSTED-KEY-UNREADABLE": lambda _: verify(b"{}", trusted_key="mine"),
    "PROOF-CHAIN-BROKEN": _broken_chain,
    "PROOF-VALUE-UNFIT": lambda _: canonical(1.5),
    "PROOF-PDF-UNSEALED": lambda _: verify(b"%PDF-1.4\n"),
    "PROOF-PDF-CHANGED": lambda _: verify(SEALED),
    "PROOF-PDF-MISMATCH": lambda key: seal(b"%PDF-1.4\n", b"{}", key),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_a_proof_is_refused_in_dutch(code: str, key: SigningKey, dutch: Gettext) -> None:
    with pytest.raises(ProofRefused) as raised:
        REFUSALS[code](key)
    assert raised.value.code == code
    _require_dutch(raised.value, dutch)


def test_every_refusal_of_a_proof_is_among_them() -> None:
    promised = re.findall(r"PROOF-[A-Z-]+[A-Z]", (inspect.getdoc(proof_errors) or "").partition("Codes of")[2])
    assert set(promised) == set(REFUSALS)
