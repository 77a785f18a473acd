"""``overstap verify-proof``: check a proof without Django, settings or database."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import RenderableType
from rich.text import Text

from overstap.cli.language import gettext as _
from overstap.cli.output import facts, moment, number, row, safe, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.lib.errors import Refused
from overstap.moves.proof.parse import MAX_BYTES
from overstap.moves.proof.verify import Verdict, verify

_PDF_ROOM = 4 * MAX_BYTES  # a PDF holds the document and its pages


class FileUnreadable(Refused):
    """There is no such file, or it cannot be read."""

    code = "FILE-UNREADABLE"


def verify_proof(
    file: Annotated[Path, Parameter(help=_("the proof: JSON or PDF"))],
    /,
    *,
    key: Annotated[
        str,
        Parameter(metavar="KEY", help=_("the public key that you trust, or its fingerprint (64 hexadecimal digits)")),
    ] = "",
    session: InSession,
) -> None:
    verdict = verify(_read(file), trusted_key=key or None)
    session.output.show(as_data(verdict), _head(), _what_moved(verdict), *_ending(verdict))


def as_data(verdict: Verdict) -> dict[str, object]:
    """A whole proof in short, for programs."""
    manifest = verdict.manifest
    return {
        "genuine": True,
        "trusted": verdict.trusted,
        "fingerprint": verdict.fingerprint,
        "public_key": verdict.public_key,
        "document_sha256": verdict.document_sha256,
        "from_pdf": verdict.from_pdf,
        "move": manifest.move.uid,
        "issued_at": manifest.issuer.issued_at,
        "administrations": manifest.administrations,
        "verdicts": [one.verdict for one in manifest.verifications],
    }


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_PDF_ROOM + 1)
    except OSError as error:
        raise FileUnreadable(
            _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": error.strerror},
            remedy=_("Check the name of the file."),
        ) from error


def _head() -> Text:
    words = _("Nothing in this proof was changed since it was signed.")
    return Text.assemble(("✓ ", "green"), (words, "bold"))


def _what_moved(verdict: Verdict) -> RenderableType:
    made = table(_("Administration"), _("Before"), _("After"), _("Entries"), _("Outcome"), right=(_("Entries"),))
    for one in verdict.manifest.administrations:
        row(made, one.name, one.old_code, one.new_code, number(one.position), word(one.outcome))
    return made


def _ending(verdict: Verdict) -> list[RenderableType]:
    manifest = verdict.manifest
    names = {party.side: f"{party.office}, {party.environment}" for party in manifest.parties}
    compared = sum(record.present for one in manifest.verifications for record in one.records)
    shown = facts(
        [
            (_("From"), names.get("giver", "")),
            (_("To"), names.get("receiver", "")),
            (_("Issued"), moment(datetime.fromisoformat(manifest.issuer.issued_at))),
            (_("Verification"), _verdicts(verdict)),
            (_("Records compared"), number(compared)),
            (_("Move"), manifest.move.uid),
            (_("Signed with key"), verdict.fingerprint),
        ]
    )
    return [shown, _who_signed(verdict)]


def _verdicts(verdict: Verdict) -> str:
    return ", ".join(dict.fromkeys(word(one.verdict) for one in verdict.manifest.verifications)) or "-"


def _who_signed(verdict: Verdict) -> Text:
    if verdict.trusted:
        return safe(_("It was signed with the key that you trust."), "green")
    return safe(
        _("Who signed it is for you to find out: ask the office for its fingerprint, and add it with --key."), "yellow"
    )
