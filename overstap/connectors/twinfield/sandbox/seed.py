"""The organisations, users and offices with which the sandbox starts: always the same.

OVERSTAP has 001 (books), 0002 (a small foundation: its code is not 2), 010 (empty, to move into), 090 (being closed)
and 100 (nobody of ours may see it). User SYNC sees all but the last, LEEG sees none, ENGLISH reads English.
ANDERS is another environment, with an empty 001 of its own.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from overstap.connectors.twinfield.sandbox.state import Daybook, Dimension, Office, Organisation, User, VatCode, uid

YEARS = (2025, 2026)
_MANY_YEARS = tuple(range(2020, 2028))
_ACCOUNTS = {
    "0100": "Inventaris",
    "0110": "Afschrijving inventaris",
    "0200": "Vervoermiddelen",
    "0210": "Afschrijving vervoermiddelen",
    "0500": "Aandelenkapitaal",
    "0510": "Overige reserves",
    "0700": "Lening Rabobank",
    "1000": "Kas",
    "1100": "Rabobank",
    "1300": "Debiteuren",
    "1500": "Af te dragen btw 21%",
    "1501": "Af te dragen btw 9%",
    "1502": "Af te dragen btw 0%",
    "1510": "Te vorderen btw 21%",
    "1511": "Te vorderen btw 9%",
    "1512": "Te vorderen btw 0%",
    "1600": "Crediteuren",
    "1700": "Af te dragen loonheffing",
    "1800": "Tussenrekening",
    "2200": "Vraagposten",
    "3000": "Voorraad grondstoffen",
    "4000": "Lonen en salarissen",
    "4100": "Huur winkel en bakkerij",
    "4200": "Gas, water en licht",
    "4300": "Kantoorkosten",
    "4400": "Autokosten",
    "4500": "Afschrijvingen",
    "4700": "Algemene kosten",
    "7000": "Inkoop grondstoffen",
    "8000": "Omzet 21%",
    "8010": "Omzet 9%",
    "8020": "Omzet 0%",
    "9000": "Rentelasten",
}
_CUSTOMERS = (
    ("Café De Zwaan", "Grote Markt 3", "3511 LK", "Utrecht", "NL"),
    ("Hotel Van der Berg", "Stationsweg 14", "6811 EB", "Arnhem", "NL"),
    ("Lunchroom Zoet & Zout", "Kerkstraat 8", "3581 RC", "Utrecht", "NL"),
    ("Stichting Buurthuis Oost", "Oosterkade 21", "3582 AT", "Utrecht", "NL"),
    ("Restaurant 't Hoekje", "Hoekstraat 1", "3512 PA", "Utrecht", "NL"),
    ("Kantine Müller GmbH", "Hauptstraße 5", "47533", "Kleve", "DE"),
    ("Catering Küppers-Veeneman", "Dorpsstraat 77", "3732 HG", "De Bilt", "NL"),
    ("Brasserie Le Coq", "Rue Neuve 12", "1000", "Bruxelles", "BE"),
)
_SUPPLIERS = (
    ("Meelfabriek De Hollandse Molen", "Molenweg 1", "3769 AA", "Soesterberg", "NL"),
    ("Zuivelhandel Boer & Zn.", "Polderdijk 40", "3471 GH", "Kamerik", "NL"),
    ("Energie Direct B.V.", "Postbus 900", "5201 BA", "'s-Hertogenbosch", "NL"),
    ("Vastgoed Utrecht B.V.", "Maliebaan 60", "3581 CT", "Utrecht", "NL"),
    ("Garage Pietersen", "Industrieweg 9", "3542 AD", "Utrecht", "NL"),
    ("Drukkerij Snel", "Drukkersgracht 4", "3512 RA", "Utrecht", "NL"),
)
_HIGH = ((date(2001, 1, 1), Decimal("19.00")), (date(2012, 10, 1), Decimal("21.00")))
_LOW = ((date(2001, 1, 1), Decimal("6.00")), (date(2019, 1, 1), Decimal("9.00")))
_NONE = ((date(2001, 1, 1), Decimal("0.00")),)
_VAT = (
    ("VH", "BTW hoog", "sales", _HIGH, "1500", "NL1A"),
    ("VL", "BTW laag", "sales", _LOW, "1501", "NL1B"),
    ("VN", "BTW nul", "sales", _NONE, "1502", "NL1E"),
    ("IH", "BTW inkoop hoog", "purchase", _HIGH, "1510", "NL5B"),
    ("IL", "BTW inkoop laag", "purchase", _LOW, "1511", "NL5B"),
    ("IN", "BTW inkoop nul", "purchase", _NONE, "1512", "NL5B"),
)
_DAYBOOKS = (
    Daybook("VRK", "Verkoopfactuur", "Verkoop", "sales"),
    Daybook("INK", "Inkoopfactuur", "Inkoop", "purchase"),
    Daybook("BNK", "Rabobank", "Rabobank", "bank", "1100", "NL44RABO0123456789", "RABONL2U"),
    Daybook("KAS", "Kas", "Kas", "cash", "1000"),
    Daybook("MEMO", "Memoriaal", "Memo", "journal"),
    Daybook("BEGINBALANS", "Beginbalans", "Beginbalans", "opening"),
)


def organisations() -> dict[str, Organisation]:
    """The environments, without transactions."""
    own = Organisation("OVERSTAP", "Administratiekantoor Overstap", uid("OVERSTAP"))
    bakery = _bakery(own.code)
    foundation = office(own.code, "0002", "Stichting Speeltuin De Wip", "De Wip")
    _relation(foundation, "DEB", "1000", ("Gemeente Utrecht", "Stadsplateau 1", "3521 AZ", "Utrecht", "NL"))
    empty = office(own.code, "010", "Jansen Beheer B.V.", "Jansen Beheer", _MANY_YEARS)
    closing = office(own.code, "090", "Slagerij Oud & Zn.", "Slagerij Oud")
    closing.closing = True
    hidden = office(own.code, "100", "Directie", "Directie")
    for one in (bakery, foundation, empty, closing, hidden):
        own.offices[one.code] = one
    seen = frozenset({"001", "0002", "010", "090"})
    for user in (
        User("SYNC", "Synchronisatie Overstap", "sync@example.nl", "nl-NL", seen),
        User("LEEG", "Zonder Rechten", "leeg@example.nl", "nl-NL", frozenset()),
        User("ENGLISH", "English Reader", "reader@example.com", "en-GB", seen),
    ):
        own.users[user.code] = user
    other = Organisation("ANDERS", "Kantoor Anders", uid("ANDERS"))
    other.offices["001"] = office(other.code, "001", "Nieuwe administratie", "Nieuw", _MANY_YEARS)
    other.users["SYNC2"] = User("SYNC2", "Synchronisatie Anders", "sync@example.org", "nl-NL", frozenset({"001"}))
    return {own.code: own, other.code: other}


def office(organisation: str, code: str, name: str, shortname: str, years: tuple[int, ...] = YEARS) -> Office:
    """An office with a chart of accounts, VAT codes and daybooks, and nothing booked."""
    made = Office(code, name, shortname, uid(organisation, code), years=years)
    made.daybooks = {one.code: one for one in _DAYBOOKS}
    for account, title in _ACCOUNTS.items():
        kind = "BAS" if account < "4000" else "PNL"
        made.add(Dimension(kind, account, title, uid(code, kind, account), shortname=title[:20]))
    for control in ("1300", "1600"):
        made.dimensions["BAS"][control].financials = {"matchtype": "customersupplier", "subanalyse": "true"}
    made.dimensions["BAS"]["2200"].financials = {"matchtype": "matchable"}
    for vat, title, kind, rates, account, group in _VAT:
        made.vat[vat] = VatCode(vat, title, title[:20], kind, rates, account, group, uid(code, "vat", vat))
    for centre, title in (("00000", "Algemeen"), ("00001", "Winkel"), ("00002", "Bakkerij")):
        made.add(Dimension("KPL", centre, title, uid(code, "KPL", centre)))
    return made


def _bakery(organisation: str) -> Office:
    made = office(organisation, "001", "Bakkerij Jansen B.V.", "Bakkerij Jansen")
    made.closed = {(2025, period) for period in range(1, 7)}
    made.vatnumber, made.cocnumber = "NL001234567B01", "12345678"
    made.address = {"field2": "Biltstraat 100", "postcode": "3572 BH", "city": "Utrecht"}
    for number, told in enumerate(_CUSTOMERS):
        _relation(made, "DEB", str(1000 + number), told)
    for number, told in enumerate(_SUPPLIERS):
        _relation(made, "CRD", str(2000 + number), told)
    made.dimensions["DEB"]["1004"].status = "inactive"
    for code, title in (("P0001", "Verbouwing winkel"), ("P0002", "Webwinkel")):
        made.add(Dimension("PRJ", code, title, uid("001", "PRJ", code), financials={"substitutewith": "00000"}))
    _assets(made)
    return made


def _relation(made: Office, kind: str, code: str, told: tuple[str, str, str, str, str]) -> None:
    name, street, postcode, city, country = told
    customer = kind == "DEB"
    vat_number = f"{country}{code}12345B01" if country == "NL" else f"{country}{code}56789"
    coc = f"{code}4321" if country == "NL" else ""
    financials = {
        "duedays": "30" if customer else "14",
        "payavailable": str(not customer).lower(),
        "meansofpayment": "none" if customer else "paymentfile",
        "paycode": "" if customer else "SEPANLCT",
        "substitutewith": "1300" if customer else "1600",
        "vatcode": "VL" if customer else "IH",
        "relationsreference": code,
    }
    address = {
        "type": "invoice",
        "default": "true",
        "name": name,
        "country": country,
        "city": city,
        "postcode": postcode,
        "telephone": f"030-200{code}",
        "email": f"administratie{code}@example.nl",
        "contact": "Mw. De Vries",
        "field1": "Crediteurenadministratie" if customer else "Debiteurenadministratie",
        "field2": street,
        # Twinfield's older place for the VAT number and the number of the chamber of commerce.
        "field4": vat_number,
        "field5": coc,
    }
    made.add(
        Dimension(
            kind,
            code,
            name,
            uid(made.code, kind, code),
            touched=1,
            website="https://www.example.nl",
            cocnumber=coc,
            vatnumber=vat_number,
            financials=financials,
            mandate={"id": code} if customer else {},
            addresses=[address],
            banks=[_bank(name, code, city)],
            conditions=[] if customer else [{"discountdays": "5", "discountpercentage": "2.00"}],
        )
    )


def _bank(name: str, code: str, city: str) -> dict[str, str]:
    number = f"03000{code.zfill(5)}"
    return {
        "default": "true",
        "ascription": name,
        "accountnumber": number.lstrip("0"),
        "bankname": "Rabobank",
        "biccode": "RABONL2U",
        "city": city,
        "country": "NL",
        "iban": _iban("NL", "RABO", number),
    }


def _iban(country: str, bank: str, number: str) -> str:
    digits = "".join(str(int(letter, 36)) for letter in f"{bank}{number}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{bank}{number}"


def _assets(made: Office) -> None:
    held: Mapping[str, tuple[str, str, str, str]] = {
        "60000": ("Steenoven", "24000.00", "20230301", "4000.00"),
        "60001": ("Bestelauto", "18000.00", "20240601", "3000.00"),
    }
    for code, (name, value, bought, rest) in held.items():
        assets = {
            "status": "active",
            "residualvalue": rest,
            "stopvalue": "0.00",
            "method": "100",
            "beginperiod": "2023/03" if code == "60000" else "2024/06",
            "purchasedate": bought,
            "nrofperiods": "60",
            "percentage": "20",
            "lastdepreciation": "2026/10",
            "translines": f"purchasevalue,{bought[:4]}/{bought[4:6]},{value}",
        }
        made.add(Dimension("AST", code, name, uid(made.code, "AST", code), assets=assets))
