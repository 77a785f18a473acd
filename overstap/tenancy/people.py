"""The verbs about people in an environment: invite, accept, change role, end. (Verbs on what they own: actions.)"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.secrets import make_token, token_hash
from overstap.tenancy import audit, checks
from overstap.tenancy.access import Actor, NotFound, acting, require
from overstap.tenancy.actions import Taken, no_member
from overstap.tenancy.models import AdministrationAccess, Environment, Invitation, Membership, Person
from overstap.tenancy.queries import language_of
from overstap.tenancy.roles import Right, Role

INVITATION_VALID = timedelta(days=14)
_TOKEN_BYTES = 32  # 256 bits

Joined = Callable[[Person, Environment, str], None]  # who, where, and the hash of the invitation's token
_WHEN_JOINED: list[Joined] = []


class InvitationRefused(Refused):
    """The invitation cannot be used (any more), or not by this person."""

    code = "INVITATION-UNKNOWN"


class LastSuperuser(Refused):
    """An environment always keeps somebody who may manage it."""

    code = "LAST-SUPERUSER"


def invite(*, actor: Actor, email: str, role: str) -> str:
    """Mail an invitation that is valid for 14 days; gives its token, of which only the hash is kept.

    An earlier invitation of the same address that still stands is withdrawn. Raises NotAllowed, Malformed, or Taken
    when the person works here already.
    """
    require(actor, Right.MANAGE_PEOPLE)
    address, wanted = checks.email(email), checks.role(role)
    if Membership.objects.filter(environment=actor.environment, person__email__iexact=address, active=True).exists():
        raise Taken(_("%(email)s works in this environment already.") % {"email": address}, code="MEMBER-EXISTS")
    _withdraw_standing(actor, address)
    token = make_token(_TOKEN_BYTES)
    invitation = Invitation.objects.create(
        environment=actor.environment,
        email=address,
        role=wanted,
        token_hash=token_hash(token),
        invited_by=actor.person,
        invited_at=clock.now(),
        expires_at=clock.now() + INVITATION_VALID,
    )
    language = language_of(address)
    with override(language):
        letter = _invitation_letter(actor, invitation, token)
    outbox.post_letter(f"invitation:{invitation.pk}", address, letter, language)
    audit.record(actor, "invitation.send", {"email": address, "role": wanted})
    return token


def when_somebody_joins(follow: Joined) -> None:
    """Have ``follow`` called in the transaction in which somebody becomes a member by an invitation."""
    if follow not in _WHEN_JOINED:
        _WHEN_JOINED.append(follow)


def accept_invitation(*, person: Person, token: str) -> Environment:
    """Become a member through an invitation sent to one's own address; works once.

    Raises InvitationRefused with code INVITATION-UNKNOWN (also for somebody else's), -WITHDRAWN, -USED, -EXPIRED or
    -MEMBER.
    """
    facts: dict[str, object] = {}
    with audit.on_refusal(person, "", "invitation.accept", facts), acting(person.pk, []):
        outcome, environment_id = _accept(token)
        facts["outcome"] = outcome
        if outcome != "accepted" or environment_id is None:
            raise _refusal(outcome)
        with acting(person.pk, [environment_id]):
            environment = Environment.objects.select_related("office").get(pk=environment_id)
            audit.record(None, "invitation.accept", {"email": person.email}, environment=environment)
            for follow in _WHEN_JOINED:
                follow(person, environment, token_hash(token))
            return environment


def withdraw_invitation(*, actor: Actor, email: str) -> None:
    """Make the standing invitation of this address useless. Raises NotAllowed, or NotFound when there is none."""
    require(actor, Right.MANAGE_PEOPLE)
    address = checks.email(email)
    if not _withdraw_standing(actor, address):
        raise NotFound(_("No invitation for %(email)s stands.") % {"email": address}, code="INVITATION-NOT-FOUND")
    audit.record(actor, "invitation.withdraw", {"email": address})


def set_language(*, person: Person, language: str) -> None:
    """Keep the language in which ``person`` reads pages and mails: ``nl`` or ``en``. Raises Malformed."""
    if language not in dict(settings.LANGUAGES):
        raise checks.Malformed(_("There is no language “%(language)s” here.") % {"language": language[:80]})
    person.language = language
    person.save(update_fields=["language"])


def set_password(*, person: Person, password: str) -> None:
    """Give ``person`` a password; whoever calls has seen to it that it is a good one."""
    person.set_password(password)
    person.save(update_fields=["password"])


def set_role(*, actor: Actor, person: Person, role: str) -> Membership:
    """Give a member another role. Raises NotAllowed, Malformed, NotFound, or LastSuperuser."""
    require(actor, Right.MANAGE_PEOPLE)
    wanted = checks.role(role)
    membership = _member_to_change(actor, person)
    if wanted != Role.SUPERUSER:
        _refuse_last_superuser(actor, membership)
    before, membership.role = membership.role, wanted
    membership.save(update_fields=["role"])
    audit.record(actor, "member.role", {"person": person.email, "from": before, "to": wanted})
    return membership


def end_membership(*, actor: Actor, person: Person) -> None:
    """End somebody's work here, and their access to every administration of the environment.

    Raises NotAllowed, NotFound, or LastSuperuser.
    """
    require(actor, Right.MANAGE_PEOPLE)
    membership = _member_to_change(actor, person)
    _refuse_last_superuser(actor, membership)
    AdministrationAccess.objects.filter(administration__environment=actor.environment, person=person).delete()
    audit.record(actor, "member.end", {"person": person.email, "role": membership.role})
    # Last: whoever ends their own membership sees nothing of the environment from here on.
    Membership.objects.filter(pk=membership.pk).update(active=False)


def _withdraw_standing(actor: Actor, address: str) -> bool:
    standing = Invitation.objects.filter(
        environment=actor.environment, email__iexact=address, accepted_at=None, withdrawn_at=None
    )
    return standing.update(withdrawn_at=clock.now()) > 0


def _accept(token: str) -> tuple[str, int | None]:
    with connection.cursor() as cursor:
        query = "SELECT outcome, environment FROM overstap_accept_invitation(%s, %s)"
        cursor.execute(query, [token_hash(token), clock.now()])
        outcome, environment_id = cursor.fetchone()
    return outcome, environment_id


def _refusal(outcome: str) -> InvitationRefused:
    texts = {
        "withdrawn": ("INVITATION-WITHDRAWN", _("This invitation was withdrawn.")),
        "used": ("INVITATION-USED", _("This invitation was used already.")),
        "expired": ("INVITATION-EXPIRED", _("This invitation has expired.")),
        "member": ("INVITATION-MEMBER", _("You work in this environment already.")),
    }
    # Somebody else's invitation looks just like one that does not exist.
    code, text = texts.get(outcome, ("INVITATION-UNKNOWN", _("There is no such invitation for you.")))
    return InvitationRefused(text, code=code, remedy=_("Ask a superuser of that environment for a new invitation."))


def _member_to_change(actor: Actor, person: Person) -> Membership:
    # The environment's row is the lock: two superusers cannot end each other at the same moment.
    Environment.objects.select_for_update(no_key=True).get(pk=actor.environment.pk)
    membership = Membership.objects.filter(environment=actor.environment, person=person, active=True).first()
    if membership is None:
        raise no_member(person.email)
    return membership


def _refuse_last_superuser(actor: Actor, membership: Membership) -> None:
    others = Membership.objects.filter(
        environment=actor.environment, role=Role.SUPERUSER, active=True, person__is_active=True
    ).exclude(pk=membership.pk)
    if membership.role == Role.SUPERUSER and not others.exists():
        raise LastSuperuser(
            _("This is the only superuser of the environment."),
            remedy=_("Make somebody else a superuser first."),
        )


def _invitation_letter(actor: Actor, invitation: Invitation, token: str) -> Letter:
    names = {"inviter": actor.person.name, "environment": actor.environment.name}
    return Letter(
        subject=_("Invitation to work in %(environment)s") % names,
        paragraphs=(_("%(inviter)s invites you to work in “%(environment)s”.") % names,),
        facts=(
            (_("Role"), _role_in_words(invitation.role)),
            (_("Valid until"), clock.for_people(invitation.expires_at)),
            (_("Invitation code"), token),
        ),
        action=Link(_("Accept the invitation"), page(f"/invitations/{token}/")),
        notes=(
            _("The invitation is for you alone and works once."),
            _("You do not know who invites you? Then do nothing."),
        ),
    )


def _role_in_words(role: str) -> str:
    return {
        Role.SUPERUSER: _("superuser"),
        Role.ACCOUNTANT: _("accountant"),
        Role.SME_BOOKKEEPER: _("SME bookkeeper"),
        Role.AUTHORISATION_MANAGER: _("authorisation manager"),
        Role.AUTHORISER: _("authoriser"),
        Role.CLIENT_USER: _("client user"),
        Role.RESTRICTED_CLIENT_USER: _("restricted client user"),
    }[Role(role)]
