"""Offices, environments and licences of the whole installation, as operators see them: numbers, no books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy import audit, checks
from overstap.tenancy.access import NotFound
from overstap.tenancy.operators.access import Operator
from overstap.tenancy.values import OfficeKind, Tier

PAGE = 50


class LicenceInUse(Refused):
    """A licence cannot become less while something runs on it."""

    code = "LICENCE-IN-USE"


@dataclass(frozen=True, slots=True)
class EnvironmentRow:
    """An environment. ``open_matters``: moves that the system has a mandate for and that have not ended."""

    slug: str
    name: str
    environment_kind: str
    office: str
    kind: str
    tier: str
    number: str
    licence_since: datetime | None
    created_at: datetime
    administrations: int
    people: int
    open_matters: int


@dataclass(frozen=True, slots=True)
class EnvironmentPage:
    """Some environments, and the slug to ask the next page with (empty: there is none)."""

    rows: list[EnvironmentRow]
    after: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody who works in an environment. ``kind``: of the account."""

    uid: UUID
    name: str
    email: str
    role: str
    since: datetime
    last_login: datetime | None
    kind: str


@dataclass(frozen=True, slots=True)
class EnvironmentFull:
    """One environment with its people, and how many administrations are in which state."""

    row: EnvironmentRow
    members: list[MemberRow]
    states: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which environments are wanted; what is empty does not matter."""

    search: str = ""
    kind: str = ""
    tier: str = ""


def environments(operator: Operator, wanted: Wanted, *, after: str = "", limit: int = PAGE) -> EnvironmentPage:
    """Environments by slug, those after ``after``."""
    del operator  # whoever has one is in the operator's transaction, which the function looks at
    texts = (wanted.search.strip(), wanted.kind, wanted.tier, "", after)
    if not all(text.isprintable() for text in texts):
        return EnvironmentPage([], "")
    rows = [
        EnvironmentRow(*row)
        for row in _rows("overstap_console_environments(%s, %s, %s, %s, %s, %s)", *texts, limit + 1)
    ]
    return EnvironmentPage(rows[:limit], rows[limit - 1].slug if len(rows) > limit else "")


def environment(operator: Operator, slug: str) -> EnvironmentFull:
    """One of them. Raises NotFound."""
    del operator
    found = _rows("overstap_console_environments('', '', '', %s, '', 1)", slug) if slug and slug.isprintable() else []
    if not found:
        raise _unknown(slug)
    members = [MemberRow(*row) for row in _rows("overstap_console_members(%s)", slug)]
    states = [(str(state), int(number)) for state, number in _rows("overstap_console_states(%s)", slug)]
    return EnvironmentFull(EnvironmentRow(*found[0]), members, states)


def trials(operator: Operator) -> int:
    """How many environments there are on a trial licence, up to a page of them."""
    return len(environments(operator, Wanted(tier=Tier.TRIAL)).rows)


def set_licence(operator: Operator, slug: str, *, tier: str, number: str) -> EnvironmentRow:
    """Give an environment a licence (R043); premium has a number, and a trial none.

    Raises NotFound, Malformed, or LicenceInUse when it would go back to trial with moves open.
    """
    wanted = _tier(tier)
    told = checks.name(number, 50) if wanted is Tier.PREMIUM else ""
    outcome, old_tier, old_number = _rows(
        "overstap_console_set_licence(%s, %s, %s, %s)", slug if slug.isprintable() else "", wanted, told, clock.now()
    )[0]
    if outcome == "unknown":
        raise _unknown(slug)
    if outcome == "open":
        raise LicenceInUse(
            _("This environment has migrations that have not ended; they need the paid licence."),
            remedy=_("Wait until they are closed, or have them withdrawn."),
        )
    change = {"from": old_tier, "to": str(wanted)}
    audit.record(None, "operator.licence", {"slug": slug, "tier": change, "number": {"from": old_number, "to": told}})
    return environment(operator, slug).row


def kinds() -> Sequence[str]:
    """The kinds of office."""
    return [str(kind) for kind in OfficeKind]


def tiers() -> Sequence[str]:
    """The kinds of licence."""
    return [str(tier) for tier in Tier]


def _tier(text: str) -> Tier:
    if text not in set(Tier):
        raise checks.Malformed(_("There is no licence “%(tier)s”.") % {"tier": text[:80]}, code="TIER-UNKNOWN")
    return Tier(text)


def _rows(call: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {call}", values)  # noqa: S608 - the calls above
        return list(cursor.fetchall())


def _unknown(slug: str) -> NotFound:
    return NotFound(
        _("There is no environment “%(slug)s”.") % {"slug": slug[:80]},
        code="ENVIRONMENT-NOT-FOUND",
        remedy=_("Look in the list of environments."),
    )
