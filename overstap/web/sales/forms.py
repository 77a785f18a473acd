"""The forms of sales. What may stand in them is decided by the actions; here is how they look."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.books.sales.values import Rounding
from overstap.tenancy.payment import LONGEST_REFERENCE, Scheme
from overstap.web.sales.words import LANGUAGES, ROUNDING, VAT

Choices = list[tuple[str, str | Promise]]
_DAY = {"type": "date"}
_CODES = {"autocomplete": "off", "spellcheck": "false"}


class _Customer(forms.Form):
    """Who buys."""

    relation = forms.ChoiceField(
        label=_("Customer in the books"), required=False,
        help_text=_("What you leave empty below is filled in from the books."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    attention = forms.CharField(label=_("For the attention of"), max_length=200, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("Town"), max_length=200, required=False)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as NL or BE.")
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    tax_number = forms.CharField(label=_("VAT number"), max_length=30, required=False)
    commerce_number = forms.CharField(
        label=_("Trade register number"), max_length=20, required=False,
        help_text=_("With it the customer gets an electronic invoice (UBL) as well."),
    )  # fmt: skip


class PaperForm(_Customer):
    """A quotation or an invoice, without its lines."""

    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    reference = forms.CharField(label=_("Reference of the customer"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language of what is sent"), choices=LANGUAGES)
    text = forms.CharField(
        label=_("Text above the lines"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *given: Any, customers: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        nobody: Choices = [("", _("Nobody in the books"))]
        self.fields["relation"].choices = nobody + [  # type: ignore[attr-defined]
            (code, f"{name} ({code})" if name else code) for code, name in customers
        ]


class QuotationForm(PaperForm):
    """A quotation."""

    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("Empty: as long as the settings of sales say."),
    )  # fmt: skip


class InvoiceForm(PaperForm):
    """An invoice."""

    supplied_on = forms.DateField(
        label=_("Day of supply"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("Empty: the day on which it is sent."),
    )  # fmt: skip
    payment_days = forms.IntegerField(
        label=_("To be paid within (days)"), required=False, min_value=0, max_value=366,
        help_text=_("Empty: as the settings of sales say."),
    )  # fmt: skip


class ProductForm(forms.Form):
    """A product."""

    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=_CODES))
    name = forms.CharField(label=_("Name"), max_length=200)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False, help_text=_("For example piece, hour, kg."))
    price = forms.CharField(label=_("Price without VAT (€)"), max_length=30)
    vat = forms.ChoiceField(label=_("VAT"), choices=[(str(one), text) for one, text in VAT.items()])
    vat_code = forms.ChoiceField(label=_("VAT code in the books"), required=False)
    account_code = forms.ChoiceField(label=_("Account of the turnover"), required=False)
    active = forms.BooleanField(label=_("Is sold now"), required=False)

    def __init__(self, *given: Any, codes: tuple[list[tuple[str, str]], list[tuple[str, str]]], **named: Any) -> None:
        super().__init__(*given, **named)
        nothing: Choices = [("", _("None"))]
        for name, found in zip(("vat_code", "account_code"), codes, strict=True):
            self.fields[name].choices = nothing + [  # type: ignore[attr-defined]
                (code, f"{code} {called}".strip()) for code, called in found
            ]


class SellerForm(forms.Form):
    """How an administration sells."""

    name = forms.CharField(label=_("Name"), max_length=200)
    street = forms.CharField(label=_("Street and number"), max_length=200)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20)
    city = forms.CharField(label=_("Town"), max_length=200)
    country = forms.CharField(label=_("Country"), max_length=2, help_text=_("Two letters, such as NL or BE."))
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    tax_number = forms.CharField(label=_("VAT number"), max_length=30, required=False)
    commerce_number = forms.CharField(label=_("Trade register number"), max_length=20, required=False)
    iban = forms.CharField(label=_("IBAN"), max_length=42, required=False, widget=forms.TextInput(attrs=_CODES))
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False, widget=forms.TextInput(attrs=_CODES))
    payment_days = forms.IntegerField(label=_("To be paid within (days)"), min_value=0, max_value=366)
    quotation_days = forms.IntegerField(label=_("Quotations stand for (days)"), min_value=0, max_value=366)
    rounding = forms.ChoiceField(
        label=_("VAT is rounded"), choices=[(str(one), ROUNDING[one]) for one in Rounding], widget=forms.RadioSelect
    )
    footer = forms.CharField(
        label=_("Text below the total"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SeriesForm(forms.Form):
    """How numbers begin."""

    begins = forms.CharField(
        label=_("Begins with"), max_length=20, required=False, strip=False, widget=forms.TextInput(attrs=_CODES),
        help_text=_("{year} becomes the year; then every year begins at 1."),
    )  # fmt: skip
    width = forms.IntegerField(label=_("Digits at least"), min_value=1, max_value=12)
    first = forms.IntegerField(label=_("Next number"), min_value=1)


class AgreementForm(forms.Form):
    """Who is billed, and by which mandate."""

    payer = forms.CharField(label=_("Who is billed"), max_length=200)
    email = forms.EmailField(label=_("E-mail address for the invoices"), max_length=254, required=False)
    iban = forms.CharField(label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs=_CODES))
    reference = forms.CharField(
        label=_("Reference of the mandate"), max_length=LONGEST_REFERENCE, widget=forms.TextInput(attrs=_CODES)
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    scheme = forms.ChoiceField(
        label=_("Scheme"),
        choices=[(str(Scheme.CORE), _("SEPA Core: consumers and firms")), (str(Scheme.B2B), _("SEPA B2B: firms only"))],
        widget=forms.RadioSelect,
    )


class AnswerForm(forms.Form):
    """What a customer said in another way."""

    name = forms.CharField(label=_("Who said so"), max_length=200)
    reason = forms.CharField(label=_("Reason, where it is refused"), max_length=1_000, required=False)


class ApproveForm(forms.Form):
    """A customer approves."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class RefuseForm(ApproveForm):
    """A customer refuses."""

    reason = forms.CharField(
        label=_("Why do you refuse it?"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )
