"""The forms of the wizards."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import schedule
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Runs
from overstap.moves.values import Party
from overstap.tenancy import checks


class MomentField(forms.DateTimeField):
    """A moment by the clocks in the Netherlands; left empty it means: as soon as everybody agreed."""

    def __init__(self, **named: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(
            label=_("When"),
            required=False,
            input_formats=["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M"],
            widget=widget,
            help_text=_("Leave it empty to run as soon as everybody approved."),
            **named,
        )

    def clean(self, value: Any) -> datetime | None:
        """Aware, in Amsterdam."""
        with timezone.override(clock.AMSTERDAM):
            found: datetime | None = super().clean(value)
        return found


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
    client_name = forms.CharField(
        label=_("Name of the client"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    client_email = forms.EmailField(
        label=_("E-mail address of the client"),
        max_length=254,
        help_text=_("The client approves by a link that we mail to this address. Nobody of either office can."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    run_at = MomentField()

    def __init__(self, *arguments: Any, which: Profile, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._which = which
        if not which.asks(Party.CLIENT):
            del self.fields["client_name"], self.fields["client_email"]
        if which.schedule.runs is not Runs.CHOSEN:
            del self.fields["run_at"]

    def kept(self) -> dict[str, Any]:
        """What a draft keeps of it: plain values."""
        moment = self.cleaned_data.get("run_at")
        return {**self.cleaned_data, "run_at": moment.isoformat() if moment else ""}

    def clean_run_at(self) -> datetime | None:
        """A moment at which it can run."""
        moment: datetime | None = self.cleaned_data["run_at"]
        try:
            schedule.require_possible(self._which, moment)
        except OverstapError as error:
            raise forms.ValidationError(f"{error.message} {error.remedy}", code=error.code) from error
        return moment

    def clean_client_email(self) -> str:
        """As tenancy writes addresses."""
        return _address(self.cleaned_data["client_email"])

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
        client = self.cleaned_data.get("client_email", "")
        if client and client.lower() in ((receiver or "").lower(), (giver or "").lower()):
            self.add_error("client_email", _("The client needs an address of their own."))


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
