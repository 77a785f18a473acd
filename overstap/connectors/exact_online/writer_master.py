"""Writing master data: GL accounts, journals, VAT codes, payment conditions, dimensions; and what cannot be written."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from overstap.books.ledger.values import Account, Dimension, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company
from overstap.connectors.exact_online import tables
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.exact_online.written import Body, Making, differences, noted, refused, told
from overstap.connectors.values import Became, Kind, PaymentCondition, Written
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence

# basicType of the audit file -> listing and path
_DIMENSIONS = {
    "03": ("cost_centres", "hrm/Costcenters"),
    "02": ("cost_units", "hrm/Costunits"),
    "04": ("projects", "project/Projects"),
}
_NOT_BILLABLE = 4
_INCLUDING = "I"  # type of a VAT code: the VAT is within the amount; our values have it beside it


class MasterWriter:
    """Writes one record at a time; ``vat_codes`` tells afterwards which code of the division stands for ours."""

    def __init__(self, making: Making, directory: Directory) -> None:
        self._making = making
        self._directory = directory
        self.vat_codes: dict[str, str] = {}

    def company(self, company: Company) -> Written:
        """Never: a division and its data are made by a person."""
        return refused(
            Kind.COMPANY,
            company.name,
            "COMPANY",
            sentence("The data of a company cannot be written to Exact Online."),
            sentence("Make the administration and enter its company data in Exact Online."),
        )

    def year(self, year: FiscalYear) -> Written:
        """There, or somebody has to open it."""
        return self._period(f"{year.year}", there=bool(self._directory.several("periods", str(year.year))))

    def period(self, period: Period) -> Written:
        """There, or somebody has to open it; period 0 is that of the opening balance and always there."""
        known = self._directory.several("periods", str(period.year))
        there = period.number == 0 or any(text(row, "FinPeriod") == str(period.number) for row in known)
        return self._period(f"{period.year} {period.number}", there=there)

    def _period(self, key: str, *, there: bool) -> Written:
        if there:
            return told(Kind.PERIODS, key, Became.THERE, key)
        return refused(
            Kind.PERIODS,
            key,
            "PERIOD-MISSING",
            sentence("This financial year or period is not open in Exact Online."),
            sentence("Add it there: Company settings, Financial years and periods."),
        )

    def account(self, account: Account) -> Written:
        """Made, or its name changed. Its type is only changed where the source is Exact Online too."""
        row = self._directory.one("accounts", account.code)
        if row is None:
            body = {"Code": account.code} | self._account_body(account)
            made = self._making.listed(
                "accounts", "financial/GLAccounts", body, lambda: self._directory.one("accounts", account.code)
            )
            return told(Kind.ACCOUNTS, account.code, Became.MADE, text(made, "ID"))
        if text(row, "BalanceType") not in ("", tables.balance_type(account)):
            return refused(
                Kind.ACCOUNTS,
                account.code,
                "ACCOUNT-NATURE",
                sentence(
                    "Exact Online has an account with this code on the other side of balance sheet and profit and loss."
                ),
                sentence("Give the account another code, or delete the one in Exact Online."),
            )
        wanted = self._account_body(account)
        if "type" not in account.extra:
            wanted = {"Description": account.name, "ReportingCode": account.reference}
        return self._changed(Kind.ACCOUNTS, "accounts", "financial/GLAccounts", row, wanted)

    def _account_body(self, account: Account) -> dict[str, Any]:
        extra = account.extra
        known = self._directory.one("vat_codes", str(extra.get("vat_code", ""))) if extra.get("vat_code") else None
        body: dict[str, object] = {
            "Description": account.name or account.code,
            "Type": tables.account_type(account),
            "BalanceSide": tables.balance_side(account),
            "BalanceType": tables.balance_type(account),
            "ReportingCode": account.reference or extra.get("reporting_code", ""),
            "SearchCode": extra.get("search_code", ""),
            "VATCode": text(known or {}, "Code"),
        }
        flags = {"IsBlocked": "blocked", "Matching": "matching", "Compress": "compress"}
        body |= {field: True for field, name in flags.items() if extra.get(name)}
        return {field: value for field, value in body.items() if value != ""}

    def journal(self, journal: Journal) -> Written:
        """Made, or its name changed."""
        row = self._directory.one("journals", journal.code)
        kind = tables.journal_type(journal)
        if row is None:
            body = {"Code": journal.code, "Type": kind} | self._journal_body(journal, kind)
            made = self._making.listed(
                "journals", "financial/Journals", body, lambda: self._directory.one("journals", journal.code)
            )
            return told(Kind.JOURNALS, journal.code, Became.MADE, text(made, "ID"))
        if text(row, "Type") != str(kind):
            return refused(
                Kind.JOURNALS,
                journal.code,
                "JOURNAL-TYPE",
                sentence("Exact Online has a journal of another type with this code."),
                sentence("Give the journal another code, or delete the one in Exact Online."),
            )
        body = {"Description": journal.name or journal.code}
        written = self._changed(Kind.JOURNALS, "journals", "financial/Journals", row, body)
        return replace(written, finding=_other_bank(journal, row))

    def _journal_body(self, journal: Journal, kind: int) -> dict[str, Any]:
        body: dict[str, object] = {"Description": journal.name or journal.code}
        account = self._directory.one("accounts", journal.offset_account)
        if account is not None:
            body["GLAccount"] = text(account, "ID")
        if kind == tables.BANK and journal.bank_account:
            body["BankAccountIncludingMask"] = journal.bank_account
            body["BankAccountIBAN"] = journal.bank_account
        if kind == tables.GENERAL:
            body["AllowVAT"] = True
        return body

    def vat_code(self, code: VatCode) -> Written:
        """Matched, never made: by its code, else by percentage and direction where just one code fits."""
        row = self._directory.one("vat_codes", code.code)
        finding: Finding | None = None
        if row is not None and not _other_rate(row, code):
            self.vat_codes[code.code] = code.code
            return told(Kind.VAT_CODES, code.code, Became.THERE, code.code)
        fitting = self._fitting(code)
        if len(fitting) != 1:
            return refused(
                Kind.VAT_CODES,
                code.code,
                "VAT-CODE",
                sentence("No single VAT code of Exact Online has this code or this percentage."),
                sentence("Somebody has to add it in Exact Online, with the boxes of the VAT return that belong to it."),
            )
        foreign = text(fitting[0], "Code")
        self.vat_codes[code.code] = foreign
        message = sentence(
            "VAT code %(code)s is written as %(foreign)s, the only one with the same percentage and direction.",
            code=code.code,
            foreign=foreign,
        )
        remedy = sentence("Check that this is the right VAT code.")
        finding = noted(Kind.VAT_CODES, code.code, "VAT-MATCHED", message, remedy)
        return told(Kind.VAT_CODES, code.code, Became.THERE, foreign, finding)

    def _fitting(self, code: VatCode) -> Sequence[Row]:
        rate, direction = _rate(code), _direction(code)
        including = str(code.extra.get("type", "")) == _INCLUDING
        if rate is None:
            return ()
        alike = [row for row in self._directory.where("vat_codes", _is_free) if _fraction(row) == rate]
        fitting = [row for row in alike if (text(row, "Type") == _INCLUDING) is including]
        same_way = [row for row in fitting if text(row, "VATTransactionType") == direction]
        return same_way or [row for row in fitting if not direction or text(row, "VATTransactionType") == "B"]

    def condition(self, condition: PaymentCondition) -> Written:
        """Made; one that differs stays as it is, since the interface cannot change it."""
        row = self._directory.one("conditions", condition.code)
        body = {
            "Description": condition.name or condition.code,
            "PaymentDays": condition.days,
            "DiscountPaymentDays": condition.discount_days,
            "DiscountPercentage": (condition.discount / 100).normalize(),
        }
        if row is None:
            made = self._making.listed(
                "conditions",
                "cashflow/PaymentConditions",
                {"Code": condition.code} | body,
                lambda: self._directory.one("conditions", condition.code),
            )
            return told(Kind.PAYMENT_CONDITIONS, condition.code, Became.MADE, text(made, "ID"))
        if differences(row, {"PaymentDays": condition.days}):
            return refused(
                Kind.PAYMENT_CONDITIONS,
                condition.code,
                "CONDITION-DIFFERS",
                sentence(
                    "Exact Online has this payment condition with other days, and its interface cannot change it."
                ),
                sentence("Change it in Exact Online, or give it another code."),
            )
        return told(Kind.PAYMENT_CONDITIONS, condition.code, Became.THERE, text(row, "ID"))

    def dimension(self, dimension: Dimension) -> Written:
        """Made, or its name changed; users, products and the like are left with a finding."""
        place = _DIMENSIONS.get(dimension.type)
        if place is None:
            return refused(
                Kind.DIMENSIONS,
                f"{dimension.type} {dimension.code}",
                "DIMENSION",
                sentence("Exact Online has no dimension of this type."),
                sentence("Keep it in the description, or use a cost centre, cost unit or project."),
            )
        listing, path = place
        key = f"{dimension.type} {dimension.code}"
        row = self._directory.one(listing, dimension.code)
        body: dict[str, object] = {"Description": dimension.name or dimension.code}
        if row is not None:
            return self._changed(Kind.DIMENSIONS, listing, path, row, body, key)
        body |= {"Code": dimension.code}
        if listing == "projects":
            body["Type"] = _NOT_BILLABLE
        made = self._making.listed(listing, path, body, lambda: self._directory.one(listing, dimension.code))
        return told(Kind.DIMENSIONS, key, Became.MADE, text(made, "ID"))

    def _changed(self, kind: Kind, listing: str, path: str, row: Row, wanted: Body, key: str = "") -> Written:
        changes = differences(row, wanted)
        if changes:
            self._making.change(listing, path, row, changes)
        became = Became.CHANGED if changes else Became.THERE
        return told(kind, key or text(row, "Code"), became, text(row, "ID"))


def _other_bank(journal: Journal, row: Row) -> Finding | None:
    """A journal that is there with another bank account: which one is right is for a person to say."""
    there = text(row, "BankAccountIBAN")
    if not journal.bank_account or journal.bank_account == there:
        return None
    message = sentence(
        "Journal %(code)s has bank account %(there)s in Exact Online and %(told)s in the source.",
        code=journal.code,
        there=there or "-",
        told=journal.bank_account,
    )
    remedy = sentence("Change the bank account in Exact Online, if it is not the right one.")
    return noted(Kind.JOURNALS, journal.code, "JOURNAL-BANK", message, remedy)


def _rate(code: VatCode) -> Decimal | None:
    """The percentage of a VAT code as a fraction: from what its source told, else from its name ("BTW hoog, 21%")."""
    told_rate = str(code.extra.get("percentage", ""))
    in_name = re.findall(r"(\d{1,2}(?:[.,]\d{1,3})?) ?%", code.name)
    for text_ in (told_rate, *in_name):
        try:
            return Decimal(text_.replace(",", ".")) / 100
        except ArithmeticError:
            continue
    return None


def _direction(code: VatCode) -> str:
    """S for sales, P for purchases; empty where neither the source nor its accounts tell."""
    told_direction = str(code.extra.get("transaction_type", ""))
    if told_direction in ("S", "P", "B"):
        return told_direction
    return "S" if code.to_pay_account else "P" if code.to_claim_account else ""


def _is_free(row: Row) -> bool:
    return not row.get("IsBlocked")


def _fraction(row: Row) -> Decimal | None:
    value = row.get("Percentage")
    return None if value is None else Decimal(str(value))


def _other_rate(row: Row, code: VatCode) -> bool:
    """Whether the same code means another percentage there."""
    rate, there = _rate(code), _fraction(row)
    return rate is not None and there is not None and rate != there
