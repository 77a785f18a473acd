"""An operator's own profile: a copy of another under a new name, checked whole, and never changed afterwards."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.models import ProfileCopy
from overstap.moves.profiles import ProfileInvalid, read_profile, shipped, text_of
from overstap.moves.profiles.values import Profile
from overstap.tenancy import audit
from overstap.tenancy.access import NotFound
from overstap.tenancy.actions import Taken
from overstap.tenancy.operators.access import Operator

LONGEST = 50_000  # characters; those of the installation have some 3,000
_NAME = re.compile(r'^name\s*=\s*"[^"\n]*"', re.MULTILINE)


class NotAProfile(Refused):
    """What was typed cannot be used; ``facts["problems"]`` lists place and what is wrong there."""

    code = "PROFILE-INVALID"


def text_to_copy(name: str) -> str:
    """The TOML of a profile, under a name that nobody has yet: to begin a copy with. Raises NotFound."""
    text = _known(name)
    return _NAME.sub(lambda _match: f'name = "{_free(name)}"', text, count=1)


def check(text: str) -> Profile:
    """The profile that a TOML text describes. Raises NotAProfile with everything that is wrong with it."""
    if len(text) > LONGEST:
        told = _("The profile is longer than %(longest)d characters.") % {"longest": LONGEST}
        raise NotAProfile(told, facts={"problems": [{"place": "TOML", "message": told}]})
    try:
        return read_profile(text.replace("\r\n", "\n"))
    except ProfileInvalid as error:
        raise NotAProfile(
            _("This is no profile that can be used."),
            remedy=_("Correct what is listed, and try again."),
            facts=error.facts,
        ) from None


def copy(operator: Operator, *, copied_from: str, text: str) -> Profile:
    """Keep a copy of profile ``copied_from`` with other values. Raises NotFound, NotAProfile, or Taken."""
    _known(copied_from)
    made = check(text)
    taken = Taken(
        _("There is a profile “%(name)s” already.") % {"name": made.name},
        code="PROFILE-EXISTS",
        remedy=_("Give the copy another name; a profile is never changed, because migrations run under it."),
    )
    if made.name in shipped():
        raise taken
    try:
        with transaction.atomic():
            ProfileCopy.objects.create(
                name=made.name,
                copied_from=copied_from,
                text=text.replace("\r\n", "\n"),
                made_by=operator.person,
                made_at=clock.now(),
            )
    except IntegrityError:
        raise taken from None
    audit.record(None, "operator.profile-copy", {"name": made.name, "from": copied_from})
    return made


def _known(name: str) -> str:
    try:
        return text_of(name)
    except ProfileInvalid:
        raise NotFound(
            _("There is no profile “%(name)s”.") % {"name": name[:40]},
            code="PROFILE-NOT-FOUND",
            remedy=_("Look in the list of profiles."),
        ) from None


def _free(name: str) -> str:
    base, number = name[:34].rstrip("-"), 2
    taken = set(shipped()) | set(ProfileCopy.objects.filter(name__startswith=base).values_list("name", flat=True))
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
