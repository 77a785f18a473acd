"""The verbs of delivery addresses and old places."""

from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, administration_to_manage, frozen, require
from overstap.tenancy.addresses import giving
from overstap.tenancy.addresses.giving import in_days
from overstap.tenancy.addresses.models import Address, AddressStyle, OldUrlPart
from overstap.tenancy.addresses.values import Lasting, Style
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Administration, Environment
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

FORWARD_DAYS = 30  # of an address that its own office replaces
MOST = 25  # addresses of one administration that were given by hand


class TooManyAddresses(Refused):
    """Somebody has given more addresses than anyone can mean to have."""

    code = "ADDRESSES-TOO-MANY"


def choose_style(*, actor: Actor, style: str) -> Style:
    """How new addresses are made here; those that were given stay. Raises NotAllowed or Malformed."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    if style not in set(Style):
        raise Malformed(
            _("There is no style of addresses “%(style)s”.") % {"style": style[:40]},
            code="ADDRESS-STYLE-UNKNOWN",
            remedy=_("Choose one of: %(styles)s.") % {"styles": ", ".join(Style)},
        )
    before = giving.style_of(actor.environment)
    if before != style:
        AddressStyle.objects.update_or_create(environment=actor.environment, defaults={"style": style})
        audit.record(actor, "address.style", {"from": str(before), "to": style})
    return Style(style)


def give(*, actor: Actor, code: str, forward_days: int = FORWARD_DAYS) -> str:
    """Give an administration a delivery address; one that it had forwards for so many days. Gives the address.

    Raises NotAllowed, NotFound, Frozen, giving.AddressStands, TooManyAddresses.
    """
    one = administration_to_manage(actor, code, Right.MANAGE_ADMINISTRATIONS)
    if one.state != AdministrationState.ACTIVE:
        raise frozen(one)
    if Address.objects.filter(environment=actor.environment, administration_uid=one.uid).count() >= MOST:
        raise TooManyAddresses(
            _("“%(name)s” has had %(most)d addresses here.") % {"name": one.name, "most": MOST},
            remedy=_("Keep the one that it has."),
        )
    before = one.delivery_address
    made = giving.make(one, old_until=in_days(forward_days))
    audit.record(
        actor, "address.give", {"administration": code, "delivery_address": {"from": before, "to": made.address}}
    )
    return made.address


def holder_changed(before: Administration, after: Administration, lasting: Lasting) -> None:
    """``after`` holds the administration from now on, and ``before`` no longer: a new delivery address where it had
    one, with the old one forwarding; pages at the old place lead on.

    Runs as somebody who sees both environments: the system actor on a move.
    """
    if lasting.inbox is not None and (giving.living(before) is not None or before.delivery_address):
        giving.make(after, old_until=in_days(lasting.inbox))
    giving.leave_place(before, before.code, in_days(lasting.links))


def holder_returned(left: Administration, back: Administration, lasting: Lasting) -> None:
    """``back`` holds it again, ``left`` no longer: the old address is the living one, the newer one forwards."""
    if lasting.inbox is not None:
        giving.revive(back, others_until=in_days(lasting.inbox))
    giving.leave_place(left, left.code, in_days(lasting.links))


def code_changed(administration: Administration, old_code: str, days: int, *, inbox_days: int | None = None) -> None:
    """``administration`` has another code since just now, in the same environment: pages under ``old_code`` lead to
    it for ``days``, and it gets a delivery address of its new code where it had one.

    The old address forwards for ``inbox_days`` (``days`` where left out). In the transaction of the change itself.
    """
    if administration.code == old_code:
        return
    giving.leave_place(administration, old_code, in_days(days))
    if giving.living(administration) is None:
        return
    if giving.style_of(administration.environment) is Style.OFFICE_CODE:
        giving.make(administration, old_until=in_days(days if inbox_days is None else inbox_days))


def url_part_changed(environment: Environment, old_slug: str, days: int) -> None:
    """``environment`` has another URL part since just now: its pages under ``old_slug`` lead on for ``days``.

    Nobody else can have ``old_slug`` from now on. Delivery addresses stay as they are.
    """
    OldUrlPart.objects.update_or_create(slug=old_slug, defaults={"environment": environment, "ends_at": in_days(days)})


def require_not_ours(address: str, one: Administration | None = None) -> None:
    """Raise Malformed for a typed address in our own domain, which we alone give, unless ``one`` has it already."""
    typed = address.strip().lower()
    if typed.rpartition("@")[2] != giving.domain() or (one is not None and typed == one.delivery_address.lower()):
        return
    raise Malformed(
        _("Addresses that end in %(domain)s are given by Overstap.") % {"domain": giving.domain()},
        code="ADDRESS-GIVEN-BY-US",
        remedy=_("Leave it empty, and choose “Give a delivery address” in the settings of the administration."),
    )
