"""The forms of the console. What may stand in them is decided by the actions; here is how they look."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.moves import orders
from overstap.tenancy.values import OfficeKind, Tier
from overstap.web.managing import action_words, texts
from overstap.web.words import word

TIERS = {Tier.TRIAL: _("Trial"), Tier.PREMIUM: _("Premium")}
LONGEST_REASON = 500
LONGEST_WORD = 254


class Filters(forms.Form):
    """What narrows a list; nothing in it is compulsory."""

    use_required_attribute = False

    def __init__(self, asked: Mapping[str, str]) -> None:
        super().__init__(initial={name: asked.get(name, "")[:LONGEST_WORD] for name in self.base_fields})

    def chosen(self) -> dict[str, Any]:
        """What was asked, by name; what is empty or cannot be read narrows nothing."""
        found = {name: self._read(name) for name in self.fields}
        return {name: value for name, value in found.items() if value}

    def question(self) -> dict[str, str]:
        """``chosen`` as it stands in an address."""
        return {name: str(value) for name, value in self.chosen().items()}

    def _read(self, name: str) -> Any:
        try:
            return self.fields[name].clean(self.initial[name])
        except forms.ValidationError:
            return None

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Let people choose among these in a list, or all."""
        self.fields[name].choices = [("", str(_("All"))), *choices]  # type: ignore[attr-defined]


class OfficesFilter(Filters):
    """Which environments to show."""

    search = forms.CharField(label=_("Search"), max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind of office"))
    tier = forms.ChoiceField(label=_("Licence"))

    def __init__(self, asked: Mapping[str, str]) -> None:
        super().__init__(asked)
        self.offer("kind", [(str(kind), str(texts.OFFICE_KINDS[kind])) for kind in OfficeKind])
        self.offer("tier", [(str(tier), str(text)) for tier, text in TIERS.items()])


class OrdersFilter(Filters):
    """Which moves to show. ``titles``: the profiles by name."""

    search = forms.CharField(label=_("Search"), max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"))
    profile = forms.ChoiceField(label=_("Kind"))
    environment = forms.CharField(label=_("Environment (URL part)"), max_length=63)

    def __init__(self, asked: Mapping[str, str], titles: Mapping[str, str]) -> None:
        super().__init__(asked)
        states = [(state, word(state).capitalize()) for state in orders.states()]
        self.offer("state", [(orders.OPEN, str(_("Not ended"))), *states])
        self.offer("profile", list(titles.items()))


class LicenceForm(forms.Form):
    """The licence of an environment."""

    tier = forms.ChoiceField(label=_("Licence"), choices=list(TIERS.items()), widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Licence number"), max_length=50, required=False, help_text=_("Premium has a number; a trial has none.")
    )


class AuditFilter(Filters):
    """Which lines of the audit log to show."""

    person = forms.CharField(label=_("Name or e-mail address"), max_length=254)
    environment = forms.CharField(label=_("Environment (URL part)"), max_length=63)
    action = forms.ChoiceField(label=_("Action"))
    outcome = forms.ChoiceField(label=_("Outcome"))
    code = forms.CharField(label=_("Code"), max_length=60)
    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("Up to"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, asked: Mapping[str, str]) -> None:
        super().__init__(asked)
        actions = action_words.in_order()
        self.offer("action", actions)
        self.offer("outcome", [(code, str(text)) for code, text in texts.OUTCOMES.items()])


class ProfileForm(forms.Form):
    """The text of a profile."""

    text = forms.CharField(
        label=_("The profile, with its name in the first line"),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
    )


class ReasonForm(forms.Form):
    """Why an operator does something to what is somebody else's."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those whom it concerns can read it."),
    )
