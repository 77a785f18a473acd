"""The account holder says, by a personal link and without an account, that consent was given at the bank.

Of the link only a hash is kept. It opens one account of one administration, wherever that is held now; it shows the
last four characters of the account number to nobody: they are asked, and five wrong answers end it.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.books.bank import banks
from overstap.books.bank.links import LinkWrong, link
from overstap.books.bank.models import BankConsent
from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib import clock
from overstap.lib.errors import Refused, TryLater
from overstap.lib.secrets import make_token, token_hash
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

VALID_DAYS = 14
MOST_TRIES = 5
_TOKEN_BYTES = 32  # 256 bits
_LONGEST_NAME = 200
NAMES = {"rabobank": "Rabobank", "knab": "Knab", "abn-amro": "ABN AMRO", "ing": "ING"}


class ConsentUnknown(Refused):
    """A link that opens nothing (any more); the same words whatever the cause."""

    code = "LINK-UNKNOWN"


class OtherAccount(Refused):
    """The four characters are not those of the account."""

    code = "BANK-CONSENT-OTHER-ACCOUNT"


class NotNow(TryLater):
    """The administration is being moved."""

    code = "ADMINISTRATION-FROZEN"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link is about."""

    office: str
    administration: str
    bank: str  # its name; empty: another one
    holder: str
    until: date
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None


def ask(actor: Actor, code: str, number: str) -> None:
    """Mail the account holder a personal link.

    Raises LinkNotFound, LinkWrong without an address, and what ``access`` raises.
    """
    administration = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    found = link(administration, number)
    if not found.holder_email:
        raise LinkWrong(
            _("There is no e-mail address of %(name)s.") % {"name": found.holder_name},
            remedy=_("Fill in the address at the link first."),
        )
    token = make_token(_TOKEN_BYTES)
    made = BankConsent.objects.create(
        administration=administration,
        account_number=found.account_number,
        token_hash=token_hash(token),
        email=found.holder_email,
        asked_by=actor.person.name,
        asked_at=clock.now(),
        expires_at=clock.now() + timedelta(days=VALID_DAYS),
    )
    _mail(actor, administration, made, found.holder_name, found.bank, token)
    audit.record(actor, "bank.consent-asked", {"administration": code, "account": found.account_number})


def look(hashed: str) -> Asked:
    """What the link with this hash is about. Raises ConsentUnknown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bank_consent_look(%s, %s)", [hashed, clock.now()])
        row = cursor.fetchone()
    found = json.loads(row[0]) if row and row[0] else None
    if found is None or (found["answered_at"] is None and (found["over"] or found["tries"] >= MOST_TRIES)):
        raise _unknown()
    return Asked(
        office=found["office"],
        administration=found["administration"],
        bank=NAMES.get(found["bank"], ""),
        holder=found["holder"],
        until=date.fromisoformat(found["until"]),
        asked_by=found["asked_by"],
        asked_at=datetime.fromisoformat(found["asked_at"]),
        expires_at=datetime.fromisoformat(found["expires_at"]),
        answered_at=datetime.fromisoformat(found["answered_at"]) if found["answered_at"] else None,
    )


def confirm(hashed: str, ending: str, name: str) -> None:
    """Keep that the account holder says the consent was given at the bank today: 180 days from now.

    ``ending``: the last four characters of the account number, as the holder knows it. Raises ConsentUnknown,
    OtherAccount, NotNow; a wrong answer is counted.
    """
    who = name.strip()[:_LONGEST_NAME]
    if not who or not who.isprintable():
        raise LinkWrong(_("Write your name."), code="BANK-CONSENT-NAME", remedy=_("It is kept with your answer."))
    now = clock.now()
    day = now.astimezone(clock.AMSTERDAM).date()
    typed = banks.clean(ending)[-4:]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT bank_consent_confirm(%s, %s, %s, %s, %s, %s)", [hashed, now, day, typed, who, MOST_TRIES]
        )
        (outcome,) = cursor.fetchone()
    if outcome == "wrong":
        raise OtherAccount(
            _("These are not the last four characters of the account number."),
            remedy=_("Look on your bank card or in your bank's app."),
        )
    if outcome == "frozen":
        raise NotNow(_("The administration is being moved; nothing can be saved now."), remedy=_("Try again tomorrow."))
    if outcome != "done":
        raise _unknown()


def _unknown() -> ConsentUnknown:
    return ConsentUnknown(
        _("This link does not open anything (any more)."), remedy=_("Use the newest mail, or ask your office.")
    )


def _mail(actor: Actor, administration: Administration, made: BankConsent, name: str, bank: str, token: str) -> None:
    with override("nl"):
        letter = Letter(
            subject=_("Bank link of %(name)s: your consent is needed") % {"name": administration.name},
            paragraphs=(
                _("%(office)s keeps the books of %(name)s and gets the statements from the bank by itself.")
                % {"office": actor.environment.name, "name": administration.name},
                _(
                    "For that, whoever holds the account gives consent at the bank, for 180 days at most. Give it at"
                    " the bank first; then confirm it by this link."
                ),
            ),
            facts=((_("Account holder"), name), (_("Bank"), NAMES.get(bank, _("your bank")))),
            action=Link(_("Confirm the consent"), page(f"/bank-consent/{token}/")),
            notes=(
                _(
                    "The link is yours alone and works for %(days)d days. We never ask for a password or code of your"
                    " bank."
                )
                % {"days": VALID_DAYS},
            ),
        )
    outbox.post_letter(f"bank-consent/{made.token_hash[:32]}", made.email, letter, "nl")
