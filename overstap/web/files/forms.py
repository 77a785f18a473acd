"""What people choose for an import and an export."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.connectors.audit_file.orders import ImportOrder
from overstap.connectors.sheets.values import Format, Notation, Table, TableOrder
from overstap.exchange.xaf.values import Version
from overstap.exchange.xaf.writer import WRITABLE

NEW, EXISTING = "new", "existing"
ENCODINGS = [
    ("", _("As the file says itself (nearly always right)")),
    ("utf-8", "UTF-8"),
    ("windows-1252", "Windows-1252 (ANSI)"),
    ("iso-8859-1", "ISO 8859-1 (Latin 1)"),
    ("iso-8859-15", "ISO 8859-15 (Latin 9)"),
    ("utf-16", "UTF-16"),
    ("cp850", "Codepage 850 (DOS)"),
]


class FilesInput(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; gives a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file by itself must be one."""
        given = data or [None]
        return [super(FilesField, self).clean(one, initial) for one in given]


class ImportForm(forms.Form):
    """An audit file and where it goes."""

    audit_files = FilesField(
        label=_("Audit file"),
        allow_empty_file=True,  # the reader says what is wrong with it
        widget=FilesInput(attrs={"accept": ".xaf,.xml,.adf,.txt"}),
    )
    target = forms.ChoiceField(
        label=_("Where to"),
        choices=[(NEW, _("A new administration")), (EXISTING, _("Another book year of an administration here"))],
        initial=NEW,
        widget=forms.RadioSelect,
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=35,
        required=False,
        help_text=_("Empty: the number of the company in the file."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Empty: the name of the company in the file.")
    )
    existing = forms.CharField(
        label=_("Code of the administration"),
        max_length=35,
        required=False,
        widget=forms.TextInput(attrs={"list": "administrations", "autocomplete": "off"}),
    )
    encoding = forms.ChoiceField(
        label=_("Read the file as"),
        choices=ENCODINGS,
        required=False,
        help_text=_("Only when an earlier import showed letters that are wrong, or refused the file for them."),
    )

    def clean(self) -> dict[str, Any]:
        """An existing administration needs its code."""
        cleaned = super().clean() or {}
        if cleaned.get("target") == EXISTING and not cleaned.get("existing"):
            self.add_error("existing", _("Enter the code of the administration that the book year belongs to."))
        return cleaned

    def order(self) -> ImportOrder:
        """The order, of a form that is valid."""
        told = self.cleaned_data
        is_new = told["target"] == NEW
        return ImportOrder(
            arrived=[(one.name, Path(one.temporary_file_path())) for one in told["audit_files"]],
            is_new=is_new,
            code=told["code"] if is_new else told["existing"],
            name=told["name"] if is_new else "",
            encoding=told["encoding"],
        )


class TableForm(forms.Form):
    """A table for a spreadsheet."""

    table = forms.ChoiceField(
        label=_("What"),
        choices=[
            (Table.TRIAL_BALANCE, _("Trial balance")),
            (Table.LEDGER_CARD, _("Ledger card of one account")),
            (Table.LINES, _("All lines of the year")),
            (Table.ENTRIES, _("Journal entries")),
            (Table.OPEN_ITEMS, _("Open items")),
            (Table.RELATIONS, _("Relations")),
            (Table.VAT, _("VAT per period and code")),
        ],
    )
    year = forms.TypedChoiceField(label=_("Book year"), coerce=int, required=False, empty_value=None)
    from_period = forms.IntegerField(label=_("From period"), min_value=0, max_value=99, required=False)
    to_period = forms.IntegerField(label=_("To period"), min_value=0, max_value=99, required=False)
    account = forms.CharField(label=_("Account"), max_length=60, required=False)
    format = forms.ChoiceField(label=_("File"), choices=[(Format.XLSX, _("Excel (XLSX)")), (Format.CSV, "CSV")])
    notation = forms.ChoiceField(
        label=_("Notation in CSV"),
        choices=[
            (Notation.DUTCH, _("Dutch: 1234,56 and ;")),
            (Notation.INTERNATIONAL, _("International: 1234.56 and ,")),
        ],
    )

    def __init__(self, *arguments: Any, years: Sequence[int], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A ledger card is one of an account; periods stand in order."""
        cleaned = super().clean() or {}
        if cleaned.get("table") == Table.LEDGER_CARD and not cleaned.get("account"):
            self.add_error("account", _("Enter the account whose ledger card you want."))
        first, last = cleaned.get("from_period"), cleaned.get("to_period")
        if first is not None and last is not None and first > last:
            self.add_error("to_period", _("The last period comes before the first."))
        return cleaned

    def order(self) -> TableOrder:
        """The order, of a form that is valid."""
        told = self.cleaned_data
        return TableOrder(
            table=Table(told["table"]),
            format=Format(told["format"]),
            year=told["year"],
            from_period=told["from_period"],
            to_period=told["to_period"],
            account=told["account"],
            notation=Notation(told["notation"]),
        )


class AuditFileForm(forms.Form):
    """A book year as an audit file."""

    year = forms.TypedChoiceField(label=_("Book year"), coerce=int)
    version = forms.TypedChoiceField(
        label=_("Version"), coerce=Version, choices=[(str(one), f"XAF {one}") for one in sorted(WRITABLE, reverse=True)]
    )

    def __init__(self, *arguments: Any, years: Sequence[int], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]
