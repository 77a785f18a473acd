"""Amounts as people type them, and forms that tell what was refused beside the field that it is about."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError, Refused
from overstap.lib.money import parse_amount

_DUTCH_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+", re.ASCII)
_NEVER_TYPED = 40  # characters of an amount


class NotReadable(Refused):
    """Something in a form is missing or cannot be read."""

    code = "FORM-NOT-READABLE"


class AmountField(forms.CharField):
    """An amount with a comma or a point before the cents: 1.234,50 and 1234.50 are the same. Gives a Decimal."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("max_length", _NEVER_TYPED)
        named.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**named)

    def clean(self, value: object) -> Decimal | None:
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            return parse_amount(plain(text))
        except ValueError:
            raise forms.ValidationError(_("This is no amount. Write it like 1.234,50."), code="amount") from None


def plain(text: str) -> str:
    """An amount as people write it, with a point before the decimals and none elsewhere."""
    found = text.replace("\u2212", "-").replace("€", "").replace(" ", "").replace("\u00a0", "")
    if "," in found:
        return found.replace(".", "").replace(",", ".")
    return found.replace(".", "") if _DUTCH_THOUSANDS.fullmatch(found) else found


def typed(amount: Decimal | None) -> str:
    """An amount as it stands in a field, the Dutch way."""
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")


def cleaned(form: forms.Form) -> dict[str, Any]:
    """What the form was filled in with. Raises NotReadable; the form shows where."""
    if not form.is_valid():
        raise NotReadable(
            _("Something is missing, or cannot be read."), remedy=_("Correct what stands below, and try again.")
        )
    return form.cleaned_data


def with_problem(form: forms.Form, problem: OverstapError | None) -> forms.Form:
    """The form with what an action refused, beside the fields that it is about."""
    fields = problem.facts.get("fields") if problem is not None else None
    if form.is_bound and form.is_valid() and isinstance(fields, Mapping):
        for name, text in fields.items():
            form.add_error(name if name in form.fields else None, str(text))
    return form
