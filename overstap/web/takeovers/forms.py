"""The forms of takeovers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.moves.takeovers.values import LONGEST_REASON
from overstap.tenancy import checks
from overstap.web.moving.forms import MomentField


class RequestForm(forms.Form):
    """What a new office asks for (R231)."""

    environment_part = forms.CharField(
        label=_("URL part of the previous office"),
        max_length=63,
        help_text=_("It stands in the address of their pages, after /e/: de-linde, for example."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    administrator_email = forms.EmailField(
        label=_("E-mail address of an administrator there"),
        required=False,
        max_length=254,
        help_text=_("Known to you? Then the request goes to that superuser alone, else to all of them."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    client_name = forms.CharField(
        label=_("Name of the client"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    client_email = forms.EmailField(
        label=_("E-mail address of the client"),
        max_length=254,
        help_text=_("The client approves by a link that we mail to this address. Nobody of either office can."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    wanted = forms.CharField(
        label=_("Which administrations"),
        help_text=_("In the words of the client, one on a line: names or codes. The previous office chooses by it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    codes = forms.CharField(
        label=_("New codes"),
        required=False,
        help_text=_("Only where a code has to change: old = new, one on a line. It can be done later as well."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    run_at = MomentField()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"label_suffix": "", **named})

    def clean_codes(self) -> dict[str, str]:
        """Old code to new code."""
        found = {}
        for line in filter(None, (one.strip() for one in self.cleaned_data["codes"].splitlines())):
            old, equals, new = (part.strip() for part in line.partition("="))
            if not (old and equals and new):
                raise forms.ValidationError(_("Write old = new on each line."), code="codes")
            found[old] = _code(new)
        return found


class RefuseForm(forms.Form):
    """Why somebody does not take part (G2)."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("All parties read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"label_suffix": "", **named})


class ClientForm(forms.Form):
    """With which address the client signs in (R241)."""

    email = forms.EmailField(
        label=_("E-mail address of the client's account"),
        max_length=254,
        help_text=_("Does the client sign in with another address than they approved with? Ask, and fill it in here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"label_suffix": "", **named})


def _code(text: str) -> str:
    try:
        return checks.administration_code(text)
    except checks.Malformed as error:
        raise forms.ValidationError(error.message, code=error.code) from error
