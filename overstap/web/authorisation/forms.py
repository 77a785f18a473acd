"""The forms of authorisation. What may stand in them is decided by the actions; here is how they look."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.books.authorisation.queries import Sendable
from overstap.books.authorisation.values import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    MOST_AUTHORISERS,
    Authoriser,
    Demands,
    Moment,
    WorkflowRow,
)
from overstap.web.authorisation import words

Choices = list[tuple[str, str | Promise]]
_FEW_ROWS = {"rows": 3}
POSITIONS = tuple(f"authoriser_{position}" for position in range(1, MOST_AUTHORISERS + 1))


def _people(able: Iterable[Authoriser], empty: str | Promise) -> Choices:
    return [("", empty), *((str(one.uid), one.name) for one in able)]


class CommentForm(forms.Form):
    """Why somebody decides as they do."""

    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("Needed when you reject: whoever sent the document reads it."),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs=_FEW_ROWS),
    )


class SettleForm(forms.Form):
    """Why everything is decided at once."""

    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("It stands in the history of each document."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs=_FEW_ROWS),
    )


class ReassignForm(forms.Form):
    """Who decides instead."""

    person = forms.ChoiceField(label=_("Goes to"))
    why = forms.CharField(label=_("Why"), max_length=LONGEST_COMMENT, required=False)

    def __init__(self, *given: Any, able: Iterable[Authoriser], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["person"].choices = _people(able, _("Choose somebody"))  # type: ignore[attr-defined]


class ReassignAllForm(forms.Form):
    """Everything of one person to another."""

    of = forms.ChoiceField(label=_("Waits for"))
    to = forms.ChoiceField(label=_("Goes to"))

    def __init__(self, *given: Any, waiting: Iterable[Authoriser], able: Iterable[Authoriser], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["of"].choices = _people(waiting, _("Choose somebody"))  # type: ignore[attr-defined]
        self.fields["to"].choices = _people(able, _("Choose somebody"))  # type: ignore[attr-defined]


class WorkflowForm(forms.Form):
    """The name of a workflow, and who decides in which order."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    authoriser_1 = forms.ChoiceField(label=_("Decides first"))
    authoriser_2 = forms.ChoiceField(label=_("Then"), required=False)
    authoriser_3 = forms.ChoiceField(label=_("Finally"), required=False)

    def __init__(self, *given: Any, able: Iterable[Authoriser], **named: Any) -> None:
        super().__init__(*given, **named)
        people = list(able)
        for position in POSITIONS:
            empty = _("Choose somebody") if position == POSITIONS[0] else _("Nobody")
            self.fields[position].choices = _people(people, empty)  # type: ignore[attr-defined]


class DemandForm(forms.Form):
    """What is asked before and after booking."""

    before = forms.ChoiceField(label=_("Before booking"), choices=lambda: list(words.DEMANDS.items()))
    after = forms.ChoiceField(label=_("After booking"), choices=lambda: list(words.DEMANDS.items()))


class SendForm(forms.Form):
    """Which document goes into which workflow."""

    document = forms.ChoiceField(label=_("Document"))
    workflow = forms.ChoiceField(label=_("Workflow"))
    moment = forms.ChoiceField(label=_("Authorised"))

    def __init__(
        self,
        *given: Any,
        documents: Iterable[Sendable],
        workflows: Iterable[WorkflowRow],
        asked: Iterable[Moment],
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        choices: dict[str, Choices] = {
            "document": [(str(one.uid), one.name) for one in documents],
            "workflow": [(one.key, _told(one)) for one in workflows if one.authorisers],
            "moment": [(str(moment), words.MOMENTS[moment]) for moment in asked],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]


def asked_moments(demands: Demands) -> list[Moment]:
    """The moments at which documents are authorised at all."""
    return [moment for moment in Moment if demands.at(moment) != "none"]


def _told(one: WorkflowRow) -> str:
    names = ", ".join(person.name for person in one.authorisers)
    return f"{one.name} ({names})"
