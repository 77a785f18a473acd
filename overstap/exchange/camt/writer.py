"""Writes statements as CAMT.053: for demonstrations, benchmarks and tests. A file that we write, we read as it was."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TextIO
from xml.sax.saxutils import escape

from overstap.books.bank.values import BankLine, BankStatement

_NEW_STATUS = _NEW_PARTY = 8  # from this version on Sts/Cd and Pty/Nm
_DEBTOR, _CREDITOR = ("Dbtr", "DbtrAcct"), ("Cdtr", "CdtrAcct")


def write(stream: TextIO, statements: Iterable[BankStatement], version: int = 8) -> None:
    """Write ``statements`` to a text stream in UTF-8."""
    stream.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}">\n<BkToCstmrStmt>\n'
        "<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-01-01T06:00:00</CreDtTm></GrpHdr>\n"
    )
    for number, one in enumerate(statements, start=1):
        stream.writelines(_statement(one, number, version))
    stream.write("</BkToCstmrStmt>\n</Document>\n")


def _statement(one: BankStatement, number: int, version: int) -> Iterator[str]:
    account = one.account
    identified = f"<IBAN>{account}</IBAN>" if account[:2].isalpha() else f"<Othr><Id>{account}</Id></Othr>"
    reference = f"<ElctrncSeqNb>{escape(one.reference)}</ElctrncSeqNb>" if one.reference else ""
    yield (
        f"<Stmt><Id>{number}</Id>{reference}<CreDtTm>{one.closed_on}T23:59:59</CreDtTm>"
        f"<Acct><Id>{identified}</Id><Ccy>{one.currency}</Ccy></Acct>\n"
    )
    yield _balance("OPBD", one.opening, one.currency, str(one.opened_on))
    yield _balance("CLBD", one.closing, one.currency, str(one.closed_on))
    for line in one.lines:
        yield _entry(line, one.currency, version)
    yield "</Stmt>\n"


def _balance(kind: str, amount: Decimal, currency: str, day: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(amount, currency)}"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _amount(amount: Decimal, currency: str) -> str:
    side = "DBIT" if amount < 0 else "CRDT"
    return f'<Amt Ccy="{currency}">{abs(amount)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def _entry(line: BankLine, currency: str, version: int) -> str:
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version >= _NEW_STATUS else "<Sts>BOOK</Sts>"
    code = f"<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>{escape(line.code)}</SubFmlyCd></Fmly></Domn>"
    return (
        f"<Ntry>{_amount(line.amount, currency)}{status}<BookgDt><Dt>{line.booked_on}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.value_on}</Dt></ValDt>{_element('AcctSvcrRef', line.bank_reference)}"
        f"<BkTxCd>{code}</BkTxCd><NtryDtls><TxDtls>{_refs(line)}{_parties(line, version)}"
        f"{_remittance(line)}</TxDtls></NtryDtls></Ntry>\n"
    )


def _refs(line: BankLine) -> str:
    return f"<Refs>{_element('EndToEndId', line.reference or 'NOTPROVIDED')}</Refs>"


def _parties(line: BankLine, version: int) -> str:
    party, account = _CREDITOR if line.amount < 0 else _DEBTOR
    name = _element("Nm", line.counter_name)
    if name and version >= _NEW_PARTY:
        name = f"<Pty>{name}</Pty>"
    who = f"<{party}>{name}</{party}>" if name else ""
    number = line.counter_account
    inside = f"<IBAN>{number}</IBAN>" if number[:2].isalpha() else f"<Othr><Id>{number}</Id></Othr>"
    return f"<RltdPties>{who}{f'<{account}><Id>{inside}</Id></{account}>' if number else ''}</RltdPties>"


def _remittance(line: BankLine) -> str:
    return f"<RmtInf>{_element('Ustrd', line.description)}</RmtInf>" if line.description else ""


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""
