"""The forms of aftercare. What may stand in them is decided by the actions; here is how they look."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.moves.aftercare.actions import LONGEST_TEXT
from overstap.moves.aftercare.queries import Colleague
from overstap.moves.aftercare.values import ExistsHere, ManagedBy, Option
from overstap.web.tasks import words

_FEW_ROWS = {"rows": 3}


def _choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(str(one), _capital(words.said(str(one)))) for one in kind]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class DoneForm(forms.Form):
    """What was done."""

    text = forms.CharField(
        label=_("What was done"),
        help_text=_("A colleague reads it later: what, and where it can be found."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=_FEW_ROWS),
    )


class ReopenForm(forms.Form):
    """Why it is open again."""

    reason = forms.CharField(
        label=_("Why is it open again?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=_FEW_ROWS),
    )


class AssignForm(forms.Form):
    """To whom the task goes."""

    person = forms.ChoiceField(label=_("Owner"))

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(one.uid), one.name) for one in colleagues]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Who managed what was not copied, to what extent it is here, what is done about it."""

    managed_by = forms.ChoiceField(label=_("Who managed it?"), widget=forms.RadioSelect)
    exists_here = forms.ChoiceField(label=_("Does it exist here already?"), widget=forms.RadioSelect, required=False)
    option = forms.ChoiceField(label=_("What was agreed with the client?"), widget=forms.RadioSelect, required=False)
    remark = forms.CharField(
        label=_("Remark"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs=_FEW_ROWS)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = ("", _("Not known yet"))
        self.fields["managed_by"].choices = _choices(ManagedBy)  # type: ignore[attr-defined]
        self.fields["exists_here"].choices = [unknown, *_choices(ExistsHere)]  # type: ignore[attr-defined]
        self.fields["option"].choices = [unknown, *_choices(Option)]  # type: ignore[attr-defined]


class DeleteForm(forms.Form):
    """The code once more, by hand, and why."""

    typed = forms.CharField(
        label=_("Type the code of the administration"), max_length=35,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why may it go?"),
        help_text=_("It stays with the trace of this administration."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=_FEW_ROWS),
    )


class HoldForm(forms.Form):
    """Until when it has to be kept, and why."""

    until = forms.DateField(
        label=_("Keep until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=_FEW_ROWS))


class LiftForm(forms.Form):
    """Why it need not be kept any more."""

    reason = forms.CharField(
        label=_("Why does it end?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=_FEW_ROWS)
    )
