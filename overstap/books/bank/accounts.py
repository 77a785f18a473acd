"""Bank and cash accounts: added and changed by a person."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.books.bank import banks
from overstap.books.bank.models import BankAccount
from overstap.books.bank.values import AccountKind
from overstap.books.ledger.models import Account, Journal, Ledger
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

_LONGEST_NAME = 200


class AccountWrong(Refused):
    """Something about the account is not right."""

    code = "BANK-ACCOUNT-WRONG"


class AccountNotFound(access.NotFound):
    """There is no such bank or cash account here."""

    code = "BANK-ACCOUNT-NOT-FOUND"


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """What a person says of an account. ``number``: an IBAN, or of a cash box a code."""

    number: str
    name: str
    kind: str = AccountKind.BANK
    currency: str = ""  # empty: that of the ledger
    account_code: str = ""
    journal_code: str = ""


def save(actor: Actor, code: str, details: AccountDetails) -> str:
    """Add an account, or change the one with this number; gives the number as it is kept.

    Raises AccountWrong, and what ``access`` raises.
    """
    administration = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    number = banks.clean(details.number)
    _check(administration, number, details)
    ledger = Ledger.objects.filter(id=administration.ledger_id).values_list("currency", flat=True).first()
    BankAccount.objects.update_or_create(
        administration=administration,
        number=number,
        defaults={
            "name": details.name.strip()[:_LONGEST_NAME],
            "account_code": details.account_code,
            "journal_code": details.journal_code,
        },
        create_defaults={
            "name": details.name.strip()[:_LONGEST_NAME],
            "account_code": details.account_code,
            "journal_code": details.journal_code,
            "kind": details.kind,
            "bank": banks.bank_of(number),
            "currency": details.currency.upper() or ledger or "EUR",
        },
    )
    audit.record(actor, "bank.account-saved", {"administration": code, "account": number})
    return number


def account(administration: Administration, number: str) -> BankAccount:
    """One account. Raises AccountNotFound."""
    wanted = banks.clean(number) if number.isprintable() else ""
    found = BankAccount.objects.filter(administration=administration, number=wanted).first()
    if found is None:
        raise AccountNotFound(_("There is no such bank or cash account here."), remedy=_("Choose it from the list."))
    return found


def _check(administration: Administration, number: str, details: AccountDetails) -> None:
    if not number or details.kind not in set(AccountKind):
        raise _wrong(_("An account needs a number."), _("Of a cash box a short code will do, such as CASH."))
    if details.kind == AccountKind.BANK and not banks.is_iban(number):
        raise _wrong(_("“%(number)s” is not an IBAN.") % {"number": number}, _("Look for a letter or digit too many."))
    if details.currency and not (details.currency.isalpha() and len(details.currency) == 3):
        raise _wrong(_("A currency has three letters."), _("Write EUR, for example."))
    if not details.name.replace(" ", "a").isprintable():
        raise _wrong(_("The name holds a character that cannot be shown."), _("Type the name anew."))
    for wanted, table in ((details.account_code, Account), (details.journal_code, Journal)):
        held = table._default_manager.filter(administration=administration, code=wanted)
        if wanted and not (wanted.isprintable() and held.exists()):
            raise _wrong(_("There is no “%(code)s” here.") % {"code": wanted}, _("Choose one from the list."))


def _wrong(message: str, remedy: str) -> AccountWrong:
    return AccountWrong(message, remedy=remedy)
