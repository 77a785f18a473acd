"""What the finder finds, for each of its types."""

from collections.abc import Mapping, Sequence

from overstap.connectors.twinfield.sandbox.dimensions import COUNTRIES, NAMES, PAY_CODES
from overstap.connectors.twinfield.sandbox.elements import money, written_moment
from overstap.connectors.twinfield.sandbox.state import LEVELS, Dimension, Office
from overstap.connectors.twinfield.sandbox.transaction_reading import CURRENCIES

Options = Mapping[str, str]
Rows = Sequence[Sequence[str]]


def dimensions(office: Office, options: Options) -> Rows:
    """DIM: of one type, or of a level."""
    kinds = [options["dimtype"]] if options.get("dimtype") else list(LEVELS)
    if options.get("level"):
        kinds = [kind for kind in kinds if str(LEVELS.get(kind)) == options["level"]]
    found = [one for kind in kinds for one in office.dimensions.get(kind, {}).values()]
    return sorted((one.code, one.name) for one in found if _shown(one, options))


def _shown(one: Dimension, options: Options) -> bool:
    if one.status == "deleted" or (one.status == "hidden" and options.get("includehidden") != "1"):
        return False
    return written_moment(one.modified) >= options.get("modifiedsince", "")


def dimension_types(_office: Office, _options: Options) -> Rows:
    """DMT."""
    return [(kind, dutch) for kind, (dutch, _english) in NAMES.items()]


def vat_codes(office: Office, options: Options) -> Rows:
    """VAT: of sales or purchase, or all."""
    wanted = options.get("vattype", "")
    return [(one.code, one.name) for one in office.vat.values() if wanted in ("", one.kind)]


def daybooks(office: Office, options: Options) -> Rows:
    """TRS: the daybooks."""
    wanted = options.get("category", "")
    return [(one.code, one.name) for one in office.daybooks.values() if wanted in ("", one.base)]


def banks(office: Office, _options: Options) -> Rows:
    """BNK: bank and cash books. They are listed nowhere else."""
    return [(one.code, one.name) for one in office.daybooks.values() if one.base in ("bank", "cash")]


def currencies(_office: Office, _options: Options) -> Rows:
    """CUR."""
    return list(CURRENCIES.items())


def countries(_office: Office, _options: Options) -> Rows:
    """CTR."""
    return list(COUNTRIES.items())


def periods(office: Office, options: Options) -> Rows:
    """PRD: the periods of a year, or of all; 00 is for the opening balance, 55 for the year's end."""
    years = [year for year in office.years if options.get("year", "") in ("", str(year))]
    return [(f"{year}/{period:02d}", f"{year}/{period:02d}") for year in years for period in (*range(13), 55)]


def groups(_office: Office, options: Options) -> Rows:
    """GRP: dimension groups."""
    held = {"DEB": ("1DEB", "Relaties"), "CRD": ("2REL", "Relaties")}
    wanted = options.get("dimtype", "")
    return [row for kind, row in held.items() if wanted in ("", kind)]


def asset_methods(_office: Office, _options: Options) -> Rows:
    """ASM."""
    return [("100", "Lineair")]


def match_codes(_office: Office, _options: Options) -> Rows:
    """MAT."""
    return [("070", "Vraagposten afletteren"), ("170", "Debiteuren afletteren"), ("270", "Crediteuren afletteren")]


def pay_codes(_office: Office, _options: Options) -> Rows:
    """PAY."""
    return list(PAY_CODES.items())


def invoices(office: Office, options: Options) -> Rows:
    """IVT: open invoices; invoice number, amount that is open, relation, its name, side."""
    made: list[Sequence[str]] = []
    for transaction in office.transactions.values():
        for line in transaction.lines:
            number = line.invoicenumber or transaction.invoicenumber
            left = line.amount - line.matched
            wanted = all(
                options.get(name, "") in ("", value) for name, value in (("dim1", line.dim1), ("dim2", line.dim2))
            )
            relation = office.dimensions.get(line.kinds[1], {}).get(line.dim2)
            if line.matchable and number and left != 0 and wanted and relation is not None:
                side = "D" if left > 0 else "C"
                made.append((number, money(abs(left)), line.dim2, relation.name, side))
    return made
