"""What stands where in a profile, for people; the codes themselves stay, as an operator writes them in a copy."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.moves.profiles.comparing import Value

PLACES: Mapping[str, str | Promise] = {
    "unit": gettext_lazy("What moves"),
    "copies": gettext_lazy("Copied administrations"),
    "starts": gettext_lazy("Who starts"),
    "consent": gettext_lazy("Who agrees"),
    "consent.parties": gettext_lazy("Parties that must agree"),
    "consent.by_link": gettext_lazy("Agree by a personal link"),
    "consent.credential": gettext_lazy("What entitles the receiver"),
    "consent.valid_days": gettext_lazy("Valid (days)"),
    "consent.reminder_days": gettext_lazy("Reminders after (days)"),
    "schedule": gettext_lazy("When it runs"),
    "schedule.runs": gettext_lazy("Runs"),
    "schedule.at": gettext_lazy("At (Amsterdam)"),
    "schedule.executor": gettext_lazy("Carried out by"),
    "giver": gettext_lazy("The giver"),
    "giver.keeps": gettext_lazy("Keeps"),
    "giver.frozen_from": gettext_lazy("Frozen from"),
    "giver.may_withdraw_until": gettext_lazy("May withdraw until"),
    "giver.may_delete_after_undo": gettext_lazy("May delete the old one afterwards"),
    "receiver": gettext_lazy("The receiver"),
    "receiver.code": gettext_lazy("New code"),
    "addresses": gettext_lazy("Addresses"),
    "addresses.inbox_changes": gettext_lazy("Delivery address changes"),
    "addresses.inbox_forward_days": gettext_lazy("Old delivery address works (days)"),
    "addresses.link_redirect_days": gettext_lazy("Old links lead on (days)"),
    "people": gettext_lazy("People"),
    "people.placeholders": gettext_lazy("Kept as placeholders"),
    "payment_agreement": gettext_lazy("Payment agreement"),
    "payment_agreement.moves": gettext_lazy("Payment agreement"),
    "quotations": gettext_lazy("Quotations"),
    "quotations.open": gettext_lazy("Open quotations"),
    "bank_links": gettext_lazy("Bank links"),
    "bank_links.move": gettext_lazy("Moved by the bank"),
    "bank_links.tasks": gettext_lazy("Become a task"),
    "fee": gettext_lazy("Fee"),
    "fee.payer": gettext_lazy("Paid by"),
    "fee.per": gettext_lazy("Counted per"),
    "fee.amount": gettext_lazy("Amount"),
    "fee.currency": gettext_lazy("Currency"),
    "undo": gettext_lazy("Giving back"),
    "undo.days": gettext_lazy("Can be given back (days)"),
    "undo.by": gettext_lazy("Given back by"),
    "limits": gettext_lazy("Limits"),
    "limits.advised_administrations": gettext_lazy("Administrations advised at most"),
    "limits.rehearsal_first": gettext_lazy("Rehearsed first"),
    "authorisation": gettext_lazy("Authorisation"),
    "authorisation.gates": gettext_lazy("Finished before"),
    "overrides": gettext_lazy("Checks beforehand"),
    "overrides.allowed": gettext_lazy("May be set aside"),
    "aftercare": gettext_lazy("Afterwards"),
    "aftercare.tasks": gettext_lazy("Tasks"),
    "aftercare.not_copied": gettext_lazy("Not copied, asked about"),
    "aftercare.report": gettext_lazy("Lines of the check report"),
    "not_held": gettext_lazy("Not moved"),
    "not_held.kinds": gettext_lazy("Not held by Overstap"),
}


def told(value: Value | None) -> str:
    """A value as it is read: yes or no, a list with commas, a code as it stands; a dash for nothing."""
    if value is None or value == () or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)
