"""Getting hold of placeholders, and what their states share."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.people.models import Placeholder, PlaceholderEvent, Restored
from overstap.moves.people.values import LONGEST_REASON, OPEN_TO, EventKind, PlaceholderState, RestoredKind
from overstap.tenancy import access, checks
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AdministrationAccess, Invitation, Person


class PlaceholderRefused(Refused):
    """This cannot be done with somebody who stands so."""

    code = "FORMER-STATE"


def locked(actor: Actor, uids: Sequence[UUID], deed: str) -> list[Placeholder]:
    """The placeholders with these numbers, with whom ``deed`` can be done; their rows are locked.

    Raises NotFound (FORMER-NOT-FOUND), PlaceholderRefused.
    """
    wanted = set(uids)
    found = Placeholder.objects.filter(environment=actor.environment, uid__in=wanted)
    held = locked_numbers(found.values_list("pk", flat=True))
    if not wanted or len(held) != len(wanted):
        raise access.NotFound(
            _("That person is not among those who worked in what came here."),
            code="FORMER-NOT-FOUND",
            remedy=_("Load the list again."),
        )
    for one in held:
        _require(one, deed)
    return held


def locked_numbers(numbers: Iterable[int]) -> list[Placeholder]:
    """As ``locked``, by number. Invitations come first, as when somebody accepts: nobody waits in a circle."""
    found = list(Placeholder.objects.filter(pk__in=list(numbers)))
    addresses = {address.lower() for one in found for address in (one.email, one.invited_email) if address}
    invitations = Invitation.objects.annotate(low=Lower("email")).filter(
        environment__in={one.environment_id for one in found}, low__in=addresses, accepted_at=None, withdrawn_at=None
    )
    list(invitations.order_by("id").select_for_update().values_list("pk"))
    again = Placeholder.objects.filter(pk__in=[one.pk for one in found])
    return list(again.select_for_update().order_by("name", "id"))


def _require(one: Placeholder, deed: str) -> None:
    if one.state in OPEN_TO[deed]:
        return
    remedies = {
        PlaceholderState.ACCEPTED: _("Undo the link first."),
        PlaceholderState.LINKED: _("Undo the link first."),
        PlaceholderState.PUT_ASIDE: _("Invite them under Settings > People and roles, as anybody else."),
        PlaceholderState.ENDED: _("They are here again when the administration comes back."),
    }
    raise PlaceholderRefused(
        _("This cannot be done with %(name)s now.") % {"name": one.name},
        remedy=remedies.get(PlaceholderState(one.state), _("Load the page again and look how it stands.")),
        facts={"state": one.state, "deed": deed},
    )


def withdraw(one: Placeholder) -> None:
    """Make the invitation of a placeholder useless, unless somebody else was invited with the same mail."""
    others = Placeholder.objects.filter(
        environment_id=one.environment_id, state=PlaceholderState.INVITED, invited_email__iexact=one.invited_email
    ).exclude(pk=one.pk)
    if not one.invited_email or others.exists():
        return
    invitations = Invitation.objects.filter(
        environment_id=one.environment_id, email__iexact=one.invited_email, accepted_at=None, withdrawn_at=None
    )
    invitations.update(withdrawn_at=clock.now())


def restore(one: Placeholder, by: Person) -> list[str]:
    """Give whoever stands behind ``one`` what it had; gives the codes of the administrations that were opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_restore(%s, %s, %s)", [one.pk, by.pk, clock.now()])
        codes: list[str] = cursor.fetchone()[0]
    return codes


def take(one: Placeholder) -> list[str]:
    """Take away exactly what linking or accepting gave; gives the codes of the administrations that were closed.

    What was given otherwise stays, and so does what another link gave as well.
    """
    standing = Restored.objects.filter(placeholder=one, taken_at=None).select_related("administration")
    given = list(standing.select_for_update(of=("self",)))
    rows = {row.access_row: row for row in given if row.kind == RestoredKind.ACCESS and row.access_row is not None}
    Restored.objects.filter(pk__in=[row.pk for row in given]).update(taken_at=clock.now())
    shared = set(Restored.objects.filter(access_row__in=rows, taken_at=None).values_list("access_row", flat=True))
    ours = AdministrationAccess.objects.filter(pk__in=[number for number in rows if number not in shared])
    closed = sorted(rows[access_row.pk].administration.code for access_row in ours)
    ours.delete()
    return closed


def note(one: Placeholder, kind: EventKind, by: str, reason: str = "") -> None:
    """A line in what was done about somebody."""
    PlaceholderEvent.objects.create(
        placeholder=one, environment_id=one.environment_id, at=clock.now(), kind=kind, by=by, reason=reason
    )


def reason_of(text: str, *, needed: bool) -> str:
    """A reason as typed. Raises Malformed (REASON-NEEDED, REASON-MALFORMED)."""
    told = " ".join(text.split())
    if needed and not told:
        raise checks.Malformed(_("Say why."), code="REASON-NEEDED", remedy=_("One sentence is enough."))
    if len(told) > LONGEST_REASON or not told.isprintable():
        raise checks.Malformed(
            _("The reason is too long or has characters that cannot be printed."),
            code="REASON-MALFORMED",
            remedy=_("Use at most %(longest)d characters.") % {"longest": LONGEST_REASON},
        )
    return told
