"""Who can authorise in an administration: members with access whose role includes it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from overstap.books.authorisation.values import Authoriser
from overstap.tenancy.models import Administration, Membership
from overstap.tenancy.roles import RIGHTS, Right

AUTHORISING = tuple(sorted(role for role, rights in RIGHTS.items() if Right.AUTHORISE in rights))
MANAGING = tuple(sorted(role for role, rights in RIGHTS.items() if Right.MANAGE_WORKFLOWS in rights))


def able_in(administration: Administration) -> Mapping[UUID, str]:
    """Name by uid of everybody who can authorise there now, by name."""
    found = Membership.objects.filter(
        environment=administration.environment_id,
        active=True,
        role__in=AUTHORISING,
        person__is_active=True,
        person__administrationaccess__administration=administration,
    )
    return dict(found.order_by("person__name", "person__email").values_list("person__uid", "person__name"))


def as_authorisers(rows: Iterable[tuple[UUID, str]], able: Mapping[UUID, str]) -> tuple[Authoriser, ...]:
    """People by uid and kept name; of those who can authorise, the name that they have now."""
    return tuple(Authoriser(uid, able.get(uid, name), uid in able) for uid, name in rows)
