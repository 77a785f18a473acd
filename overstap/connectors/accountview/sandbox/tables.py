"""The tables of AccountView, by business object, from the sandbox's played firms. Field names: see application.py."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from overstap.connectors.sandboxes.lifelike import YEARS, PlayedEntry, PlayedFirm, PlayedLine, PlayedRelation

Record = dict[str, object]

_COLLECT = {"C": "1300", "S": "1600"}


def moment(on: date) -> str:
    """A day as the webservice writes it."""
    return f"{on.isoformat()}T00:00:00"


def _periods(_firm: PlayedFirm, year: int) -> Iterator[Record]:
    if year in YEARS:
        for nr in range(1, 13):
            last = date.fromordinal(date(year + nr // 12, nr % 12 + 1, 1).toordinal() - 1)
            yield {"REC_ID": f"P{year}{nr:02}", "PER_NR": nr, "PER_DESC": f"Periode {nr}",
                   "BEG_DATE": moment(date(year, nr, 1)), "END_DATE": moment(last)}  # fmt: skip


def _ledger(firm: PlayedFirm, _year: int) -> Iterator[Record]:
    for one in firm.accounts:
        yield {"ACCT_NR": one.code, "ACCT_NAME": one.name, "ACCT_TYPE": "B" if one.on_balance else "W"}


def _costs(firm: PlayedFirm, _year: int) -> Iterator[Record]:
    for code, name in firm.cost_centres:
        yield {"COST_CODE": code, "COST_DESC": name}


def _projects(_firm: PlayedFirm, _year: int) -> Iterator[Record]:
    yield {"PROJ_CODE": "OVEN", "PROJ_DESC": "Nieuwe oven"}


def _contacts(side: str) -> Callable[[PlayedFirm, int], Iterator[Record]]:
    def made(firm: PlayedFirm, _year: int) -> Iterator[Record]:
        return (_contact(one) for one in firm.relations if one.side == side)

    return made


def _contact(one: PlayedRelation) -> Record:
    return {
        "SUB_NR": one.code, "ACCT_NAME": one.name, "ACCT_NR": _COLLECT[one.side], "SRC_CODE": one.name[:10].upper(),
        "ADDRESS1": f"{one.street} {one.number}", "POST_CODE": one.postcode, "CITY": one.city, "CNT_CODE": "NL",
        "MAIL_BUS": one.email, "TEL_BUS": "", "FAX_BUS": "", "WWW_URL": "", "VAT_NR": one.vat_number,
        "COC_CODE": one.commerce_number, "IBAN_NR": one.iban, "BNK_CODE1": "", "DISC_CODE": "30", "MAIN_CONT": "",
        "REC_BLK": False,
    }  # fmt: skip


def _transactions(firm: PlayedFirm, year: int) -> Iterator[Record]:
    for entry in firm.entries:
        if entry.year == year:
            for nr, line in enumerate(entry.lines, 1):
                yield _transaction(entry, nr, line)


def _transaction(entry: PlayedEntry, nr: int, line: PlayedLine) -> Record:
    return {
        "REC_ID": f"{entry.number:08}{nr:03}", "DJ_CODE": entry.journal, "PAGE_NR": str(entry.in_journal),
        "PERIOD": entry.period, "TRN_DATE": moment(entry.on), "TRN_DESC": line.text, "ACCT_NR": line.account,
        "SUB_NR": line.relation, "INV_NR": line.invoice, "AMOUNT": line.amount, "COST_CODE": line.cost_centre,
        "PROJ_CODE": "", "VAT_CODE": line.vat_code, "VAT_AMT": line.vat_amount, "CUR_CODE": "EUR",
        "CUR_AMT": Decimal(0),
    }  # fmt: skip


def _pages(firm: PlayedFirm, year: int) -> Iterator[Record]:
    for entry in firm.entries:
        if entry.year == year:
            yield {"DJ_CODE": entry.journal, "PAGE_NR": str(entry.in_journal), "HDR_DESC": entry.text,
                   "PERIOD": entry.period, "TRN_DATE": moment(entry.on)}  # fmt: skip


# By business object: the name of its table, the field by which it is ordered, and its records.
OBJECTS: Mapping[str, tuple[str, str, Callable[[PlayedFirm, int], Iterator[Record]]]] = {
    "PER": ("PERIOD", "REC_ID", _periods),
    "GL1": ("LEDGER", "ACCT_NR", _ledger),
    "CC1": ("COST", "COST_CODE", _costs),
    "PJ1": ("PROJECTS", "PROJ_CODE", _projects),
    "AR1": ("CONTACT", "SUB_NR", _contacts("C")),
    "AP1": ("CONTACT", "SUB_NR", _contacts("S")),
    "GJ1": ("TRANSACT", "REC_ID", _transactions),
    "DJ2": ("DJ_PAGE", "PAGE_NR", _pages),
}

_MANY = ("GJ1", "DJ2")  # kept from one page to the next; anew when there are other entries


def made_of(thing: str, firm: PlayedFirm, year: int) -> list[Record]:
    """The records of a business object in a book year, in the order of their key."""
    _table, key, make = OBJECTS[thing]
    have = firm.entries[-1].number if firm.entries else 0
    kept = firm.kept.get((thing, year))
    if thing in _MANY and kept is not None and kept[0] == have:
        return kept[1]
    rows = sorted(make(firm, year), key=lambda row: str(row[key]))
    firm.kept[thing, year] = (have, rows)
    return rows
