"""Somebody without an environment asks for one (R040). What they fill in travels in the link that is mailed to them,
signed; nothing is stored until they come back with it, and so have shown that the address is theirs.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from overstap.durable import letters, outbox
from overstap.durable.letters import Letter, Link
from overstap.lib.errors import NeedsSetting, Refused
from overstap.lib.secrets import token_hash
from overstap.tenancy import actions, audit, checks, people
from overstap.tenancy.access import acting, operator_person
from overstap.tenancy.accounts import Newcomer
from overstap.tenancy.actions import LicenceDetails, OfficeDetails
from overstap.tenancy.models import Environment, Person
from overstap.tenancy.values import OfficeKind, Tier

VALID = timedelta(days=3)
_COMMERCE_NUMBER = re.compile(r"[0-9]{8}")
_SALT = "overstap.environment-request"


class RequestRefused(Refused):
    """The link is no request of ours, or too old."""

    code = "REQUEST-UNKNOWN"


class SignUpClosed(NeedsSetting):
    """Nobody opens an environment here by themselves."""

    code = "SIGN-UP-CLOSED"


@dataclass(frozen=True, slots=True)
class Wish:
    """An environment that somebody wants: the firm, its registration (KvK), the URL part, and who asks."""

    office: str
    kind: str
    commerce_number: str
    slug: str
    name: str
    email: str
    telephone: str


def ask(wish: Wish, language: str) -> None:
    """Mail the link that opens the environment, in ``language``. Raises Malformed or SignUpClosed."""
    _require_open()
    checked = _checked(wish)
    token = signing.dumps({**asdict(checked), "language": language}, salt=_SALT, compress=True)
    with acting(None, []):
        outbox.post_letter(f"environment-request:{token_hash(token)}", checked.email, _letter(checked, token), language)
        audit.record(None, "environment.ask", {"slug": checked.slug, "email": checked.email})


def read(token: str) -> Wish:
    """What was asked for. Raises RequestRefused when the link was altered, is too old, or is none."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=VALID)
    except signing.SignatureExpired:
        raise RequestRefused(
            _("This link has expired."), code="REQUEST-EXPIRED", remedy=_("Fill in the form once more.")
        ) from None
    except signing.BadSignature:
        raise RequestRefused(
            _("This link is not complete, or was changed."),
            remedy=_("Copy the whole link from the e-mail, or fill in the form once more."),
        ) from None
    told.pop("language", None)
    return Wish(**told)


def open_environment(*, token: str, person: Person) -> Environment:
    """The environment that was asked for, on a trial licence, with ``person`` as its superuser.

    ``person`` has the address to which the link was mailed; the same link opens nothing a second time.
    Raises RequestRefused, SignUpClosed, or Taken when the URL part is in use.
    """
    _require_open()
    wish = read(token)
    if person.email.lower() != wish.email.lower():
        raise RequestRefused(
            _("This link was sent to another address."),
            code="REQUEST-ELSEWHERE",
            remedy=_("Sign in as %(email)s.") % {"email": wish.email},
        )
    with acting(person.pk, []):
        made = actions.open_environment(
            by=operator_person(),
            slug=wish.slug,
            name=wish.office,
            superuser=person,
            office=OfficeDetails(wish.office, OfficeKind(wish.kind)),
            licence=LicenceDetails(Tier.TRIAL),
        )
        audit.record(None, "environment.ask-confirm", asdict(wish))  # what the office has no field for is kept here
    return made


def open_for_newcomer(*, token: str, newcomer: Newcomer) -> tuple[Person, Environment]:
    """As ``open_environment``, for somebody without an account: it is made as well, or neither is.

    Raises Malformed or Taken besides.
    """
    with acting(None, []):
        person = actions.create_person(email=read(token).email, name=newcomer.name, language=newcomer.language)
        people.set_password(person=person, password=newcomer.password)
        return person, open_environment(token=token, person=person)


def _require_open() -> None:
    if not settings.SIGN_UP:
        raise SignUpClosed(
            _("In this installation the operator opens environments."), remedy=_("Ask the operator for one.")
        )


def _checked(wish: Wish) -> Wish:
    if wish.kind not in set(OfficeKind):
        raise checks.Malformed(_("Choose what kind of firm it is."), code="OFFICE-KIND-UNKNOWN")
    if wish.commerce_number and not _COMMERCE_NUMBER.fullmatch(wish.commerce_number):
        raise checks.Malformed(
            _("A KvK number has eight digits."), code="COMMERCE-NUMBER-MALFORMED", remedy=_("Check the number.")
        )
    return replace(
        wish,
        telephone=checks.name(wish.telephone, 30) if wish.telephone else "",
        office=checks.name(wish.office),
        slug=checks.slug(wish.slug),
        name=checks.name(wish.name),
        email=checks.email(wish.email),
    )


def _letter(wish: Wish, token: str) -> Letter:
    return Letter(
        _("Your environment at Overstap"),
        (_("You asked for an environment for %(office)s.") % {"office": wish.office},),
        facts=((_("URL part"), wish.slug), (_("Superuser"), wish.name)),
        action=Link(_("Open the environment"), letters.page(f"/request/{token}/")),
        notes=(
            _("The link is valid for three days. You begin with a trial licence."),
            _("Was it not you? Then do nothing; nothing was stored."),
        ),
    )
