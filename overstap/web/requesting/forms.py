"""The form in which somebody asks for an environment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.tenancy.requests import Wish
from overstap.tenancy.values import OfficeKind


class AskForEnvironment(forms.Form):
    """The firm, and who asks."""

    office = forms.CharField(
        label=_("Name of your firm"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    kind = forms.ChoiceField(
        label=_("Kind of firm"),
        choices=[(OfficeKind.ACCOUNTANCY, _("Accountancy office")), (OfficeKind.ENTREPRENEUR, _("Entrepreneur"))],
    )
    commerce_number = forms.CharField(
        label=_("KvK number"),
        required=False,
        max_length=8,
        help_text=_("Eight digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    slug = forms.CharField(
        label=_("URL part"),
        max_length=63,
        help_text=_("Small letters, digits and hyphens: how your environment is found, as in van-dam."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("You will be the first superuser."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    telephone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"label_suffix": "", **named})

    def wish(self) -> Wish:
        """What was filled in."""
        return Wish(**self.cleaned_data)
