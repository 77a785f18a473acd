"""The records that the GetConnectors of the sandbox give, from its played firms.

Who uses the sandbox has made these GetConnectors as docs/afas-sb.md asks; Profit itself decides only how they answer.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from overstap.connectors.sandboxes.lifelike import YEARS, PlayedEntry, PlayedFirm, PlayedLine, PlayedRelation

Record = dict[str, object]

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_TYPES = {"asset": "Activa", "liability": "Passiva", "cost": "Kosten", "revenue": "Opbrengsten"}
_JOURNALS = {"bank": "Bank", "purchase": "Inkoop", "cash": "Kas", "general": "Memoriaal", "sales": "Verkoop"}
_COLLECT = {"C": "1300", "S": "1600"}


def moment(at: datetime) -> str:
    """A moment as Profit writes it: the time of Amsterdam, with a Z that means nothing."""
    return at.astimezone(_AMSTERDAM).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(on: date) -> str:
    """A day as Profit writes it."""
    return f"{on.isoformat()}T00:00:00Z"


class Tables:
    """What every GetConnector gives now. ``touched`` has the moment of the last change of entries and relations."""

    def __init__(self, firms: list[PlayedFirm], began: datetime) -> None:
        self.firms = firms
        self.began = began
        self.touched: dict[tuple[str, str], datetime] = {}
        self.files: dict[str, tuple[str, bytes]] = {}  # by file id
        for firm in firms:
            for key, name, content, _entry in firm.documents:
                self.files[f"F{firm.code}{key}"] = (name, content)
        self._mutations: dict[str, tuple[int, list[Record]]] = {}
        self.of: Mapping[str, Callable[[PlayedFirm], Iterator[Record]]] = {
            "overstap_administrations": self._administrations,
            "overstap_periods": self._periods,
            "overstap_accounts": self._accounts,
            "overstap_journals": self._journals,
            "overstap_balances": self._balances,
            "overstap_mutations": lambda firm: iter(self._kept(firm)),
            "overstap_debtorinvoices": lambda firm: self._invoices(firm, "C"),
            "overstap_creditorinvoices": lambda firm: self._invoices(firm, "S"),
            "overstap_documents": self._documents,
        }
        self.shared: Mapping[str, Callable[[PlayedFirm], Iterator[Record]]] = {
            "overstap_vatcodes": self._vat_codes,
            "overstap_dimensions": self._dimensions,
            "overstap_paymentconditions": self._conditions,
            "overstap_debtors": lambda firm: self._relations(firm, "C"),
            "overstap_creditors": lambda firm: self._relations(firm, "S"),
        }

    def names(self) -> list[str]:
        """All GetConnectors, as they are written in AFAS."""
        return [_SPELT.get(one, one) for one in (*self.of, *self.shared)]

    def records(self, name: str, firms: list[PlayedFirm]) -> list[Record]:
        """The records of one GetConnector, of those administrations. Raises KeyError for one that is not there."""
        lower = name.lower()
        if lower in self.shared:
            return list(self.shared[lower](firms[0]))
        make = self.of[lower]
        return [row for firm in firms for row in make(firm)]

    def _administrations(self, firm: PlayedFirm) -> Iterator[Record]:
        yield {
            "UnitId": int(firm.code), "Name": firm.name, "Blocked": firm.blocked, "ChOfCommNr": "12345678",
            "VatNr": "NL009876543B01", "Street": "Markt", "HouseNumber": 1, "ZipCode": "5611 EB", "City": "Eindhoven",
            "Country": "NL",
        }  # fmt: skip

    def _periods(self, firm: PlayedFirm) -> Iterator[Record]:
        for year in YEARS:
            for nr in range(13):
                start = date(year, max(nr, 1), 1)
                end = start if nr == 0 else date(year + nr // 12, nr % 12 + 1, 1)
                last = date.fromordinal(end.toordinal() - (1 if nr else 0))
                yield {
                    "UnitId": int(firm.code), "Year": year, "Period": nr, "Description": f"Periode {nr}",
                    "StartDate": day(start), "EndDate": day(last), "Blocked": (year, nr) in firm.closed,
                }  # fmt: skip

    def _accounts(self, firm: PlayedFirm) -> Iterator[Record]:
        for one in firm.accounts:
            yield {
                "UnitId": int(firm.code), "AccountNo": one.code, "Description": one.name, "Type": _TYPES[one.kind],
                "RGS": None, "Blocked": False,
            }  # fmt: skip

    def _journals(self, firm: PlayedFirm) -> Iterator[Record]:
        for code, name, kind, account in firm.journals:
            yield {
                "UnitId": int(firm.code), "JournalId": code, "Description": name, "JournalType": _JOURNALS[kind],
                "AccountNo": account or None, "Iban": "NL20INGB0009876543" if kind == "bank" else None,
                "Blocked": False,
            }  # fmt: skip

    def _balances(self, firm: PlayedFirm) -> Iterator[Record]:
        for year, balances in firm.openings.items():
            held = dict(balances)
            for entry in firm.entries:
                if (entry.year, entry.period) == (year, 0):
                    for line in entry.lines:
                        held[line.account] = held.get(line.account, Decimal(0)) + line.amount
            for account, amount in held.items():
                yield {
                    "UnitId": int(firm.code), "Year": year, "Period": 0, "AccountNo": account,
                    "AmtDebit": max(amount, Decimal(0)), "AmtCredit": max(-amount, Decimal(0)),
                }  # fmt: skip

    def _kept(self, firm: PlayedFirm) -> list[Record]:
        """Mutations are many: they are made anew only when there are more."""
        have, rows = self._mutations.get(firm.code, (0, []))
        for entry in firm.entries[have:]:
            rows += [self._mutation(firm, entry, nr, line) for nr, line in enumerate(entry.lines, 1)]
        self._mutations[firm.code] = (len(firm.entries), rows)
        return rows

    def _mutation(self, firm: PlayedFirm, entry: PlayedEntry, nr: int, line: PlayedLine) -> Record:
        rate = next((rate for code, _n, rate, _a in firm.vat_codes if code == line.vat_code), Decimal(0))
        changed = self.touched.get((firm.code, str(entry.number)), self.began)
        kinds = {"1300": "2", "1600": "3"}
        return {
            "UnitId": int(firm.code), "EntryNo": entry.number, "SeqNo": nr, "Year": entry.year,
            "Period": entry.period, "JournalId": entry.journal, "AccountNo": line.account,
            "VaAs": kinds.get(line.account, "1") if line.relation else "1", "RelationNo": line.relation or None,
            "AmtDebit": max(line.amount, Decimal(0)), "AmtCredit": max(-line.amount, Decimal(0)),
            "EntryDate": day(entry.on), "VoucherDate": day(entry.on), "VoucherNo": entry.voucher,
            "InvoiceId": line.invoice or None, "Description": line.text, "VatCode": line.vat_code or None,
            "VatPerc": rate if line.vat_code else None, "VatAmt": line.vat_amount if line.vat_code else None,
            "DimAx1": line.cost_centre or None, "DimAx2": None, "ProjectId": None, "CurrencyId": "EUR",
            "CurAmt": None, "Modified": moment(changed),
        }  # fmt: skip

    def _invoices(self, firm: PlayedFirm, side: str) -> Iterator[Record]:
        sign, party = (1, "DebtorId") if side == "C" else (-1, "CreditorId")
        for one in firm.items.values():
            if one.side == side:
                yield {
                    "UnitId": int(firm.code), party: one.relation, "InvoiceNr": one.invoice,
                    "InvoiceDate": day(one.on), "ExpDate": day(one.due), "AmtInvoice": sign * one.amount,
                    "Balance": sign * one.open, "CurrencyId": "EUR", "AmtInvoiceCurr": None,
                    "AccountNo": one.account, "JournalId": one.journal, "EntryNo": one.entry,
                    "Description": one.text,
                }  # fmt: skip

    def _documents(self, firm: PlayedFirm) -> Iterator[Record]:
        for nr, (key, name, _content, number) in enumerate(firm.documents, 1):
            entry = next((one for one in firm.entries if one.number == number), None)
            line = next((one for one in entry.lines if one.invoice), None) if entry else None
            yield {
                "UnitId": int(firm.code), "SubjectId": 9000 + nr, "FileId": f"F{firm.code}{key}", "FileName": name,
                "Subject": f"Factuur {line.invoice if line else ''}", "Date": day(entry.on) if entry else None,
                "InvoiceId": line.invoice if line else None, "JournalId": entry.journal if entry else None,
                "EntryNo": number, "RelationNo": line.relation if line else None,
            }  # fmt: skip

    def _vat_codes(self, firm: PlayedFirm) -> Iterator[Record]:
        for code, name, rate, account in firm.vat_codes:
            pay = account == "1510"
            yield {
                "VatCode": code, "Description": name, "VatPerc": rate, "PayAccountNo": account if pay else None,
                "ClaimAccountNo": None if pay else account,
            }  # fmt: skip

    def _dimensions(self, firm: PlayedFirm) -> Iterator[Record]:
        for code, name in firm.cost_centres:
            yield {"Axis": 1, "Code": code, "Description": name, "Blocked": False}

    def _conditions(self, firm: PlayedFirm) -> Iterator[Record]:
        for code, name, days in firm.conditions:
            yield {"PayCon": code, "Description": name, "Days": days, "Discount": 0, "DiscountDays": 0}

    def _relations(self, firm: PlayedFirm, side: str) -> Iterator[Record]:
        for one in firm.relations:
            if one.side == side:
                yield {**_named(one), **self._party(one)}

    def _party(self, one: PlayedRelation) -> Record:
        changed = self.touched.get((one.side, one.code), self.began)
        return {
            "BcCo": one.organisation, "ContactName": None, "TelNr": None, "Email": one.email or None, "Homepage": None,
            "ChOfCommNr": one.commerce_number or None, "VatNr": one.vat_number or None,
            "CollectAccount": _COLLECT[one.side], "PayCon": "30", "CreditLimit": None, "Street": one.street,
            "HouseNumber": one.number, "HouseNumberAdd": None, "ZipCode": one.postcode, "City": one.city,
            "Country": "NL", "Iban": one.iban or None, "Bic": None, "Blocked": False, "ModifiedDate": moment(changed),
        }  # fmt: skip


def _named(one: PlayedRelation) -> Record:
    party = "Debtor" if one.side == "C" else "Creditor"
    return {f"{party}Id": one.code, f"{party}Name": one.name}


_SPELT = {
    name.lower(): name
    for name in (
        "Overstap_Administrations", "Overstap_Periods", "Overstap_Accounts", "Overstap_VatCodes",
        "Overstap_Dimensions", "Overstap_PaymentConditions", "Overstap_Journals", "Overstap_Debtors",
        "Overstap_Creditors", "Overstap_Balances", "Overstap_Mutations", "Overstap_DebtorInvoices",
        "Overstap_CreditorInvoices", "Overstap_Documents",
    )
}  # fmt: skip
