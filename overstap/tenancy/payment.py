"""The payment agreement of an administration: who is billed, and by which SEPA mandate (R077, R078).

``Administration.payment_agreement`` says it in a few words; what a bank asks for stands in ``payment_mandate``. Both
move with the administration, or stay, by the profile of the move and what the parties agreed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from schwifty import IBAN

from overstap.tenancy import audit, checks
from overstap.tenancy.access import Actor, administration_to_manage, frozen
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

LONGEST_REFERENCE = 35  # SEPA Core and B2B rulebooks, AT-01
_LONGEST_WORDS = 100


class Scheme(StrEnum):
    """The two SEPA direct debit schemes."""

    CORE = "core"
    B2B = "b2b"


@dataclass(frozen=True, slots=True)
class PaymentAgreement:
    """Who is billed, and the mandate by which it is collected; ``email`` may be empty."""

    payer: str
    iban: str
    reference: str  # of the mandate
    signed_on: date
    scheme: Scheme = Scheme.CORE
    email: str = ""


def agreement(administration: Administration) -> PaymentAgreement | None:
    """The agreement of an administration; None where there is none with a mandate."""
    return read(administration.payment_mandate)


def read(kept: Mapping[str, Any]) -> PaymentAgreement | None:
    """From what is kept; None for nothing."""
    if not kept:
        return None
    return PaymentAgreement(
        payer=kept["payer"],
        iban=kept["iban"],
        reference=kept["reference"],
        signed_on=date.fromisoformat(kept["signed_on"]),
        scheme=Scheme(kept["scheme"]),
        email=kept["email"],
    )


def look(actor: Actor, code: str) -> PaymentAgreement | None:
    """The agreement, for whoever manages administrations. Raises NotAllowed, NotFound."""
    return agreement(administration_to_manage(actor, code, Right.MANAGE_ADMINISTRATIONS))


def agree(*, actor: Actor, code: str, wanted: PaymentAgreement) -> PaymentAgreement:
    """Write down who is billed and by which mandate. Raises NotAllowed, NotFound, Frozen, Malformed."""
    one = _for_change(actor, code)
    kept = _checked(wanted)
    one.payment_mandate = {**asdict(kept), "signed_on": kept.signed_on.isoformat(), "scheme": str(kept.scheme)}
    one.payment_agreement = f"{kept.reference} {kept.payer}"[:_LONGEST_WORDS].strip()
    one.save(update_fields=["payment_mandate", "payment_agreement"])
    facts = {"administration": code, "payment_agreement": one.payment_agreement, "iban": masked(kept.iban)}
    audit.record(actor, "administration.payment", facts)
    return kept


def end(*, actor: Actor, code: str) -> None:
    """There is no agreement any more. Raises NotAllowed, NotFound, Frozen."""
    one = _for_change(actor, code)
    before, one.payment_mandate, one.payment_agreement = one.payment_agreement, {}, ""
    one.save(update_fields=["payment_mandate", "payment_agreement"])
    audit.record(actor, "administration.payment", {"administration": code, "from": before, "to": ""})


def masked(iban: str) -> str:
    """An IBAN as it may stand in a log or a mail: the country, and the last four."""
    return f"{iban[:2]}…{iban[-4:]}"


def _for_change(actor: Actor, code: str) -> Administration:
    found = administration_to_manage(actor, code, Right.MANAGE_ADMINISTRATIONS)
    one = Administration.objects.select_for_update(no_key=True).get(pk=found.pk)
    if one.state != AdministrationState.ACTIVE:
        raise frozen(one)
    return one


def _checked(wanted: PaymentAgreement) -> PaymentAgreement:
    iban = IBAN(wanted.iban.strip(), allow_invalid=True)
    if not iban.is_valid:
        raise Malformed(
            _("“%(iban)s” is not a valid IBAN.") % {"iban": wanted.iban[:40]},
            code="IBAN-MALFORMED",
            remedy=_("Copy it from a statement of the payer's bank account."),
        )
    reference = wanted.reference.strip()
    if not reference or len(reference) > LONGEST_REFERENCE or not (reference.isascii() and reference.isprintable()):
        raise Malformed(
            _("The reference of a mandate has 1 to 35 letters and digits."),
            code="MANDATE-REFERENCE",
            remedy=_("Copy it from the mandate that was signed."),
        )
    return PaymentAgreement(
        payer=checks.name(wanted.payer),
        iban=str(iban),
        reference=reference,
        signed_on=wanted.signed_on,
        scheme=wanted.scheme,
        email=checks.email(wanted.email) if wanted.email.strip() else "",
    )
