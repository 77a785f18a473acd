"""The forms of fixed assets. What may stand in them is decided by the actions; here is how they look."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.books.assets.values import Method
from overstap.web.tax.fields import AmountField
from overstap.web.tax.forms import day_field

METHODS = (
    (str(Method.LINEAR), _("Linear: the same amount every month")),
    (str(Method.DEGRESSIVE), _("Degressive: a percentage of what is left, every year")),
    (str(Method.NONE), _("No depreciation")),
)


class CardForm(forms.Form):
    """The card of an asset."""

    code = forms.CharField(label=_("Code"), max_length=60)
    name = forms.CharField(label=_("Name"), max_length=200)
    group = forms.CharField(label=_("Group"), max_length=100, required=False)
    purchased_on = day_field(_("Bought on"))
    purchase = AmountField(label=_("Purchase amount"))
    residual = AmountField(label=_("Residual value"), required=False, help_text=_("What is left of it at the end."))
    method = forms.ChoiceField(label=_("Depreciation"), choices=METHODS, widget=forms.RadioSelect)
    months = forms.IntegerField(label=_("Life in months"), required=False, min_value=0, max_value=1_200)
    rate = AmountField(label=_("Percentage a year"), required=False, help_text=_("For the degressive method."))
    start = day_field(_("First month"), help_text=_("A day in the first month that is depreciated."))
    asset_account = forms.CharField(label=_("Account of the asset"), max_length=60)
    depreciation_account = forms.CharField(label=_("Account of what was depreciated"), max_length=60, required=False)
    cost_account = forms.CharField(label=_("Account of the costs"), max_length=60, required=False)
    note = forms.CharField(
        label=_("Remark"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChangeForm(CardForm):
    """The card of an asset that is there; its code stays."""

    code = forms.CharField(max_length=60, widget=forms.HiddenInput)


class DisposalForm(forms.Form):
    """That it was sold or scrapped."""

    on = day_field(_("Disposed of on"))
    proceeds = AmountField(label=_("Proceeds"), required=False, help_text=_("Empty or zero where it was scrapped."))
    journal_code = forms.CharField(label=_("Journal of the entry"), max_length=200, required=False)
    entry_number = forms.CharField(label=_("Number of the entry"), max_length=200, required=False)


class DepreciateForm(forms.Form):
    """Up to which month, in which journal."""

    month = forms.CharField(
        label=_("Up to and including"), max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )
    journal = forms.ChoiceField(label=_("Journal"))

    def __init__(self, *given: Any, journals: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["journal"].choices = journals  # type: ignore[attr-defined]
