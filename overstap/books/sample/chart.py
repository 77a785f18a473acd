"""The chart of accounts with RGS codes, the journals, the VAT codes and the cost centres of a sample company.

The references are codes of the Referentie Grootboekschema, list MKB 3.7 (referentiegrootboekschema.nl).
"""

from dataclasses import dataclass
from decimal import Decimal

from overstap.books.ledger.values import Account, Dimension, Journal, VatCode

CASH, BANK_ONE, BANK_TWO, TRANSIT = "1000", "1100", "1110", "1290"
DEBTORS, CREDITORS = "1300", "1600"
INVENTORY, INVENTORY_WORN = "0200", "0205"
VEHICLES, VEHICLES_WORN = "0210", "0215"
CAPITAL, RESERVES, RESULT, LOAN = "0500", "0520", "0590", "0700"
VAT_HIGH, VAT_LOW, VAT_REVERSED, VAT_EU, VAT_INPUT, VAT_DUE = "1500", "1501", "1505", "1506", "1520", "1560"
NET_WAGES, WAGE_TAX, PENSION, HOLIDAY_DUE = "1700", "1710", "1720", "1730"
PROFIT_TAX_DUE, DIVIDEND_DUE, STOCK = "1750", "1760", "3000"
WAGES, SOCIAL_COSTS, PENSION_COSTS, HOLIDAY_COSTS = "4000", "4010", "4020", "4030"
RENT, ENERGY, TELECOM, OFFICE, SOFTWARE = "4100", "4110", "4210", "4200", "4220"
FUEL, CAR_LEASE, ADVERTISING, BAD_DEBTS, CANTEEN = "4300", "4310", "4400", "4450", "4050"
ACCOUNTANT, BANK_COSTS, PAY_DIFFERENCES, TOOLS = "4600", "4610", "4690", "4500"
WEAR_INVENTORY, WEAR_VEHICLES = "4800", "4810"
COST_OF_SALES, MATERIALS, SUBCONTRACTORS, STOCK_CHANGE = "7000", "7010", "7020", "7090"
SALES_HIGH, SALES_LOW, SALES_REVERSED, SALES_EU, SALES_EXPORT, SALES_EXEMPT = (
    "8000", "8010", "8020", "8030", "8040", "8050"
)  # fmt: skip
INTEREST, RATE_DIFFERENCES, PROFIT_TAX = "9000", "9100", "9900"

_ACCOUNTS = (
    (INVENTORY, "Inventaris", "BMvaBeiVvp"),
    (INVENTORY_WORN, "Afschrijving inventaris", "BMvaBeiCae"),
    (VEHICLES, "Auto's en transportmiddelen", "BMvaTevVvp"),
    (VEHICLES_WORN, "Afschrijving auto's en transportmiddelen", "BMvaTevCae"),
    (CAPITAL, "Aandelenkapitaal", "BEivGokGea"),
    (RESERVES, "Algemene reserve", "BEivOvrAlr"),
    (RESULT, "Onverdeeld resultaat", "BEivOreRvh"),
    (LOAN, "Banklening", "BLasSakLvl"),
    (CASH, "Kas", "BLimKasKas"),
    (BANK_ONE, "Rabobank rekening-courant", "BLimBanRba"),
    (BANK_TWO, "ING zakelijke rekening", "BLimBanRbb"),
    (TRANSIT, "Kruisposten", "BLimKruSto"),
    (DEBTORS, "Debiteuren", "BVorDebHad"),
    (VAT_HIGH, "Af te dragen btw hoog", "BSchBepBla"),
    (VAT_LOW, "Af te dragen btw laag", "BSchBepBlv"),
    (VAT_REVERSED, "Btw naar ons verlegd", "BSchBepBlw"),
    (VAT_EU, "Btw verwervingen binnen de EU", "BSchBepBlu"),
    (VAT_INPUT, "Te vorderen btw (voorbelasting)", "BSchBepBoo"),
    (VAT_DUE, "Te betalen omzetbelasting", "BSchBepBtw"),
    (CREDITORS, "Crediteuren", "BSchCreHac"),
    (NET_WAGES, "Te betalen netto lonen", "BSchSalNet"),
    (WAGE_TAX, "Te betalen loonheffing", "BSchBepLhe"),
    (PENSION, "Te betalen pensioenpremies", "BSchOvsStp"),
    (HOLIDAY_DUE, "Te betalen vakantiegeld", "BSchSalTvg"),
    (PROFIT_TAX_DUE, "Te betalen vennootschapsbelasting", "BSchBepVpb"),
    (DIVIDEND_DUE, "Te betalen dividend", "BSchOvsTbd"),
    (STOCK, "Voorraad handelsgoederen", "BVrdHanVoo"),
    (WAGES, "Brutolonen", "WPerLesLon"),
    (SOCIAL_COSTS, "Premies sociale verzekeringen", "WPerSolPsv"),
    (PENSION_COSTS, "Pensioenlasten werkgever", "WPerSolOss"),
    (HOLIDAY_COSTS, "Vakantiebijslag", "WPerLesVag"),
    (CANTEEN, "Kantinekosten", "WBedOvpMlv"),
    (RENT, "Huur bedrijfspand", "WBedHuiBeh"),
    (ENERGY, "Gas, water en elektra", "WBedHuiGwe"),
    (OFFICE, "Kantoorbenodigdheden", "WBedKanKan"),
    (TELECOM, "Telefoon en internet", "WBedKanTef"),
    (SOFTWARE, "Softwareabonnementen", "WBedKanSof"),
    (FUEL, "Brandstof auto's", "WBedAutBra"),
    (CAR_LEASE, "Leasekosten auto's", "WBedAutOpa"),
    (ADVERTISING, "Reclame en advertenties", "WBedVkkRea"),
    (BAD_DEBTS, "Afboeking oninbare vorderingen", "WBedVkkAdd"),
    (TOOLS, "Gereedschap en kleine aanschaffingen", "WBedEemGsk"),
    (ACCOUNTANT, "Accountants- en advieskosten", "WBedAeaAea"),
    (BANK_COSTS, "Bankkosten", "WBedAdlBan"),
    (PAY_DIFFERENCES, "Betalings- en afrondingsverschillen", "WBedAdlBet"),
    (WEAR_INVENTORY, "Afschrijvingskosten inventaris", "WAfsAmvBei"),
    (WEAR_VEHICLES, "Afschrijvingskosten auto's", "WAfsAmvTev"),
    (COST_OF_SALES, "Inkoopwaarde handelsgoederen", "WKprInhInh"),
    (MATERIALS, "Grond- en hulpstoffen", "WKprKvgKvg"),
    (SUBCONTRACTORS, "Uitbesteed werk", "WBedEemWdd"),
    (STOCK_CHANGE, "Voorraadmutatie", "WKprVomVom"),
    (SALES_HIGH, "Omzet hoog tarief", "WOmzNohOlh"),
    (SALES_LOW, "Omzet laag tarief", "WOmzNohOlv"),
    (SALES_REVERSED, "Omzet btw verlegd", "WOmzNodOdv"),
    (SALES_EU, "Omzet binnen de EU", "WOmzNohOli"),
    (SALES_EXPORT, "Omzet buiten de EU", "WOmzNohOln"),
    (SALES_EXEMPT, "Omzet 0% en onbelast", "WOmzNohOlg"),
    (INTEREST, "Rente banklening", "WFbeRlsRlk"),
    (RATE_DIFFERENCES, "Koersverschillen", "WFbeWisWis"),
    (PROFIT_TAX, "Vennootschapsbelasting", "WBelBgrBgr"),
)


def accounts() -> tuple[Account, ...]:
    """The chart: codes up to 3999 are balance accounts, 4000 and up profit and loss."""
    return tuple(Account(code, name, account_type(code), reference) for code, name, reference in _ACCOUNTS)


def account_type(code: str) -> str:
    """B for a balance account, P for profit and loss."""
    return "P" if code >= WAGES else "B"


BALANCE_ACCOUNTS = tuple(code for code, _, _ in _ACCOUNTS if account_type(code) == "B")

OPENING_JOURNAL, CASH_JOURNAL, BANK_ONE_JOURNAL, BANK_TWO_JOURNAL = "00", "10", "20", "21"
PURCHASE_JOURNAL, SALES_JOURNAL, MEMORIAL, VAT_JOURNAL = "60", "70", "90", "95"
BANK_JOURNALS = {BANK_ONE: BANK_ONE_JOURNAL, BANK_TWO: BANK_TWO_JOURNAL}


def journals(ibans: dict[str, str], *, with_opening: bool) -> tuple[Journal, ...]:
    """The journals; ``ibans`` are the company's own, by ledger account of the bank."""
    opening = (Journal(OPENING_JOURNAL, "Beginbalans", "O"),) if with_opening else ()
    return (
        *opening,
        Journal(CASH_JOURNAL, "Kasboek", "C", CASH),
        Journal(BANK_ONE_JOURNAL, "Rabobank", "B", BANK_ONE, ibans[BANK_ONE]),
        Journal(BANK_TWO_JOURNAL, "ING", "B", BANK_TWO, ibans[BANK_TWO]),
        Journal(PURCHASE_JOURNAL, "Inkoopboek", "P", CREDITORS),
        Journal(SALES_JOURNAL, "Verkoopboek", "S", DEBTORS),
        Journal(MEMORIAL, "Memoriaal", "M"),
        Journal(VAT_JOURNAL, "Memoriaal btw-aangifte", "M"),
    )


@dataclass(frozen=True, slots=True, eq=False)  # each exists once: compared by identity
class Rate:
    """A VAT code as the generator uses it: whole per cents, and the account the VAT goes to ("" for none)."""

    code: str
    name: str
    percent: int
    account: str = ""
    claims: bool = False
    percentage: Decimal = Decimal("0.000")


def _rate(code: str, name: str, percent: int, account: str = "", *, claims: bool = False) -> Rate:
    return Rate(code, name, percent, account, claims, Decimal(percent).quantize(Decimal("0.001")))


HIGH = _rate("VH", "Btw hoog tarief 21%", 21, VAT_HIGH)
LOW = _rate("VL", "Btw laag tarief 9%", 9, VAT_LOW)
ZERO_RATED = _rate("V0", "Btw 0% of vrijgesteld", 0)
REVERSED = _rate("VV", "Btw verlegd naar afnemer", 0)
EU_SUPPLY = _rate("EU", "Levering binnen de EU", 0)
EXPORT = _rate("EX", "Levering buiten de EU", 0)
INPUT_HIGH = _rate("IH", "Voorbelasting hoog 21%", 21, VAT_INPUT, claims=True)
INPUT_LOW = _rate("IL", "Voorbelasting laag 9%", 9, VAT_INPUT, claims=True)
INPUT_NONE = _rate("I0", "Inkoop zonder btw", 0)
REVERSED_DUE = _rate("RV", "Naar ons verlegd, af te dragen", 21, VAT_REVERSED)
REVERSED_BACK = _rate("RC", "Naar ons verlegd, te vorderen", 21, VAT_INPUT, claims=True)
EU_DUE = _rate("EV", "Verwerving EU, af te dragen", 21, VAT_EU)
EU_BACK = _rate("EC", "Verwerving EU, te vorderen", 21, VAT_INPUT, claims=True)
RATES = (
    HIGH, LOW, ZERO_RATED, REVERSED, EU_SUPPLY, EXPORT, INPUT_HIGH, INPUT_LOW, INPUT_NONE,
    REVERSED_DUE, REVERSED_BACK, EU_DUE, EU_BACK,
)  # fmt: skip
VAT_ACCOUNTS = (VAT_HIGH, VAT_LOW, VAT_REVERSED, VAT_EU, VAT_INPUT)


def vat_codes() -> tuple[VatCode, ...]:
    """The VAT codes, each with the account it is paid or claimed on."""
    return tuple(
        VatCode(rate.code, rate.name, "" if rate.claims else rate.account, rate.account if rate.claims else "")
        for rate in RATES
    )


COST_CENTRE_TYPE, PROJECT_TYPE, USER_TYPE = "03", "04", "30"
COST_CENTRES = (("100", "Directie & staf"), ("200", "Verkoop"), ("300", "Uitvoering"), ("400", "Magazijn"))
USERS = (("ANNA", "Anna Snoek"), ("JOSE", "José Özdemir"), ("IMPORT", "Automatische inlezing bank"))


def dimensions(projects: tuple[tuple[str, str], ...]) -> tuple[Dimension, ...]:
    """Cost centres, the projects given as code and name, and users."""
    return (
        *(Dimension(COST_CENTRE_TYPE, code, name) for code, name in COST_CENTRES),
        *(Dimension(PROJECT_TYPE, code, name) for code, name in projects),
        *(Dimension(USER_TYPE, code, name) for code, name in USERS),
    )
