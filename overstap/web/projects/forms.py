"""The forms of projects and their invoices. What may stand in them is decided by the actions; here is how they look."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.web.sales.forms import SellerForm as _SellerForm
from overstap.web.sales.words import LANGUAGES

_DAY = {"type": "date"}


class ProjectForm(forms.Form):
    """A project."""

    name = forms.CharField(label=_("Name"), max_length=200)
    administration = forms.ChoiceField(
        label=_("Administration"), help_text=_("Its invoices are numbered and booked there.")
    )
    contact = forms.CharField(
        label=_("Customer"), max_length=250, help_text=_("Type the number or the name of a contact."),
        widget=forms.TextInput(attrs={"list": "contacts", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *given: Any, administrations: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        chosen = [(str(number), text) for number, text in administrations]
        self.fields["administration"].choices = chosen  # type: ignore[attr-defined] # a ChoiceField


class InvoiceForm(forms.Form):
    """An invoice, without its lines."""

    subject = forms.CharField(
        label=_("Subject"), max_length=200, required=False, help_text=_("Empty: number and name of the project.")
    )
    reference = forms.CharField(label=_("Reference of the customer"), max_length=200, required=False)
    day = forms.DateField(
        label=_("Invoice date"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("Empty: the day on which it becomes definitive. Its year is in the number."),
    )  # fmt: skip
    supplied_on = forms.DateField(
        label=_("Day of supply"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("Empty: the invoice date."),
    )  # fmt: skip
    payment_days = forms.IntegerField(
        label=_("To be paid within (days)"), required=False, min_value=0, max_value=366,
        help_text=_("Empty: as the details of the administration say."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the invoice"), choices=LANGUAGES)
    text = forms.CharField(
        label=_("Text above the lines"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SellerForm(_SellerForm):
    """What stands on the invoices of an administration."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        del self.fields["quotation_days"]
