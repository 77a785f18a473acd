"""What people fill in to take over an environment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.moves.tickets.actions import RedeemOrder
from overstap.moves.tickets.values import ENDING, LARGEST, Wish, url_part

_TICKET = forms.ClearableFileInput(attrs={"accept": ".avr"})


class NamedPlace(forms.Form):
    """A name and the URL part that goes with it; an empty URL part is the name in lower case (R134)."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-names": "id_url_part"}),
    )
    url_part = forms.CharField(
        label=_("URL part"),
        max_length=63,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Left empty: the name in lower case. It cannot be changed later."),
    )

    def clean(self) -> dict[str, Any]:
        """The URL part that the name suggests, where none was given."""
        told = super().clean() or {}
        told["url_part"] = told.get("url_part") or url_part(told.get("name", ""))
        return told


class UploadForm(NamedPlace):
    """A transfer to upload: R132, R133, R136."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As your office calls this client; each name once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-names": "id_url_part"}),
    )
    ticket = forms.FileField(
        label=_("Transfer file"),
        allow_empty_file=True,
        widget=_TICKET,
        help_text=_("The file that you received; its name ends in %(ending)s.") % {"ending": ENDING},
    )

    def order(self, *, agreed: bool) -> RedeemOrder:
        """The order, of a form that is valid."""
        told = self.cleaned_data
        return RedeemOrder(
            name=told["name"], url_part=told["url_part"], content=told["ticket"].read(LARGEST + 1), agreed=agreed
        )


class IncidentForm(forms.Form):
    """The incident: its five fields are required (R152 to R156)."""

    licence_number = forms.CharField(
        label=_("New licence number"),
        max_length=50,
        help_text=_("Of the licence that you bought to go on by yourself."),
    )
    client_name = forms.CharField(
        label=_("Client name that you want"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "data-names": "id_url_part"}),
    )
    url_part = forms.CharField(
        label=_("New URL"),
        max_length=63,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Small letters, digits and hyphens."),
    )
    email = forms.EmailField(
        label=_("E-mail address that you sign in with"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    ticket = forms.FileField(
        label=_("Transfer ticket"),
        allow_empty_file=True,
        widget=_TICKET,
        help_text=_("The file that your office sent you; its name ends in %(ending)s.") % {"ending": ENDING},
    )

    def wish(self) -> Wish:
        """The incident, of a form that is valid."""
        told = self.cleaned_data
        return Wish(
            licence_number=told["licence_number"],
            client_name=told["client_name"],
            url_part=told["url_part"],
            email=told["email"],
            ticket=told["ticket"].read(LARGEST + 1),
        )
