"""How a command gets into an environment: as a person, through the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager

from overstap.cli.language import gettext as _
from overstap.cli.session import Session
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit, queries
from overstap.tenancy.access import Actor


class WhichEnvironment(Refused):
    """The person works in no environment, or in several, and named none."""

    code = "ENVIRONMENT-NEEDED"


@contextmanager
def enter(session: Session, slug: str, action: str, facts: dict[str, object] | None = None) -> Iterator[Actor]:
    """The person of this session at work in environment ``slug``, in one transaction; refusals are logged.

    An empty ``slug``: the only environment in which the person works. Raises WhichEnvironment, NotFound.
    """
    email = session.choices.person
    person = access.person_by_email(email) if email else access.operator_person()
    if not slug:
        slug = _only_one([row.slug for row in queries.environments_of(person)])
    with audit.attempt(person, slug, action, facts) as actor:
        yield actor


def _only_one(slugs: list[str]) -> str:
    if len(slugs) == 1:
        return slugs[0]
    if not slugs:
        raise WhichEnvironment(
            _("You work in no environment."),
            remedy=_("Say who you are with --as EMAIL, or make one with “overstap environment create”."),
        )
    raise WhichEnvironment(
        _("You work in %(count)d environments; say in which this is.") % {"count": len(slugs)},
        remedy=_("Add --environment with one of: %(slugs)s.") % {"slugs": ", ".join(slugs)},
        facts={"environments": slugs},
    )
