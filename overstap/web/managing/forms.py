"""The forms of the settings. What may stand in them is decided by the actions; here is how they look."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.connectors.port import KeyField
from overstap.tenancy.roles import Role
from overstap.tenancy.tokens.values import Scope
from overstap.tenancy.values import Notice, OfficeKind
from overstap.web.managing import action_words, package_words, texts
from overstap.web.words import word

Choices = list[tuple[str, str | Promise]]


def roles() -> list[tuple[str, str]]:
    """The seven roles, in words."""
    return [(str(one), word(str(one)).capitalize()) for one in Role]


class OfficeForm(forms.Form):
    """The firm behind the environment."""

    name = forms.CharField(label=_("Name of the office"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(str(one), texts.OFFICE_KINDS[one]) for one in OfficeKind], widget=forms.RadioSelect
    )


class EnvironmentForm(forms.Form):
    """The name of the environment."""

    name = forms.CharField(label=_("Name of the environment"), max_length=200)


class ConnectionNameForm(forms.Form):
    """What people call a connection."""

    name = forms.CharField(
        label=_("Name of the connection"),
        max_length=100,
        required=False,
        help_text=_("By which you tell it from others of this accounting system; may stay empty where there is one."),
    )


class ConnectionForm(ConnectionNameForm):
    """Another connection."""

    reference = forms.CharField(
        label=_("Environment at the accounting system"),
        max_length=200,
        required=False,
        help_text=_("As the accounting system writes it: the name or number of your office there."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class KeyForm(forms.Form):
    """Login data of a package. What was typed is never shown again, also where it was refused."""

    def __init__(self, *, fields: Sequence[KeyField]) -> None:
        super().__init__()
        for one in fields:
            widget = forms.PasswordInput if one.secret else forms.TextInput
            self.fields[one.name] = forms.CharField(
                label=str(package_words.KEY_FIELDS.get(one.name, one.name)),
                max_length=8_000,
                widget=widget(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )


class AdministrationForm(forms.Form):
    """What can be changed about an administration."""

    name = forms.CharField(label=_("Name"), max_length=200)
    delivery_address = forms.EmailField(
        label=_("Delivery address"),
        required=False,
        max_length=254,
        help_text=_("Documents that are mailed to this address arrive in this administration."),
    )
    payment_agreement = forms.CharField(
        label=_("Payment agreement"),
        required=False,
        max_length=100,
        help_text=_("Who is billed, by which mandate."),
    )


class NewAdministrationForm(AdministrationForm):
    """A new administration."""

    code = forms.CharField(
        label=_("Code"),
        max_length=35,
        help_text=_("Letters, digits and . _ / -; at most 35. The code cannot be changed later."),
    )
    system = forms.ChoiceField(
        label=_("Accounting system"),
        required=False,
        help_text=_("The connection that this administration works with. It cannot become one of another package."),
    )
    field_order = ("code", "name", "system", "delivery_address", "payment_agreement")

    def __init__(self, *given: Any, connections: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        house = ("", _("Overstap itself"))
        self.fields["system"].choices = [house, *connections]  # type: ignore[attr-defined]
        if not connections:
            del self.fields["system"]


class RoleForm(forms.Form):
    """The role of a member."""

    role = forms.ChoiceField(label=_("What this person may do here"), choices=roles, widget=forms.RadioSelect)


class InvitationForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=roles)


class LicenceForm(forms.Form):
    """The number of the paid licence."""

    number = forms.CharField(
        label=_("Licence number"), max_length=50, help_text=_("It stands in the confirmation of your subscription.")
    )


class PersonalForm(forms.Form):
    """Language and mails of one person."""

    language = forms.ChoiceField(
        label=_("Language of pages and e-mails"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    notices = forms.MultipleChoiceField(
        label=_("E-mails about migrations of this environment"),
        required=False,
        choices=[(str(one), texts.NOTICES[one]) for one in Notice],
        widget=forms.CheckboxSelectMultiple,
    )


class TokenForm(forms.Form):
    """Another token."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What the token is for: the program, or the scanner."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[(str(one), texts.SCOPES[one]) for one in Scope],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than your own role."),
    )
    days = forms.ChoiceField(
        label=_("It works for"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("180", _("180 days")), ("366", _("a year"))],
        initial="90",
    )


class AuditForm(forms.Form):
    """Which lines of the audit log to show."""

    person = forms.ChoiceField(label=_("Person"))
    action = forms.ChoiceField(label=_("Action"))
    outcome = forms.ChoiceField(label=_("Outcome"))
    use_required_attribute = False  # "all" is a choice too

    def __init__(self, *given: Any, people: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        everything = ("", str(_("All")))
        outcomes = [(code, str(text)) for code, text in texts.OUTCOMES.items()]
        actions = action_words.in_order()
        for name, found in (("person", people), ("action", actions), ("outcome", outcomes)):
            self.fields[name].choices = [everything, *found]  # type: ignore[attr-defined]
