"""Whoever reads Dutch gets findings and refusals in Dutch; codes, places and exit codes stay what they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from overstap.cli import language
from overstap.cli.errors import Exit
from overstap.moves.proof.keys import SigningKey
from overstap.moves.proof.sign import sign
from tests.cli.running import Command
from tests.exchange.documents import document, entry, journal, line, saved, transactions
from tests.moves import proof_example
from tests.tenancy.people import unique

UNBALANCED = document(
    content=transactions(journal(entry(line("1", "1300", "10.01", "D") + line("2", "8999", "10.00", "C"))))
)


@pytest.fixture(autouse=True)
def language_as_it_was() -> Iterator[None]:
    """A command chooses the language of the process."""
    before = language.chosen()
    yield
    language.use(before)


@pytest.fixture
def slug(command: Command) -> str:
    """An empty environment of the operator."""
    name = unique("kantoor")
    assert command("environment", "create", name, "--name", "Kantoor").code == Exit.DONE
    return name


def bring_in(command: Command, slug: str, file: Path, *more: str) -> tuple[int, str]:
    """Exit code and everything that was shown, as one line."""
    answer = command("import", file, "--environment", slug, "--code", "1001", *more)
    return answer.code, " ".join((answer.out + answer.err).split())


def test_a_wrong_audit_file_has_dutch_findings(command: Command, slug: str, tmp_path: Path) -> None:
    code, shown = bring_in(command, slug, saved(tmp_path, UNBALANCED), "--language", "nl")
    assert code == Exit.FINDINGS
    assert "dagboek VK, boeking 1: De boeking is niet in evenwicht: 0.01 te veel debet." in shown
    assert "Verbeter dit in het pakket dat het bestand maakte en exporteer opnieuw." in shown
    assert "De grootboekrekening '8999', die hier voor het eerst voorkomt," in shown
    assert "XAF-UNBALANCED" in shown
    assert "does not balance" not in shown


def test_the_same_file_has_english_findings(command: Command, slug: str, tmp_path: Path) -> None:
    code, shown = bring_in(command, slug, saved(tmp_path, UNBALANCED), "--language", "en")
    assert code == Exit.FINDINGS
    assert "journal VK, entry 1: The entry does not balance: 0.01 too much debit." in shown


def test_json_keeps_codes_and_places_in_any_language(command: Command, slug: str, tmp_path: Path) -> None:
    file = saved(tmp_path, UNBALANCED)
    found = {}
    for wanted in ("nl", "en"):
        answer = command("import", file, "-e", slug, "--code", "1001", "--json", "--language", wanted)
        found[wanted] = answer.data["findings"]
    dutch, english = ([(one["code"], one["severity"], one["place"]) for one in found[one]] for one in ("nl", "en"))
    assert dutch == english
    assert [one["message"] for one in found["nl"]] != [one["message"] for one in found["en"]]
    assert "journal VK, entry 1" in {one["place"] for one in found["nl"]}


def test_a_file_that_cannot_be_read_is_refused_in_dutch(command: Command, slug: str, tmp_path: Path) -> None:
    code, shown = bring_in(command, slug, saved(tmp_path, UNBALANCED[:900]), "--language", "nl")
    assert code == Exit.FINDINGS
    assert "het bestand houdt hier op, halverwege" in shown
    assert "XAF-TRUNCATED" in shown


def test_an_altered_proof_is_refused_in_dutch(command: Command, tmp_path: Path) -> None:
    whole = sign(proof_example.manifest(), SigningKey.load_or_create(tmp_path / "key.pem"))
    proof = tmp_path / "proof.json"
    proof.write_bytes(whole.replace(b"Bakkerij", b"Bakkery!", 1))
    assert proof.read_bytes() != whole
    answer = command("verify-proof", proof, "--language", "nl")
    shown = " ".join(answer.err.split())
    assert answer.code == Exit.DIFFERENCES
    assert "is gewijzigd" in shown
    assert "Vraag het kantoor dat het stuurde om het oorspronkelijke bestand" in shown
    assert "PROOF-SECTION-CHANGED" in shown
