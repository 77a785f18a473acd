"""What people fill in about bank and cash."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.books.bank.accounts import AccountDetails
from overstap.books.bank.links import LinkDetails
from overstap.books.bank.values import AccountKind


class AccountForm(forms.Form):
    """A bank or cash account."""

    number = forms.CharField(
        label=_("IBAN"), max_length=60, help_text=_("Of a cash box a short code of your own, such as CASH.")
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(AccountKind.BANK, _("Bank account")), (AccountKind.CASH, _("Cash box"))],
        initial=AccountKind.BANK,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    account_code = forms.ChoiceField(label=_("Ledger account"), required=False)
    journal_code = forms.ChoiceField(
        label=_("Journal"), required=False, help_text=_("Both are needed to book payments that you match.")
    )

    def __init__(
        self,
        *arguments: Any,
        accounts: Sequence[tuple[str, str]],
        journals: Sequence[tuple[str, str]],
        known: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        for name, rows in (("account_code", accounts), ("journal_code", journals)):
            choices = [("", "–"), *((code, f"{code} {text}") for code, text in rows)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if known:
            self.fields["number"].widget = forms.HiddenInput()
            self.fields["kind"].widget = forms.HiddenInput()

    def details(self) -> AccountDetails:
        """Of a form that is valid."""
        return AccountDetails(**self.cleaned_data)


class LinkForm(forms.Form):
    """A bank link."""

    holder_name = forms.CharField(
        label=_("Holder of the consent"), max_length=200, help_text=_("Who may sign at the bank.")
    )
    holder_email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, help_text=_("To ask for a new consent when this one ends.")
    )
    consented_on = forms.DateField(
        label=_("Consent given on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day at the bank; a consent holds for 180 days."),
    )
    paid = forms.BooleanField(label=_("The bank charges for it"), required=False)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def details(self, number: str) -> LinkDetails:
        """Of a form that is valid."""
        return LinkDetails(number=number, **self.cleaned_data)


class ConsentForm(forms.Form):
    """What the account holder says."""

    ending = forms.CharField(
        label=_("Last four characters of the account number"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": 6}),
    )
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    given = forms.BooleanField(label=_("I gave consent at the bank for these statements"))
