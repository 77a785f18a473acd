"""Lifelike books for sandboxes: small Dutch firms with two book years, made anew for each sandbox, always the same.

Plain data in nobody's format; a sandbox shapes it into the tables of its own package. Amounts are Decimals, debit
positive; every entry balances, and the opening of the second year follows from the first.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

CENT = Decimal("0.01")
YEARS = (2025, 2026)
VAT_RATE = Decimal(21)


@dataclass
class PlayedAccount:
    """A ledger account; ``kind`` is asset, liability, cost or revenue."""

    code: str
    name: str
    kind: str

    @property
    def on_balance(self) -> bool:
        """Whether it stands on the balance sheet."""
        return self.kind in ("asset", "liability")


@dataclass
class PlayedRelation:
    """A customer ("C") or supplier ("S")."""

    code: str
    name: str
    side: str
    street: str
    number: str
    postcode: str
    city: str
    vat_number: str = ""
    commerce_number: str = ""
    iban: str = ""
    email: str = ""
    organisation: str = ""


@dataclass
class PlayedLine:
    """A line of an entry; ``invoice`` and ``due`` stand on lines of relations."""

    account: str
    amount: Decimal
    text: str
    relation: str = ""
    invoice: str = ""
    due: date | None = None
    vat_code: str = ""
    vat_amount: Decimal = Decimal(0)
    cost_centre: str = ""
    voucher: str = ""


@dataclass
class PlayedEntry:
    """A balanced entry. ``number`` rises through the firm; ``in_journal`` within journal and year."""

    number: int
    journal: str
    in_journal: int
    year: int
    period: int
    on: date
    text: str
    voucher: str
    lines: list[PlayedLine]


@dataclass
class PlayedItem:
    """An invoice, and what is still open of it (both as on the account of debtors or creditors)."""

    relation: str
    side: str
    account: str
    invoice: str
    on: date
    due: date
    amount: Decimal
    open: Decimal
    journal: str
    entry: int
    text: str


@dataclass
class PlayedFirm:
    """A firm with its books."""

    code: str
    name: str
    blocked: bool = False
    accounts: list[PlayedAccount] = field(default_factory=list)
    journals: list[tuple[str, str, str, str]] = field(default_factory=list)  # code, name, kind, account
    vat_codes: list[tuple[str, str, Decimal, str]] = field(default_factory=list)  # code, name, rate, account
    cost_centres: list[tuple[str, str]] = field(default_factory=list)
    conditions: list[tuple[str, str, int]] = field(default_factory=list)  # code, name, days
    relations: list[PlayedRelation] = field(default_factory=list)
    entries: list[PlayedEntry] = field(default_factory=list)
    openings: dict[int, dict[str, Decimal]] = field(default_factory=dict)  # year -> account -> balance
    items: dict[str, PlayedItem] = field(default_factory=dict)  # by invoice
    documents: list[tuple[str, str, bytes, int]] = field(default_factory=list)  # key, file name, content, entry
    pages: dict[tuple[str, int], int] = field(default_factory=dict)  # last number in a journal and year
    closed: set[tuple[int, int]] = field(default_factory=set)  # year, period
    # Tables that a sandbox made of many entries: by name and year, with the number of the last entry in them.
    kept: dict[tuple[str, int], tuple[int, list[dict[str, object]]]] = field(default_factory=dict)

    def account(self, code: str) -> PlayedAccount | None:
        """The account of that code."""
        return next((one for one in self.accounts if one.code == code), None)

    def relation(self, code: str, side: str) -> PlayedRelation | None:
        """The customer or supplier of that code."""
        return next((one for one in self.relations if (one.code, one.side) == (code, side)), None)

    def book(self, journal: str, on: date, text: str, voucher: str, lines: list[PlayedLine]) -> PlayedEntry:
        """Add an entry. Raises ValueError for one that does not balance."""
        if sum(line.amount for line in lines) != 0:
            raise ValueError("the entry does not balance")
        number = self.entries[-1].number + 1 if self.entries else 1
        page = self.pages.get((journal, on.year), 0) + 1
        self.pages[journal, on.year] = page
        entry = PlayedEntry(number, journal, page, on.year, on.month, on, text, voucher, lines)
        self.entries.append(entry)
        for line in lines:
            self._follow(entry, line)
        return entry

    def _follow(self, entry: PlayedEntry, line: PlayedLine) -> None:
        if not (line.relation and line.invoice):
            return
        known = self.items.get(line.invoice)
        if known is not None:
            known.open += line.amount
            return
        side = "C" if line.account == "1300" else "S"
        due = line.due or entry.on
        self.items[line.invoice] = PlayedItem(
            line.relation, side, line.account, line.invoice, entry.on, due, line.amount, line.amount,
            entry.journal, entry.number, line.text,
        )  # fmt: skip


def firms(lines: int = 0) -> list[PlayedFirm]:
    """Two firms with books, a blocked one and one for nobody's eyes; the first has at least ``lines`` lines."""
    bakery = _firm("1", "Bakkerij De Korenaar B.V.")
    _trade(bakery)
    _grow(bakery, lines)
    cycles = _firm("2", "Rijwielhandel Van Dijk")
    _trade(cycles)
    blocked = _firm("3", "Oude Holding De Linde B.V.")
    blocked.blocked = True
    hidden = _firm("9", "Salarissen directie (afgeschermd)")
    return [bakery, cycles, blocked, hidden]


def _firm(code: str, name: str) -> PlayedFirm:
    firm = PlayedFirm(code, name)
    firm.accounts = [PlayedAccount(*one) for one in _ACCOUNTS]
    firm.journals = list(_JOURNALS)
    firm.vat_codes = list(_VAT_CODES)
    firm.cost_centres = [("WINKEL", "Winkel"), ("WERKPL", "Werkplaats")]
    firm.conditions = [("14", "14 dagen", 14), ("30", "30 dagen", 30)]
    firm.relations = [PlayedRelation(*one) for one in _RELATIONS]
    opening = {"0100": Decimal("12500.00"), "1100": Decimal("27500.00"), "0500": Decimal("-40000.00")}
    firm.openings[YEARS[0]] = opening
    firm.openings[YEARS[1]] = opening
    return firm


def _trade(firm: PlayedFirm) -> None:
    for year in YEARS:
        for month in range(1, 13):
            _month(firm, year, month)
        if year == YEARS[0]:
            firm.openings[YEARS[1]] = _carried(firm, year)
    firm.closed = {(YEARS[0], month) for month in range(1, 13)}
    first = firm.entries[0]
    firm.documents = [("D1", "factuur 1.pdf", b"%PDF-1.4 factuur van de bakker\n%%EOF", first.number)]


def _month(firm: PlayedFirm, year: int, month: int) -> None:
    net = Decimal(900 + 37 * month + (year - YEARS[0]) * 110) + Decimal(month) / 10
    sold = _sale(firm, date(year, month, 5), firm.relations[month % 3].code, net)
    bought = _purchase(firm, date(year, month, 9), firm.relations[3 + month % 2].code, (net / 3).quantize(CENT))
    if (year, month) < (YEARS[1], 11):  # those of the last two months are open
        _paid(firm, date(year, month, 25), sold)
        _paid(firm, date(year, month, 26), bought)


def _sale(firm: PlayedFirm, on: date, customer: str, net: Decimal) -> PlayedItem:
    vat = (net * VAT_RATE / 100).quantize(CENT)
    nr = f"V{on.year}{len(firm.items) + 1:05}"
    text = f"Verkoopfactuur {nr}"
    lines = [
        PlayedLine("1300", net + vat, text, customer, nr, on + timedelta(days=30)),
        PlayedLine("8000", -net, "Verkoop brood", vat_code="1", vat_amount=-vat, cost_centre="WINKEL"),
        PlayedLine("1510", -vat, "Btw hoog"),
    ]
    firm.book("VRK", on, text, nr, lines)
    return firm.items[nr]


def _purchase(firm: PlayedFirm, on: date, supplier: str, net: Decimal) -> PlayedItem:
    vat = (net * VAT_RATE / 100).quantize(CENT)
    nr = f"I{on.year}{len(firm.items) + 1:05}"
    text = f"Inkoopfactuur {nr}"
    lines = [
        PlayedLine("1600", -(net + vat), text, supplier, nr, on + timedelta(days=14)),
        PlayedLine("7000", net, "Meel en gist", vat_code="3", vat_amount=vat, cost_centre="WERKPL"),
        PlayedLine("1520", vat, "Voorbelasting"),
    ]
    firm.book("INK", on, text, nr, lines)
    return firm.items[nr]


def _paid(firm: PlayedFirm, on: date, item: PlayedItem) -> None:
    lines = [
        PlayedLine("1100", item.amount, f"Betaling {item.invoice}"),
        PlayedLine(item.account, -item.amount, f"Betaling {item.invoice}", item.relation, item.invoice),
    ]
    firm.book("BNK", on, f"Betaling {item.invoice}", f"B{on:%Y%m%d}-{item.invoice}", lines)


def _carried(firm: PlayedFirm, year: int) -> dict[str, Decimal]:
    """The balances of the year's end; the result goes to equity."""
    balances = dict(firm.openings[year])
    for entry in firm.entries:
        for line in entry.lines:
            balances[line.account] = balances.get(line.account, Decimal(0)) + line.amount
    on_balance = {one.code for one in firm.accounts if one.on_balance}
    result = sum((amount for code, amount in balances.items() if code not in on_balance), Decimal(0))
    kept = {code: amount for code, amount in balances.items() if code in on_balance and amount}
    kept["0510"] = kept.get("0510", Decimal(0)) + result
    return kept


def _grow(firm: PlayedFirm, lines: int) -> None:
    have = sum(len(entry.lines) for entry in firm.entries)
    for nr in range(max(0, lines - have) // 2 + 1 if lines > have else 0):
        on = date(YEARS[1], nr % 12 + 1, nr % 28 + 1)
        amount = Decimal(nr % 9000 + 100) / 100
        text = f"Kasverkoop {nr}"
        firm.book("MEM", on, text, f"K{nr}", [PlayedLine("1000", amount, text), PlayedLine("8000", -amount, text)])


_ACCOUNTS = [
    ("0100", "Inventaris", "asset"),
    ("0500", "Aandelenkapitaal", "liability"),
    ("0510", "Overige reserves", "liability"),
    ("1000", "Kas", "asset"),
    ("1100", "ING Bank", "asset"),
    ("1300", "Debiteuren", "asset"),
    ("1510", "Af te dragen btw hoog", "liability"),
    ("1520", "Te vorderen btw", "asset"),
    ("1600", "Crediteuren", "liability"),
    ("2000", "Tussenrekening", "asset"),
    ("4000", "Lonen en salarissen", "cost"),
    ("4500", "Kantoorkosten", "cost"),
    ("7000", "Inkoop grondstoffen", "cost"),
    ("8000", "Omzet hoog tarief", "revenue"),
    ("8010", "Omzet laag tarief", "revenue"),
]
_JOURNALS = [
    ("BNK", "ING Bank", "bank", "1100"),
    ("INK", "Inkoopboek", "purchase", "1600"),
    ("KAS", "Kas", "cash", "1000"),
    ("MEM", "Memoriaal", "general", ""),
    ("VRK", "Verkoopboek", "sales", "1300"),
]
_VAT_CODES = [
    ("1", "Btw hoog af te dragen", Decimal(21), "1510"),
    ("2", "Btw laag af te dragen", Decimal(9), "1510"),
    ("3", "Btw hoog te vorderen", Decimal(21), "1520"),
]
_RELATIONS = [
    ("10001", "Café De Sluis", "C", "Havenkade", "12", "1781 KL", "Den Helder", "NL001234567B01", "37010203",
     "NL91ABNA0417164300", "inkoop@desluis.example", "500001"),
    ("10002", "Hotel ’t Gouden Hoofd", "C", "Dorpsstraat", "3a", "3311 GX", "Dordrecht", "NL002345678B01",
     "23040506", "NL20INGB0001234567", "administratie@goudenhoofd.example", "500002"),
    ("10003", "Lunchroom Élise", "C", "Kerkplein", "7", "5211 AB", "’s-Hertogenbosch", "", "", "", "", "500003"),
    ("20001", "Meelfabriek Noord B.V.", "S", "Molenweg", "88", "9711 LM", "Groningen", "NL003456789B01",
     "02070809", "NL02RABO0123456789", "facturen@meelnoord.example", "500011"),
    ("20002", "Verpakkingen Plus", "S", "Industrieweg", "1", "7202 CA", "Zutphen", "NL004567890B01", "08101112",
     "NL39SNSB0902345678", "debiteuren@verpakkingenplus.example", "500012"),
]  # fmt: skip
