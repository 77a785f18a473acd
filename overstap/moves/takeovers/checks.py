"""Who may not be named, and who may not approve."""

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.moves.models import Consent, Move
from overstap.moves.takeovers.models import Approval
from overstap.moves.takeovers.values import LONGEST_LINE, LONGEST_REASON, MOST_LINES, Answer
from overstap.moves.values import Party
from overstap.tenancy import checks


class ClientIsStaff(Refused):
    """Somebody who works at one of the offices cannot stand for the client."""

    code = "CLIENT-IS-STAFF"


class SamePerson(Refused):
    """One person cannot approve for two parties."""

    code = "SAME-PERSON"


class ReasonMissing(Refused):
    """A refusal has a reason."""

    code = "REASON-MISSING"


def require_client(email: str, *environments: int | None) -> None:
    """Raise ClientIsStaff where the address is that of staff of one of the environments.

    Runs as somebody who works in one of them, or the system actor on the matter.
    """
    places = [one for one in environments if one is not None]
    with connection.cursor() as cursor:
        cursor.execute("SELECT takeovers_is_staff(%s, %s::bigint[])", [email if email.isprintable() else "", places])
        is_staff = cursor.fetchone()[0]
    if is_staff:
        raise ClientIsStaff(
            _("Somebody who works at one of the two offices cannot approve for the client."),
            remedy=_("Use the client's own name and e-mail address."),
        )


def require_another_person(move: Move, party: Party, email: str) -> None:
    """Raise SamePerson where this address approved for another party, or is that of the client."""
    if party is not Party.CLIENT and email.lower() == move.client_email.lower():
        raise _same()
    agreed = Consent.objects.filter(move=move, person__email__iexact=email).exclude(party=party)
    approved = Approval.objects.filter(move=move, person__email__iexact=email, answer=Answer.APPROVED, voided_at=None)
    if agreed.exists() or approved.exclude(party=party).exists():
        raise _same()


def client(name: str, email: str) -> tuple[str, str]:
    """The client as typed, in the form in which they are kept. Raises Malformed."""
    return checks.name(name), checks.email(email)


def reason(text: str) -> str:
    """Why somebody refuses: one paragraph. Raises ReasonMissing."""
    told = " ".join("".join(one if one.isprintable() else " " for one in text).split())[:LONGEST_REASON]
    if not told:
        raise ReasonMissing(_("A refusal needs a reason."), remedy=_("Say in a few words why; the others read it."))
    return told


def wanted(lines: Sequence[str]) -> list[str]:
    """The administrations as the client gave them, one a line: at least one. Raises Malformed."""
    kept = [line.strip() for line in lines if line.strip()]
    if not kept or len(kept) > MOST_LINES or any(len(one) > LONGEST_LINE or not one.isprintable() for one in kept):
        raise checks.Malformed(
            _("Say which administrations, in the words of the client."),
            code="LINES-MALFORMED",
            remedy=_("From one to %(most)d lines, each of at most %(longest)d characters.")
            % {"most": MOST_LINES, "longest": LONGEST_LINE},
        )
    return kept


def _same() -> SamePerson:
    return SamePerson(_("Nobody can approve for two parties."), remedy=_("Let somebody else of your side approve."))
