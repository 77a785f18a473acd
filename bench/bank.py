"""The import of a large CAMT.053 file against a bare parse of the same file.

python -m bench.bank [--lines N] [--rounds N]
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import django
from lxml import etree

from bench.report import Report
from overstap.lib import postgres

LINES = 100_000
RATIO_BOUND = 2.0
ACCOUNT = "NL91ABNA0417164300"
_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
_CLIENTS = 997
# As banks write an entry: with the agents, the codes and the address of which little is taken over.
_ENTRY = """<Ntry>
  <Amt Ccy="EUR">{amount}</Amt>
  <CdtDbtInd>CRDT</CdtDbtInd>
  <RvslInd>false</RvslInd>
  <Sts>BOOK</Sts>
  <BookgDt><Dt>{day}</Dt></BookgDt>
  <ValDt><Dt>{day}</Dt></ValDt>
  <AcctSvcrRef>{nr:020d}</AcctSvcrRef>
  <BkTxCd>
    <Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>
    <Prtry><Cd>541</Cd><Issr>BANK</Issr></Prtry>
  </BkTxCd>
  <NtryDtls>
    <TxDtls>
      <Refs><InstrId>INSTR{nr:012d}</InstrId><EndToEndId>E2E-{nr:012d}</EndToEndId></Refs>
      <AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>
      <RltdPties>
        <Dbtr>
          <Nm>Bakkerij {client} en Zonen B.V.</Nm>
          <PstlAdr><Ctry>NL</Ctry><AdrLine>Dorpsstraat {client}</AdrLine><AdrLine>3511 AB Utrecht</AdrLine></PstlAdr>
        </Dbtr>
        <DbtrAcct><Id><IBAN>NL02ABNA0123456789</IBAN></Id></DbtrAcct>
      </RltdPties>
      <RltdAgts><DbtrAgt><FinInstnId><BIC>ABNANL2A</BIC></FinInstnId></DbtrAgt></RltdAgts>
      <RmtInf><Ustrd>Factuur 2025-{nr:06d}, met dank voor de prompte levering</Ustrd></RmtInf>
    </TxDtls>
  </NtryDtls>
</Ntry>
"""


def write_statement(path: Path, lines: int) -> None:
    """A statement of ``lines`` entries, about 1.3 kB each, as a bank writes them."""
    amounts = [Decimal(100 + nr * 7919 % 250_000) / 100 for nr in range(lines)]
    with path.open("w", encoding="utf-8") as stream:
        stream.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_SPACE}"><BkToCstmrStmt>\n'
            "<GrpHdr><MsgId>1</MsgId><CreDtTm>2025-12-31T23:00:00</CreDtTm></GrpHdr>\n<Stmt><Id>1</Id>"
            f"<ElctrncSeqNb>1</ElctrncSeqNb><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
        )
        stream.write(_balance("OPBD", Decimal("0.00"), "2025-01-01") + _balance("CLBD", sum(amounts), "2025-12-31"))
        stream.writelines(_entries(amounts))
        stream.write("</Stmt></BkToCstmrStmt></Document>\n")


def _entries(amounts: list[Decimal]) -> Iterator[str]:
    for nr, amount in enumerate(amounts):
        day = f"2025-{1 + nr * 12 // len(amounts):02d}-{1 + nr % 28:02d}"
        yield _ENTRY.format(amount=f"{amount:.2f}", day=day, nr=nr, client=nr % _CLIENTS)


def _balance(kind: str, amount: Decimal | int, day: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount:.2f}</Amt>'
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def bare(path: str) -> int:
    """The peer: parse entry by entry, look at nothing, keep nothing."""
    entries = 0
    for _event, entry in etree.iterparse(path, tag=f"{{{_SPACE}}}Ntry", resolve_entities=False, no_network=True):
        entries += 1
        entry.clear()
        while entry.getprevious() is not None:
            del entry.getparent()[0]
    return entries


def ours(path: str, slug: str, code: str) -> int:
    """Import; gives the number of lines."""
    from overstap.connectors.bank_file.actions import import_bank_file
    from overstap.tenancy import audit
    from overstap.tenancy.access import operator_person

    with audit.attempt(operator_person(), slug, "bench.bank") as actor:
        return import_bank_file(actor, code, Path(path), "bench.xml").lines


def measure(report: Report, lines: int = LINES, rounds: int = 3) -> None:
    """Bare parse and import by turns, each in a process of its own; every import into an administration of its own."""
    folder = postgres.var_dir() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"statement-{lines}.xml"
    write_statement(path, lines)
    imported, parsed = [], []
    slug, codes = _administrations(rounds)
    for code in codes:
        parsed.append(_child("bare", str(path)))
        imported.append(_child("ours", str(path), slug, code))
    report.ratio(
        f"CAMT.053 import / bare lxml parse, {lines:,} lines",
        imported,
        parsed,
        bound=RATIO_BOUND,
        detail="parse, balances, chain, COPY, indexes, commit against an iterparse that looks at nothing",
    )
    path.unlink()


def _administrations(count: int) -> tuple[str, list[str]]:
    """An office with so many administrations, each with the account; its name and their codes."""
    from overstap.books.bank import accounts
    from overstap.books.bank.accounts import AccountDetails
    from overstap.books.ledger import store
    from overstap.tenancy import actions, audit
    from overstap.tenancy.access import operator_person
    from overstap.tenancy.actions import AdministrationDetails, LicenceDetails
    from overstap.tenancy.values import Tier

    operator, slug = operator_person(), f"bank-{os.getpid()}"
    licence = LicenceDetails(Tier.PREMIUM, "BENCH")
    actions.open_environment(by=operator, slug=slug, name=slug, superuser=operator, licence=licence)
    codes = [str(number) for number in range(1, count + 1)]
    for code in codes:
        with audit.attempt(operator, slug, "bench.bank") as actor:
            details = AdministrationDetails(ledger_id=store.reserve_ledger())
            one = actions.create_administration(actor=actor, code=code, name=code, details=details)
            store.open_ledger(one.ledger_id, "EUR")
            accounts.save(actor, code, AccountDetails(ACCOUNT, "Bench"))
    return slug, codes


def _child(*arguments: str) -> float:
    done = subprocess.run([sys.executable, "-m", "bench.bank", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"bench.bank ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


def _one(arguments: list[str]) -> None:
    """Inside a process of its own: the parse, or the import."""
    what, *rest = arguments
    if what == "ours":
        django.setup()
    began = time.perf_counter()
    count = bare(*rest) if what == "bare" else ours(*rest)
    print(json.dumps({"seconds": time.perf_counter() - began, "lines": count}))


def main() -> None:
    """Prepare a database of its own, measure, say it."""
    os.environ.setdefault("OVERSTAP_DATABASE", "overstap_bench_bank")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    if sys.argv[1:2] in (["bare"], ["ours"]):
        _one(sys.argv[1:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    postgres.create_database(postgres.ensure_running(), os.environ["OVERSTAP_DATABASE"], replace=True)
    django.setup()
    from overstap.lib import database

    database.prepare()
    report = Report()
    measure(report, options.lines, options.rounds)
    sys.exit(0 if report.all_within else 1)


if __name__ == "__main__":
    main()
