"""The verb: take the statements of a bank file into an administration."""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from overstap.books.bank.importing import FileFacts, Imported, Importer
from overstap.books.documents.store import shown_name
from overstap.exchange.bank_errors import NotABankFile
from overstap.exchange.camt.reader import CamtFile
from overstap.exchange.mt940.reader import Mt940File
from overstap.lib.sentences import sentence
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

_PIECE = 1 << 20


def import_bank_file(actor: Actor, code: str, path: Path, name: str) -> Imported:
    """Take a file into administration ``code``: every statement that adds up and is new.

    What was left out and why is among the findings; nothing is doubled. Raises UnreadableBankFile where the file cannot
    be read to its end (then nothing stays), and what ``access`` raises.
    """
    administration = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    file = open_bank_file(path)
    with transaction.atomic():
        facts = FileFacts(shown_name(name), _sha256(path), file.format, actor.person.pk)
        importer = Importer(administration, facts)
        with _fewer_collections():
            for one in file.statements():
                importer.take(one)
    result = importer.result
    result.refused += sum(finding.code in {"BANK-FIELD", "BANK-ENTRY", "BANK-NO-ACCOUNT"} for finding in file.findings)
    result.findings = [*file.findings, *result.findings]
    audit.record(
        actor,
        "bank.import",
        {
            "administration": code,
            "file": facts.name,
            "statements": result.statements,
            "lines": result.lines,
            "left_out": result.known + result.refused,
        },
    )
    return result


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Let the garbage collector look less often: values of lines have no cycles, and there are very many."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], 100_000), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def open_bank_file(path: Path) -> CamtFile | Mt940File:
    """A reader for whichever format it is. Raises NotABankFile, ForbiddenInBankFile, TooMuchInBankFile."""
    with path.open("rb") as stream:
        head = stream.read(2_000).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    if not head:
        raise NotABankFile(sentence("The file is empty."))
    return CamtFile(path) if head.startswith(b"<") else Mt940File(path)


def _sha256(path: Path) -> str:
    hashed = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()
