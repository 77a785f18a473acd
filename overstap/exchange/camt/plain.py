"""The fast way: reads plain entries straight from the text, several times as fast as over elements.

Plain is an entry that is booked and of one transaction, with its elements in the order of the schema (ReportEntry and
EntryTransaction of camt.053.001.02 to .13) and without the attributes, comments and empty tags that are seldom there.
The expression matches only what is well-formed by itself; what it does not match is left to the XML parser.
"""

import re

from overstap.books.bank.values import BankLine
from overstap.exchange.bank_errors import LONGEST_TEXT
from overstap.exchange.camt.elements import NO_REFERENCE, BadValue, Days, signed

_NEW_PARTY = 8  # from this version on Pty/Nm
_S = "[ \t\n]*+"
_CHARACTERS = "[^<>&\x00-\x1f\ufffe\uffff]*+"  # without ">", so without the "]]>" that XML forbids
_TEXT = f"{_CHARACTERS}(?:&(?:amp|lt|gt|quot|apos);{_CHARACTERS})*+"
_AMOUNT = r"[0-9]{1,15}(?:\.[0-9]{1,2})?"
_REFERENCE = re.compile("&(amp|lt|gt|quot|apos);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_tuple = tuple.__new__


def _one(name: str, inside: str = _TEXT) -> str:
    return f"<{name}>{inside}</{name}>{_S}"


def _nested(name: str, *inside: str) -> str:
    return f"<{name}>{_S}{''.join(inside)}</{name}>{_S}"


def _maybe(piece: str) -> str:
    return f"(?:{piece})?+"


def _told(name: str) -> str:
    """An optional element whose text is taken over: one group."""
    return _maybe(_one(name, f"({_TEXT})"))


def _passed(*names: str) -> str:
    """Optional elements that are passed over."""
    return "".join(_maybe(_one(name)) for name in names)


def _day(name: str) -> str:
    return _nested(name, _one("Dt", "([0-9]{4}-[0-9]{2}-[0-9]{2})"))


def _code() -> str:
    sub_family = _nested("Fmly", _one("Cd"), _one("SubFmlyCd", "([A-Za-z0-9]{1,35})"))
    domain = _maybe(_nested("Domn", _one("Cd"), sub_family))
    own = _maybe(_nested("Prtry", _one("Cd", f"({_TEXT})"), _passed("Issr")))
    return _nested("BkTxCd", domain, own)


def _amounts() -> str:
    amount = f'<Amt Ccy="[A-Z]{{3}}">{_AMOUNT}</Amt>{_S}'
    return _maybe(_nested("AmtDtls", *(_maybe(_nested(name, amount)) for name in ("InstdAmt", "TxAmt"))))


def _party(name: str, named: str, version: int) -> str:
    lines = "|".join(map(_one, ("StrtNm", "BldgNb", "PstCd", "TwnNm", "CtrySubDvsn", "Ctry", "AdrLine")))
    inside = named + _maybe(_nested("PstlAdr", f"(?:{lines})*+"))
    return _maybe(_nested(name, _nested("Pty", inside) if version >= _NEW_PARTY else inside))


def _account(name: str) -> str:
    other = _nested("Othr", _one("Id", f"({_TEXT})"))
    return _maybe(_nested(name, _nested("Id", f"(?:{_one('IBAN', f'({_TEXT})')}|{other})"), _passed("Ccy")))


def _agents() -> str:
    agents = (_nested(name, _nested("FinInstnId", _passed("BIC", "BICFI", "Nm"))) for name in ("DbtrAgt", "CdtrAgt"))
    return _maybe(_nested("RltdAgts", *map(_maybe, agents)))


def _parties(version: int) -> str:
    of = (
        _party("Dbtr", _told("Nm"), version), _account("DbtrAcct"), _party("UltmtDbtr", _passed("Nm"), version),
        _party("Cdtr", _told("Nm"), version), _account("CdtrAcct"), _party("UltmtCdtr", _passed("Nm"), version),
    )  # fmt: skip
    return _maybe(_nested("RltdPties", *of))


def _remittance() -> str:
    of_type = _maybe(_nested("Tp", _nested("CdOrPrtry", _one("Cd")), _passed("Issr")))
    structured = _nested("Strd", _nested("CdtrRefInf", of_type, _one("Ref", f"({_TEXT})")))
    return _maybe(_nested("RmtInf", f"(?:{_one('Ustrd', f'({_TEXT})')}|{structured})"))


def _transaction(version: int) -> str:
    references = _maybe(
        _nested(
            "Refs",
            _passed("MsgId", "AcctSvcrRef", "PmtInfId", "InstrId"),
            _told("EndToEndId"),
            _passed("UETR", "TxId", "MndtId", "ChqNb", "ClrSysRef"),
        )
    )
    amount = _maybe(f'<Amt Ccy="[A-Z]{{3}}">{_AMOUNT}</Amt>{_S}') + _maybe(_one("CdtDbtInd", "[A-Z]{4}"))
    pieces = (
        references, amount, _amounts(), _parties(version), _agents(), _maybe(_nested("Purp", _one("Cd"))),
        _remittance(), _told("AddtlTxInf"),
    )  # fmt: skip
    return _nested("TxDtls", *pieces)


def expression(version: int) -> re.Pattern[str]:
    """Matches a plain entry; its groups are those that ``Plain`` takes apart."""
    booked = f"<Sts>(?:BOOK|{_S}<Cd>BOOK</Cd>{_S})</Sts>{_S}"
    pieces = (
        _passed("NtryRef"), f'<Amt Ccy="([A-Z]{{3}})">({_AMOUNT})</Amt>{_S}', _one("CdtDbtInd", "(CRDT|DBIT)"),
        _passed("RvslInd"), booked, _day("BookgDt"), _day("ValDt"), _told("AcctSvcrRef"), _code(), _amounts(),
        _nested("NtryDtls", _transaction(version)), _told("AddtlNtryInf"),
    )  # fmt: skip
    return re.compile(f"{_S}<Ntry>{_S}{''.join(pieces)}</Ntry>")


class Plain:
    """Reads consecutive plain entries of one version; ``days`` are shared with the reader of elements."""

    def __init__(self, version: int, days: Days) -> None:
        self._match = expression(version).match
        self._days = days

    def lines(self, text: str, place: int, currency: str) -> tuple[list[BankLine], int]:
        """The lines of the plain entries from ``place`` on, and the place behind the last of them.

        It stops at an entry that is not plain, not valid or not in this currency.
        """
        match = self._match
        lines: list[BankLine] = []
        try:
            while (found := match(text, place)) is not None:
                after = found.end()
                if after - place > LONGEST_TEXT or found[1] != currency:
                    break
                row = found.groups("")
                if text.find("&", place, after) >= 0:
                    row = tuple(map(_resolved, row))
                lines.append(self._line(row))
                place = after
        except BadValue:  # a day that does not exist; the general way says which
            pass
        return lines, place

    def _line(self, row: tuple[str, ...]) -> BankLine:
        (
            _currency, amount, side, booked, valued, bank_reference, sub_family, own_code, reference, debtor,
            debtor_iban, debtor_other, creditor, creditor_iban, creditor_other, unstructured, structured, about,
            more,
        ) = row  # fmt: skip
        name, account = debtor, debtor_iban or debtor_other
        if side == "DBIT":
            name, account = creditor, creditor_iban or creditor_other
        reference = reference.strip()
        description = (unstructured or structured).strip() or about.strip() or more.strip()
        return _tuple(
            BankLine,
            (
                self._days[booked], self._days[valued], signed(amount, side), name.strip(), account.strip(),
                "" if reference in NO_REFERENCE else reference, bank_reference.strip(),
                sub_family or own_code.strip(), description,
            ),
        )  # fmt: skip


def _resolved(text: str) -> str:
    return _REFERENCE.sub(lambda found: _NAMED[found[1]], text) if "&" in text else text
