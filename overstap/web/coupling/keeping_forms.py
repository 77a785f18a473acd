"""Forms of contacts that are made, changed, sent and removed here."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _

from overstap.coupling import words
from overstap.coupling.deciding import LONGEST
from overstap.coupling.keeping.actions import KINDS
from overstap.coupling.keeping.values import KeptAdministration
from overstap.coupling.values import FIELDS, CardRow, Fields
from overstap.lib.sentences import told

TYPE = "type"
_TEL, _MAIL = "phone", "email"


class ContactForm(forms.Form):
    """The fields of a contact; ``kind``: whether it is said here if it is a customer or a supplier."""

    def __init__(self, *arguments: object, kind: bool = True, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        for name in FIELDS:
            if name == TYPE and kind:
                self.fields[name] = forms.ChoiceField(
                    label=told(words.FIELD_NAMES[name], _),
                    choices=[(code, told(words.KINDS[code], _).capitalize()) for code in KINDS],
                )
            elif name != TYPE:
                self.fields[name] = _field(name)

    @property
    def told(self) -> Fields:
        """What was filled in, as it was typed."""
        return {name: str(self[name].value() or "") for name in self.fields}


class PlacesForm(forms.Form):
    """In which administrations, and under which code."""

    def __init__(self, *arguments: object, places: Sequence[KeptAdministration], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["to"] = forms.MultipleChoiceField(
            label=_("Make it in"),
            choices=[(str(one.number), one.name) for one in places],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["code"] = forms.CharField(
            label=_("Code there"),
            max_length=18,
            required=False,
            help_text=_("Leave this empty: then the package gives the next number of its own series."),
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        )


class RemoveForm(forms.Form):
    """Which cards are deleted at the package too."""

    def __init__(self, *arguments: object, cards: Sequence[CardRow], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["there"] = forms.MultipleChoiceField(
            label=_("Delete it there too"),
            choices=[(str(one.number), f"{one.administration_name} {one.foreign}") for one in cards],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("Only what is not in use there can be deleted; the package says so where it is."),
        )


def _field(name: str) -> forms.CharField:
    label = told(words.FIELD_NAMES[name], _)
    found = forms.CharField(label=label, max_length=LONGEST, required=name == "name")
    if name == _TEL:
        found.widget.input_type = "tel"
    if name == _MAIL:
        found.widget.attrs["inputmode"] = "email"
    return found
