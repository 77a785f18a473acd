"""The forms of the wizards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.tenancy import checks


class ReceiverForm(forms.Form):
    """Who gets the transfer code, and where the giver's copies go (R079, R088)."""

    receiver_email = forms.EmailField(
        label=_("E-mail address of the receiver"),
        max_length=254,
        help_text=_("The transfer code goes to this address alone. Whoever has the code can receive."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    giver_email = forms.EmailField(
        label=_("Your own e-mail address"),
        max_length=254,
        help_text=_("For copies of what happens, and for the proof."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    payment_agreement_moves = forms.BooleanField(label=_("The payment agreement goes along"), required=False)

    def clean_receiver_email(self) -> str:
        """As tenancy writes addresses."""
        return _address(self.cleaned_data["receiver_email"])

    def clean_giver_email(self) -> str:
        """As tenancy writes addresses."""
        return _address(self.cleaned_data["giver_email"])

    def clean(self) -> None:
        """A code sent to oneself helps nobody."""
        receiver, giver = self.cleaned_data.get("receiver_email"), self.cleaned_data.get("giver_email")
        if receiver and giver and receiver.lower() == giver.lower():
            self.add_error("receiver_email", _("This is your own address. The receiver needs another one."))


class CodeForm(forms.Form):
    """A transfer code as somebody types or pastes it; ``codes.hash_of`` decides about it."""

    code = forms.CharField(
        label=_("Transfer code"),
        max_length=200,
        strip=True,
        help_text=_("Seven groups of four characters. Capitals, spaces and dashes make no difference."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "transfercode",
                "data-transfer-code": "",
            }
        ),
    )


class ReasonForm(forms.Form):
    """Why something does not go on."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("The other side reads this in the mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _address(typed: str) -> str:
    try:
        return checks.email(typed)
    except checks.Malformed as error:
        raise forms.ValidationError(error.message, code=error.code) from error
