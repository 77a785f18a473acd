"""One entry of a CAMT.053 statement to lines. Names are those of ISO 20022; versions 2 to 13 differ in few places:

- a party has its name in ``Nm``, from version 8 on in ``Pty/Nm``;
- the status of an entry is its text, from version 8 on ``Sts/Cd``;
- the amount of a transaction is ``Amt``, in version 2 ``AmtDtls/TxAmt/Amt``.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from lxml.etree import _Element

from overstap.books.bank.values import BankLine
from overstap.exchange.bank_errors import LONGEST_TEXT, TooMuchInBankFile
from overstap.lib.money import ZERO, parse_amount
from overstap.lib.sentences import sentence

BOOKED = "BOOK"
_PLAIN = re.compile(r"[0-9]{1,15}\.[0-9]{2}")  # as nearly all amounts are written
NO_REFERENCE = frozenset({"NOTPROVIDED", "NOTAVAILABLE"})
Children = dict[str, _Element]


class BadValue(ValueError):
    """A field that is missing or is not what it should be; its arguments are the name and the text of the field."""


class Base(NamedTuple):
    """What all lines of an entry have in common."""

    booked_on: date
    value_on: date
    bank_reference: str
    code: str


class Names:
    """The names of one version, in the notation of lxml."""

    def __init__(self, namespace: str) -> None:
        self.start = "{" + namespace + "}"
        self.size = len(self.start)
        self.ntry, self.stmt = self.of("Ntry"), self.of("Stmt")

    def of(self, name: str) -> str:
        """``name`` in this namespace."""
        return self.start + name

    def path(self, *names: str) -> str:
        """A path of names, for ``find``."""
        return "/".join(map(self.of, names))


class Days(dict[str, date]):
    """Days by the text of a date or moment (ISO 8601). Raises BadValue."""

    def __missing__(self, text: str) -> date:
        try:
            found = self[text] = date.fromisoformat(text.strip()[:10])
        except ValueError:
            raise BadValue("Dt", text) from None
        return found


class Entries:
    """Reads the entries of one file."""

    def __init__(self, names: Names) -> None:
        of = names.of
        self._names = names
        self.days = Days()
        self._amt, self._side, self._status = of("Amt"), of("CdtDbtInd"), of("Sts")
        self._booked, self._valued, self._details = of("BookgDt"), of("ValDt"), of("NtryDtls")
        self._code, self._servicer, self._more = of("BkTxCd"), of("AcctSvcrRef"), of("AddtlNtryInf")
        self._tx, self._refs, self._parties, self._remittance = of("TxDtls"), of("Refs"), of("RltdPties"), of("RmtInf")
        self._end_to_end, self._unstructured = of("EndToEndId"), of("Ustrd")
        self._tx_more, self._name, self._cd = of("AddtlTxInf"), of("Nm"), of("Cd")
        self._reference, self._sub_family, self._iban = of("Ref"), of("SubFmlyCd"), of("IBAN")
        self._tx_amount = names.path("AmtDtls", "TxAmt", "Amt")
        self._other_number = names.path("Id", "Othr", "Id")
        self._who = {"CRDT": (of("Dbtr"), of("DbtrAcct")), "DBIT": (of("Cdtr"), of("CdtrAcct"))}

    def lines(self, entry: _Element, currency: str) -> list[BankLine]:
        """The lines of an entry: one, or one for each transaction of a batch whose amounts come to the entry's.

        None at all for an entry that the bank has not booked: it is no part of the balance. Raises BadValue,
        TooMuchInBankFile.
        """
        found = _children(entry)
        if not self._is_booked(found.get(self._status)):
            return []
        side = _text(found.get(self._side))
        whole = self._signed(found.get(self._amt), side, currency, self._amt)
        booked = self._day(found.get(self._booked), found.get(self._valued))
        valued = self._day(found.get(self._valued), found.get(self._booked))
        code = self._kind(found.get(self._code))
        base = Base(booked, valued, _text(found.get(self._servicer)), code)
        details = found.get(self._details)
        transactions = list(details.iterchildren(self._tx)) if details is not None else []
        more = _text(found.get(self._more))
        if len(transactions) == 1:
            return [self._told(base, whole, transactions[0], side, more)]
        parts = self._parts(transactions, side, currency)
        if parts is None or sum(parts, ZERO) != whole:
            return [BankLine(booked, valued, whole, "", "", "", base.bank_reference, code, more)]
        return [self._told(base, part, one, side, more) for part, one in zip(parts, transactions, strict=True)]

    def amount(self, amount: _Element | None, side: str, currency: str) -> Decimal:
        """An amount with its sign. Raises BadValue."""
        return self._signed(amount, side, currency, self._amt)

    def day(self, holder: _Element | None) -> date:
        """The day in an element that holds ``Dt`` or ``DtTm``. Raises BadValue."""
        return self._day(holder, None)

    def _told(self, base: Base, amount: Decimal, transaction: _Element, side: str, more: str) -> BankLine:
        found = _children(transaction)
        name, account = self._counterparty(found.get(self._parties), side)
        reference = _first(found.get(self._refs), self._end_to_end)
        if reference in NO_REFERENCE:
            reference = ""
        booked, valued, bank_reference, code = base
        description = self._remitted(found) or _text(found.get(self._tx_more)) or more
        return BankLine(booked, valued, amount, name, account, reference, bank_reference, code, description)

    def _counterparty(self, parties: _Element | None, side: str) -> tuple[str, str]:
        if parties is None:
            return "", ""
        wanted, number = self._who[side]
        name = account = ""
        for child in parties:
            if child.tag == wanted:
                name = _first(child, self._name)
            elif child.tag == number:
                account = self._number(child)
        return name, account

    def _number(self, account: _Element) -> str:
        return _first(account, self._iban) or _text(account.find(self._other_number))

    def _remitted(self, found: Children) -> str:
        remittance = found.get(self._remittance)
        if remittance is None:
            return ""
        texts = [_text(one) for one in remittance.iter(self._unstructured, self._reference)]
        return texts[0] if len(texts) == 1 else " ".join(text for text in texts if text)

    def _parts(self, transactions: Sequence[_Element], side: str, currency: str) -> list[Decimal] | None:
        """The amounts of the transactions of a batch; None where one has none."""
        parts = []
        for one in transactions:
            amount = one.find(self._amt)
            amount = amount if amount is not None else one.find(self._tx_amount)
            if amount is None:
                return None
            own_side = _text(one.find(self._side)) or side
            parts.append(self._signed(amount, own_side, currency, self._amt))
        return parts

    def _kind(self, code: _Element | None) -> str:
        return _first(code, self._sub_family) or _first(code, self._cd)

    def _is_booked(self, status: _Element | None) -> bool:
        if status is None:
            return True
        return (_first(status, self._cd) if len(status) else _text(status)) == BOOKED

    def _signed(self, amount: _Element | None, side: str, currency: str, name: str) -> Decimal:
        if amount is None or amount.get("Ccy", currency) != currency:
            raise BadValue(name[self._names.size :], "" if amount is None else str(amount.get("Ccy")))
        return signed(_text(amount), side)

    def _day(self, first: _Element | None, second: _Element | None) -> date:
        for one in (first, second):
            if one is not None and len(one):
                return self.days[one[0].text or ""]
        raise BadValue("Dt", "")


def signed(text: str, side: str) -> Decimal:
    """An amount as written with its side, CRDT in and DBIT out. Raises BadValue."""
    amount = Decimal(text) if _PLAIN.fullmatch(text) else _parsed(text)
    if side == "CRDT":
        return amount
    if side != "DBIT":
        raise BadValue("CdtDbtInd", side)
    return -amount if amount else amount


def _first(element: _Element | None, tag: str) -> str:
    """The text of the first ``tag`` at any depth below."""
    return "" if element is None else _text(next(element.iter(tag), None))


def _parsed(text: str) -> Decimal:
    try:
        return parse_amount(text)
    except ValueError:
        raise BadValue("Amt", text) from None


def _children(element: _Element) -> Children:
    return {child.tag: child for child in element}


def _text(element: _Element | None) -> str:
    if element is None or element.text is None:
        return ""
    text = element.text.strip()
    if len(text) > LONGEST_TEXT:
        raise TooMuchInBankFile(
            sentence("line %(line)s: a text of %(size)d characters.", line=element.sourceline, size=len(text))
        )
    return text
