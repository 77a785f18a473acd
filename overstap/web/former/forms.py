"""The forms about one person who worked in what came here. What may stand in them is decided by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.moves.people.values import LONGEST_REASON
from overstap.tenancy.queries import MemberRow
from overstap.web.managing.forms import roles
from overstap.web.words import word


class InviteForm(forms.Form):
    """At which address, and with which role."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role here"), choices=lambda: [("", _("Choose a role")), *roles()])
    use_required_attribute = False


class LinkForm(forms.Form):
    """To whom, and why."""

    person = forms.ChoiceField(label=_("Who works here"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("Not needed where it is the same e-mail address."),
    )
    use_required_attribute = False

    def __init__(self, *given: Any, members: Sequence[MemberRow], **named: Any) -> None:
        super().__init__(*given, **named)
        found = [(str(one.uid), f"{one.name} – {word(one.role)}, {one.email}") for one in members]
        self.fields["person"].choices = [("", _("Choose somebody")), *found]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
    use_required_attribute = False


class DeclineForm(forms.Form):
    """Why not; whoever invited reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("Whoever invited you reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
