"""Writing addresses and old places down: what the verbs and the moves share. Asks for no right; see actions.py."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy.addresses import codes
from overstap.tenancy.addresses.models import Address, AddressStyle, OldPlace
from overstap.tenancy.addresses.values import Style
from overstap.tenancy.models import Administration, Environment

_TRIES = 1000  # no environment has so many administrations whose codes read alike


class AddressStands(Refused):
    """There is nothing to change."""

    code = "ADDRESS-STANDS"


def domain() -> str:
    """What stands behind the @ of every delivery address of this installation."""
    return str(settings.DELIVERY_DOMAIN)


def style_of(environment: Environment) -> Style:
    """How ``environment`` makes its addresses."""
    chosen = AddressStyle.objects.filter(environment=environment).values_list("style", flat=True).first()
    return Style(chosen or Style.OFFICE_CODE)


def expected(environment: Environment, code: str) -> str:
    """The address that an administration with ``code`` will be given there; empty where that is left to chance."""
    style = style_of(environment)
    return "" if style is Style.RANDOM else f"{next(codes.local_parts(style, environment.slug, code))}@{domain()}"


def living(administration: Administration) -> Address | None:
    """The living address of an administration, as far as the one who asks may see it."""
    return Address.objects.filter(administration_uid=administration.uid, ends_at=None).first()


def make(administration: Administration, *, old_until: datetime) -> Address:
    """A new living address, in the style of the environment; the one before forwards until ``old_until``.

    Locks the row of the administration, so that there is one at a time. Raises AddressStands where it has the very
    address already that this style gives.
    """
    locked = Administration.objects.select_for_update(no_key=True).select_related(None).get(pk=administration.pk)
    before = living(locked)
    with transaction.atomic():
        if before is not None:
            _end(before, old_until)
        made = _first_free(locked, before)
    locked.delivery_address = made.address
    locked.save(update_fields=["delivery_address"])
    administration.delivery_address = made.address
    return made


def revive(administration: Administration, *, others_until: datetime) -> None:
    """The address that was given here last is the living one again; any other forwards until ``others_until``."""
    last = (
        Address.objects.filter(environment=administration.environment, administration_uid=administration.uid)
        .order_by("-given_at", "-id")
        .first()
    )
    for other in Address.objects.filter(administration_uid=administration.uid, ends_at=None):
        if other != last:
            _end(other, others_until)
    if last is None:
        return
    last.ends_at = None
    last.save(update_fields=["ends_at"])
    administration.delivery_address = last.address
    administration.save(update_fields=["delivery_address"])


def leave_place(administration: Administration, code: str, until: datetime) -> None:
    """The pages of ``administration`` under ``code`` in its environment lead to where it is held, until then."""
    OldPlace.objects.update_or_create(
        environment_id=administration.environment_id,
        code=code,
        administration_uid=administration.uid,
        defaults={"ends_at": until},
    )


def in_days(days: int) -> datetime:
    """So many days from now."""
    return clock.now() + timedelta(days=days)


def _end(address: Address, moment: datetime) -> None:
    address.ends_at = moment
    address.save(update_fields=["ends_at"])


def _first_free(administration: Administration, before: Address | None) -> Address:
    style = style_of(administration.environment)
    tried = codes.local_parts(style, administration.environment.slug, administration.code)
    for _try, local in zip(range(_TRIES), tried, strict=False):
        address = f"{local}@{domain()}"
        if before is not None and before.address == address:
            raise AddressStands(
                _("“%(name)s” has the address %(address)s already.")
                % {"name": administration.name, "address": address},
                remedy=_("Choose another style of addresses first."),
            )
        if _insert(administration, address, style) or _take_up(administration, address):
            return Address.objects.get(address=address)
    raise AddressStands(_("No free address was found for “%(name)s”.") % {"name": administration.name})


def _insert(administration: Administration, address: str, style: Style) -> bool:
    """False when somebody has, or ever had, this address; whose it is need not be visible here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO addresses_address (address, environment_id, administration_uid, style, given_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (address) DO NOTHING",
            [address, administration.environment_id, administration.uid, style, clock.now()],
        )
        return bool(cursor.rowcount)


def _take_up(administration: Administration, address: str) -> bool:
    """Whether it was this administration's own, here: then it lives again (there and back again: A to B to A)."""
    own = Address.objects.filter(
        address=address, environment_id=administration.environment_id, administration_uid=administration.uid
    )
    return bool(own.update(ends_at=None, given_at=clock.now()))
