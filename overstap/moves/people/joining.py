"""What follows when somebody accepts an invitation, and how one is declined."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib import clock
from overstap.lib.secrets import token_hash
from overstap.moves.people import standing
from overstap.tenancy import audit
from overstap.tenancy.access import acting
from overstap.tenancy.models import Environment, Person
from overstap.tenancy.people import InvitationRefused


@dataclass(frozen=True, slots=True)
class Declined:
    """An invitation that was declined: to which environment."""

    environment: str


def accepted(person: Person, environment: Environment, invitation_hash: str) -> None:
    """In the transaction in which ``person`` became a member: who worked in what came here gets their access back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_accept(%s, %s)", [invitation_hash, clock.now()])
        codes: list[str] = cursor.fetchone()[0]
    if codes:
        facts = {"person": person.email, "administrations": codes}
        audit.record(None, "former.accept", facts, environment=environment)


def decline(*, person: Person | None, token: str, reason: str) -> Declined:
    """Say no to an invitation; whoever sent it gets a mail with the reason.

    The token came by mail, so it speaks for the address; somebody signed in with another one is refused. Raises
    Malformed, or InvitationRefused (INVITATION-UNKNOWN, -DECLINED, -WITHDRAWN, -USED, -EXPIRED).
    """
    facts: dict[str, object] = {}
    with audit.on_refusal(person, "", "invitation.decline", facts), acting(person.pk if person else None, []):
        why = standing.reason_of(reason, needed=False)
        with connection.cursor() as cursor:
            query = (
                "SELECT outcome, number, email, environment, slug, inviter, language FROM people_decline(%s, %s, %s)"
            )
            cursor.execute(query, [token_hash(token), why, clock.now()])
            outcome, number, email, environment, slug, inviter, language = cursor.fetchone()
        facts["outcome"] = outcome
        if outcome != "open":
            raise _refusal(outcome)
        if inviter:
            with override(language):
                letter = _letter(email, environment, slug, why)
            outbox.post_letter(f"invitation-declined:{number}", inviter, letter, language)
    return Declined(environment)


def was_declined(token: str) -> bool:
    """Whether the invitation with this token was declined by whom it was for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_was_declined(%s)", [token_hash(token)])
        answer: bool = cursor.fetchone()[0]
    return answer


def _refusal(outcome: str) -> InvitationRefused:
    texts = {
        "declined": ("INVITATION-DECLINED", _("This invitation was declined already.")),
        "withdrawn": ("INVITATION-WITHDRAWN", _("This invitation was withdrawn.")),
        "used": ("INVITATION-USED", _("This invitation was used already.")),
        "expired": ("INVITATION-EXPIRED", _("This invitation has expired.")),
    }
    code, text = texts.get(outcome, ("INVITATION-UNKNOWN", _("There is no such invitation for you.")))
    return InvitationRefused(text, code=code, remedy=_("There is nothing more for you to do."))


def _letter(email: str, environment: str, slug: str, reason: str) -> Letter:
    return Letter(
        subject=_("%(email)s declined your invitation") % {"email": email},
        paragraphs=(
            _("%(email)s does not want to work in “%(environment)s”.") % {"email": email, "environment": environment},
        ),
        facts=((_("Reason"), reason),) if reason else (),
        action=Link(_("Look at the people"), page(f"/e/{slug}/settings/people/former/")),
        notes=(_("You can invite them again, or somebody else."),),
    )
