"""The forms of VAT. What may stand in them is decided by the actions; here is how they look."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.books.tax import words
from overstap.books.tax.values import BY_HAND, OF_CODES, CertificateRow
from overstap.web.tax.fields import AmountField

_DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y"]


def day_field(label: Any, **named: Any) -> forms.DateField:
    """A day, with the calendar of the browser."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=_DAY_FORMATS, **named)


class ContactForm(forms.Form):
    """Who files, and how often."""

    contact_type = forms.ChoiceField(
        label=_("Contact type for the tax authority"),
        choices=list(words.CONTACT_TYPES.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    becon_number = forms.CharField(
        label=_("Becon number"),
        required=False,
        max_length=20,
        help_text=_("Of the office that files, six to eight digits. Empty with BPL."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    initials = forms.CharField(label=_("Initials of the contact"), required=False, max_length=10)
    between = forms.CharField(label=_("Prefix of the surname"), required=False, max_length=10)
    surname = forms.CharField(label=_("Surname"), required=False, max_length=200)
    phone = forms.CharField(label=_("Telephone number"), required=False, max_length=25)
    vat_number = forms.CharField(
        label=_("VAT number"), required=False, max_length=20, help_text=_("Like NL123456789B01.")
    )
    span = forms.ChoiceField(label=_("VAT is filed"), choices=list(words.SPANS.items()), widget=forms.RadioSelect)


class RightForm(forms.Form):
    """What somebody may do with returns."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    may_approve = forms.BooleanField(label=_("May approve returns"), required=False)
    may_file = forms.BooleanField(label=_("May file returns"), required=False)


class CertificateForm(forms.Form):
    """A PKIoverheid certificate. The key is not asked for."""

    serial = forms.CharField(
        label=_("Serial number"), max_length=64, help_text=_("As it stands in the certificate, without colons.")
    )
    holder = forms.CharField(label=_("In the name of"), max_length=200)
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    valid_from = day_field(_("Valid from"))
    valid_until = day_field(_("Valid until"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=200)


class PortForm(forms.Form):
    """A way by which messages go out."""

    name = forms.CharField(label=_("Name of the port"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind of port"), choices=list(words.PORTS.items()))
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    certificate_serial = forms.ChoiceField(label=_("Certificate"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *given: Any, certificates: Iterable[CertificateRow], **named: Any) -> None:
        super().__init__(*given, **named)
        found = [(one.serial, f"{one.serial} – {one.holder}") for one in certificates]
        self.fields["certificate_serial"].choices = [("", _("None")), *found]  # type: ignore[attr-defined]


class StructureForm(forms.Form):
    """A line of a reporting structure."""

    structure = forms.CharField(label=_("Structure"), max_length=60)
    line = forms.CharField(label=_("Code of the line"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=200)
    account_from = forms.CharField(label=_("From account"), required=False, max_length=60)
    account_to = forms.CharField(label=_("Up to account"), required=False, max_length=60)


class AuthorisationForm(forms.Form):
    """An authorisation at the tax authority."""

    service = forms.CharField(
        label=_("Service"),
        max_length=200,
        help_text=_("As the tax authority calls it, such as “Service messages VAT”."),
    )
    intermediary = forms.CharField(label=_("In the name of"), max_length=200)
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=0, max_value=2100, help_text=_("Empty: until it is withdrawn.")
    )
    requested_on = day_field(_("Requested on"))
    granted_by = forms.ChoiceField(
        label=_("Becomes active"), choices=list(words.GRANTED.items()), widget=forms.RadioSelect
    )
    active_on = day_field(_("Active since"), required=False)
    withdrawn_on = day_field(_("Withdrawn on"), required=False)


class TypeForm(forms.Form):
    """What the books do not know."""

    box = forms.ChoiceField(label=_("Box"))
    base = AmountField(label=_("Base"), required=False)
    vat = AmountField(label=_("VAT"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        boxes = sorted((*OF_CODES, *BY_HAND))
        self.fields["box"].choices = [(str(one), f"{one} {words.box(one)}") for one in boxes]  # type: ignore[attr-defined]


class FilingForm(forms.Form):
    """How it was filed."""

    channel = forms.ChoiceField(
        label=_("Filed by way of"), choices=list(words.CHANNELS.items()), widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label=_("Reference"), required=False, max_length=100, help_text=_("Of the tax authority; needed for Digipoort.")
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=2_000)


class RuleForm(forms.Form):
    """Where a VAT code leads."""

    code = forms.CharField(max_length=500, widget=forms.HiddenInput)
    box = forms.ChoiceField(required=False)
    rate = forms.CharField(required=False, max_length=12)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["box"].choices = [  # type: ignore[attr-defined]
            ("", _("In no box")),
            *((str(one), f"{one} {words.box(one)}") for one in sorted(OF_CODES)),
        ]
