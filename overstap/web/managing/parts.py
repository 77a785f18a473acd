"""Parts of requests that several pages read; what cannot be read is never a fault."""

from uuid import UUID

from django.utils.translation import gettext as _

from overstap.tenancy.access import NotFound

LONGEST_NUMBER = 19  # digits of the largest number that PostgreSQL counts to


def uuid_or_none(text: str) -> UUID | None:
    """The UUID in ``text``, where there is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_or_none(text: str) -> int | None:
    """The whole number in ``text``, where there is one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def person_id(text: str) -> UUID:
    """Which person is meant. Raises NotFound."""
    found = uuid_or_none(text)
    if found is None:
        raise NotFound(_("That person does not work in this environment."), code="MEMBER-NOT-FOUND")
    return found
