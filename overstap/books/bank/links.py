"""The register of bank links: who holds the consent by which statements come from the bank, and until when.

The consent lies at the bank, with the account holder. What a move does to it follows the policy of the profile; this
register never says that it moved a consent.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from overstap.books.bank.accounts import account
from overstap.books.bank.models import BankAccount, BankLink
from overstap.books.bank.values import CONSENT_DAYS, AccountKind, LinkShown, LinkState
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

SOON = timedelta(days=21)
_LONGEST = 200


class LinkWrong(Refused):
    """Something about the link is not right."""

    code = "BANK-LINK-WRONG"


class LinkNotFound(access.NotFound):
    """The account has no link."""

    code = "BANK-LINK-NOT-FOUND"


@dataclass(frozen=True, slots=True)
class LinkDetails:
    """What a person says of a link. ``consented_on``: the day on which the account holder consented at the bank."""

    number: str
    holder_name: str
    holder_email: str
    consented_on: date
    paid: bool = False
    note: str = ""


def save(actor: Actor, code: str, details: LinkDetails) -> None:
    """Enter a link, or that the consent was given anew.

    Raises AccountNotFound, LinkWrong, and what ``access`` raises.
    """
    administration = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    held = account(administration, details.number)
    _check(held, details)
    until = details.consented_on + timedelta(days=CONSENT_DAYS)
    values = {
        "bank": held.bank,
        "state": LinkState.ACTIVE,
        "holder_name": details.holder_name.strip()[:_LONGEST],
        "holder_email": details.holder_email.strip(),
        "paid": details.paid,
        "consent_until": until,
        "confirmed_by": actor.person.name,
        "confirmed_at": clock.now(),
        "note": details.note.strip()[: 5 * _LONGEST],
    }
    BankLink.objects.update_or_create(
        administration=administration,
        account_number=held.number,
        defaults=values,
        create_defaults={**values, "since": details.consented_on},
    )
    audit.record(actor, "bank.link-saved", {"administration": code, "account": held.number, "until": str(until)})


def end(actor: Actor, code: str, number: str) -> None:
    """Say that a link was switched off at the bank. Raises LinkNotFound."""
    administration = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    found = link(administration, number)
    found.state = LinkState.ENDED
    found.save(update_fields=["state"])
    audit.record(actor, "bank.link-ended", {"administration": code, "account": found.account_number})


def find(administration: Administration, number: str) -> BankLink | None:
    """The link of an account, or None. Raises AccountNotFound."""
    held = account(administration, number)
    return BankLink.objects.filter(administration=administration, account_number=held.number).first()


def link(administration: Administration, number: str) -> BankLink:
    """The link of an account. Raises AccountNotFound, LinkNotFound."""
    found = find(administration, number)
    if found is None:
        raise LinkNotFound(_("This account has no bank link."), remedy=_("Enter it first."))
    return found


def shown(one: BankLink, administration: Administration, today: date) -> LinkShown:
    """How a link is shown where it stands."""
    if one.state != LinkState.ACTIVE:
        return LinkShown(one.state)
    if administration.state == AdministrationState.READ_ONLY:
        return LinkShown.READ_ONLY
    if one.consent_until < today:
        return LinkShown.EXPIRED
    return LinkShown.EXPIRING if one.consent_until < today + SOON else LinkShown.ACTIVE


def activate_again(administration: Administration, carried_by_bank: Collection[str]) -> None:
    """After a release, at the receiver's: links wait for their account holders, but those that the bank carries.

    R173, R174, R248 to R250. What they were at the giver's is kept, in case it is taken back.
    """
    for one in BankLink.objects.select_for_update().filter(administration=administration):
        one.before = {"state": one.state, "consent_until": one.consent_until.isoformat()}
        if one.state == LinkState.ACTIVE and one.bank not in carried_by_bank:
            one.state = LinkState.TO_ACTIVATE
        one.save(update_fields=["before", "state"])


def as_before(administration: Administration) -> None:
    """After a take back, at the giver's: its consents never went away (R175, R176)."""
    for one in BankLink.objects.select_for_update().filter(administration=administration).exclude(before={}):
        one.state = one.before["state"]
        one.consent_until = date.fromisoformat(one.before["consent_until"])
        one.before = {}
        one.save(update_fields=["state", "consent_until", "before"])


def note_move(administration: Administration) -> None:
    """After a release, at the receiver's: from here on the first statements are those after a move."""
    for one in BankAccount.objects.select_for_update().filter(administration=administration, kind=AccountKind.BANK):
        one.moved_after = one.statements
        one.save(update_fields=["moved_after"])


def _check(held: BankAccount, details: LinkDetails) -> None:
    today = clock.now().astimezone(clock.AMSTERDAM).date()
    if held.kind != AccountKind.BANK:
        raise LinkWrong(_("A cash box has no bank link."), remedy=_("Choose a bank account."))
    if not details.holder_name.strip() or not details.holder_name.isprintable():
        raise LinkWrong(_("Who holds the consent?"), remedy=_("Name the person who can sign at the bank."))
    if details.consented_on > today or details.consented_on < today - timedelta(days=CONSENT_DAYS):
        raise LinkWrong(
            _("A consent holds for %(days)d days; the day must lie in the past and within that.")
            % {"days": CONSENT_DAYS},
            remedy=_("Write the day on which the account holder consented at the bank."),
        )
