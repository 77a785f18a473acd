"""Reads of delivery addresses and of places that were left."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from overstap.lib import clock
from overstap.tenancy.access import Actor, acting, administration_to_manage, require, system_person
from overstap.tenancy.addresses import giving
from overstap.tenancy.addresses.models import Address
from overstap.tenancy.addresses.values import AddressRow, AddressState, Destination, Left, Place, Style
from overstap.tenancy.models import Administration, Person
from overstap.tenancy.roles import Right, may
from overstap.tenancy.values import AdministrationState

PAGE = 100


def style(actor: Actor) -> Style:
    """How addresses are made in the actor's environment."""
    return giving.style_of(actor.environment)


def of_environment(actor: Actor, *, after: str = "", limit: int = PAGE) -> list[AddressRow]:
    """Addresses that this environment gave, and those that bring mail to what it holds; in alphabetical order.

    Those after ``after``; ``limit`` at most. Raises NotAllowed.
    """
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    found = Address.objects.order_by("address")
    if after and after.isprintable():
        found = found.filter(address__gt=after.lower())
    return _rows(actor, found[:limit])


def of_administration(actor: Actor, code: str) -> list[AddressRow]:
    """Every address of an administration that may be seen here: the living one first. Raises NotAllowed, NotFound."""
    one = administration_to_manage(actor, code, Right.MANAGE_ADMINISTRATIONS)
    return of_identities(actor, [one.uid])


def of_identities(actor: Actor, uids: Collection[UUID]) -> list[AddressRow]:
    """The same for administrations by uid: what the actor's environment may see of them."""
    rows = _rows(actor, Address.objects.filter(administration_uid__in=list(uids)).order_by("-given_at", "-id"))
    order = list(AddressState)
    return sorted(rows, key=lambda row: (row.administration, row.code, order.index(row.state)))


def look_up(actor: Actor, address: str) -> AddressRow | None:
    """What this environment may know of an address; None for one that is not known, or not its business."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    asked = address.strip().lower()
    return next(iter(_rows(actor, Address.objects.filter(address=asked if asked.isprintable() else ""))), None)


def resolve(address: str) -> Destination:
    """Where mail to ``address`` goes now; for the mail door, which acts as the system actor and belongs to nobody.

    What it answers is for delivering alone: whoever sent the mail hears no more than whether it was taken.
    """
    asked = address.strip()
    with acting(system_person().pk, []), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM addresses_resolve(%s)", [asked if asked.isprintable() else ""])
        row = cursor.fetchone()
    if row is None:
        return Destination(AddressState.UNKNOWN)
    uid, ends_at, environment, code, state_there = row
    return Destination(
        state=_state(ends_at),
        administration_uid=uid,
        environment_id=environment,
        code=code or "",
        state_there=state_there or "",
        ends_at=ends_at,
    )


def follow(person: Person, slug: str, code: str, *, managing: bool) -> Left | None:
    """Where an administration that was at this place is now, for ``person`` who may see it there; else None.

    ``managing``: the page is one of its settings, for whoever manages it; else one of its books, for whoever has
    access. Ended: the page itself no longer leads on, and a pointer may be shown.
    """
    if not (slug.isprintable() and code.isprintable()):
        return None
    with acting(person.pk, []), connection.cursor() as cursor:
        cursor.execute("SELECT slug, code, role, access, ends_at FROM addresses_follow(%s, %s)", [slug, code])
        rows = cursor.fetchall()
    for there, code_there, role, has_access, ends_at in rows:
        if has_access or (managing and may(role, Right.MANAGE_ADMINISTRATIONS)):
            return Left(Place(there, code_there), ended=ends_at <= clock.now())
    return None


def follow_environment(person: Person, slug: str) -> tuple[str, bool] | None:
    """What an environment is called now that had this URL part, for a member; and whether the time has ended."""
    with acting(person.pk, []), connection.cursor() as cursor:
        cursor.execute(
            "SELECT slug, ends_at FROM addresses_follow_environment(%s)", [slug if slug.isprintable() else ""]
        )
        row = cursor.fetchone()
    return (row[0], row[1] <= clock.now()) if row else None


def place_of(person: Person, uid: UUID) -> Place | None:
    """Where the administration with this identity is held, for ``person`` with access to it there; else None.

    For links that outlive every move: they name the identity, not the place.
    """
    with acting(person.pk, []), connection.cursor() as cursor:
        cursor.execute("SELECT slug, code FROM addresses_mine() WHERE uid = %s AND access", [uid])
        row = cursor.fetchone()
    return Place(*row) if row else None


def _rows(actor: Actor, found: Iterable[Address]) -> list[AddressRow]:
    addresses = list(found)
    known = _administrations(actor, {one.administration_uid for one in addresses})
    return [_row(one, known.get(one.administration_uid)) for one in addresses]


def _administrations(actor: Actor, uids: Collection[UUID]) -> dict[UUID, Administration]:
    """By uid: the row here that holds it; where none does, the last one that did."""
    found = Administration.objects.filter(environment=actor.environment, uid__in=list(uids))
    return {one.uid: one for one in sorted(found, key=lambda one: (_holds(one), one.pk))}


def _row(one: Address, administration: Administration | None) -> AddressRow:
    return AddressRow(
        address=one.address,
        state=_state(one.ends_at),
        administration=administration.name if administration else "",
        code=administration.code if administration else "",
        given_at=one.given_at,
        ends_at=one.ends_at,
        here=administration is not None and _holds(administration),
    )


def _holds(one: Administration) -> bool:
    return one.sealed_at is None and one.state in (AdministrationState.ACTIVE, AdministrationState.FROZEN)


def _state(ends_at: datetime | None) -> AddressState:
    if ends_at is None:
        return AddressState.LIVING
    return AddressState.FORWARDING if ends_at > clock.now() else AddressState.ENDED
