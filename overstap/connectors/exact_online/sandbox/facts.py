"""Made-up facts of the administrations in the sandbox: charts, names, codes. Nothing in them is anybody's."""

# code, description, type, balance side, balance type, reporting code (RGS)
CHART = (
    ("0200", "Machines en installaties", 30, "D", "B", "BMvaMei"),
    ("0210", "Cumulatieve afschrijving machines", 35, "C", "B", "BMvaMeiCae"),
    ("0300", "Inventaris", 30, "D", "B", "BMvaBei"),
    ("0310", "Cumulatieve afschrijving inventaris", 35, "C", "B", "BMvaBeiCae"),
    ("0500", "Aandelenkapitaal", 50, "C", "B", "BEivGokGea"),
    ("0550", "Overige reserves", 52, "C", "B", "BEivOvr"),
    ("0700", "Lening Rabobank", 55, "C", "B", "BLasSak"),
    ("1000", "Kas", 10, "D", "B", "BLimKas"),
    ("1100", "Rabobank", 12, "D", "B", "BLimBan"),
    ("1200", "Kruisposten", 90, "D", "B", "BLimKru"),
    ("1300", "Debiteuren", 20, "D", "B", "BVorDeb"),
    ("1500", "Af te dragen btw hoog", 24, "C", "B", "BSchBepBtw"),
    ("1510", "Af te dragen btw laag", 24, "C", "B", "BSchBepBtw"),
    ("1520", "Te vorderen btw", 24, "D", "B", "BSchBepBtw"),
    ("1600", "Crediteuren", 22, "C", "B", "BSchCre"),
    ("1700", "Nog te betalen lonen", 90, "C", "B", "BSchSal"),
    ("3000", "Voorraad grondstoffen", 40, "D", "B", "BVrdGeh"),
    ("4000", "Lonen en salarissen", 125, "D", "W", "WPerLes"),
    ("4100", "Huisvestingskosten", 121, "D", "W", "WBedHui"),
    ("4200", "Energiekosten", 121, "D", "W", "WBedHuiGwe"),
    ("4300", "Kantoorkosten", 121, "D", "W", "WBedKan"),
    ("4400", "Autokosten", 121, "D", "W", "WBedAut"),
    ("4500", "Verkoopkosten", 121, "D", "W", "WBedVkk"),
    ("4600", "Afschrijvingskosten", 122, "D", "W", "WAfsAmv"),
    ("4900", "Rentelasten", 160, "D", "W", "WFbeRlm"),
    ("7000", "Inkoop grondstoffen", 111, "D", "W", "WKprInh"),
    ("7100", "Inkoop handelsgoederen", 111, "D", "W", "WKprInh"),
    ("8000", "Omzet brood 9%", 110, "C", "W", "WOmzNoh"),
    ("8010", "Omzet banket 9%", 110, "C", "W", "WOmzNoh"),
    ("8100", "Omzet catering 21%", 110, "C", "W", "WOmzNod"),
    ("8900", "Omzet vrijgesteld", 110, "C", "W", "WOmzNod"),
)
# code, description, type of transaction, type of calculation, fraction, account to pay, account to claim
VAT_CODES = (
    ("0", "Geen btw", "B", "N", "0", "", ""),
    ("1", "Btw laag 9% exclusief", "S", "E", "0.09", "1510", ""),
    ("2", "Btw hoog 21% exclusief", "S", "E", "0.21", "1500", ""),
    ("3", "Btw hoog 21% inclusief", "S", "I", "0.21", "1500", ""),
    ("4", "Inkoop btw hoog 21%", "P", "E", "0.21", "", "1520"),
    ("5", "Inkoop btw laag 9%", "P", "E", "0.09", "", "1520"),
    ("6", "Verlegd binnen de EU", "S", "E", "0", "", ""),
)
# code, description, type, account
JOURNALS = (
    ("10", "Kas", 10, "1000"),
    ("20", "Rabobank", 12, "1100"),
    ("50", "Inkoopboek", 22, "1600"),
    ("70", "Verkoopboek", 20, "1300"),
    ("90", "Memoriaal", 90, ""),
)
# code, description, days
CONDITIONS = (("00", "Contant", 0), ("14", "Binnen 14 dagen", 14), ("30", "Binnen 30 dagen", 30))
# name, street and number, postcode, city
CUSTOMERS = (
    ("Hotel De Zwaan", "Markt 12", "5211 JX", "'s-Hertogenbosch"),
    ("Café 't Hoekje", "Dorpsstraat 3", "3512 AB", "Utrecht"),
    ("Zorgcentrum Avondrood", "Lindelaan 88", "6811 KL", "Arnhem"),
    ("Van der Meer & Zonen", "Havenkade 41", "1781 AA", "Den Helder"),
    ("Lunchroom Noé", "Kerkplein 7", "2011 BC", "Haarlem"),
    ("Basisschool De Regenboog", "Schoolweg 1", "7411 SE", "Deventer"),
    ("Congrescentrum Oost B.V.", "Stationsplein 20", "7511 JD", "Enschede"),
    ("Stichting Buurthuis Zuid", "Zuiderpark 5", "9724 AH", "Groningen"),
)
SUPPLIERS = (
    ("Meelfabriek De Korenbloem", "Molenweg 2", "4811 XT", "Breda"),
    ("Zuivelgroothandel Friesland", "Melkpad 9", "8911 BM", "Leeuwarden"),
    ("Energie Direct Nederland", "Stroomlaan 100", "1043 AP", "Amsterdam"),
    ("Garage Pietersen", "Industrieweg 17", "3542 AD", "Utrecht"),
    ("Verpakkingen Smit B.V.", "Kartonstraat 8", "5600 AA", "Eindhoven"),
    ("Kantoorvakhandel Postma", "Nieuwstraat 33", "8011 TP", "Zwolle"),
)
PEOPLE = (("Anna", "Bakker"), ("Pieter", "de Wit"), ("Fatima", "El Amrani"), ("Jan", "van Dijk"), ("Sanne", "Visser"))


def iban(account: int) -> str:
    """An IBAN with a right check number, of a bank that does not exist (TEST)."""
    bban = f"TEST{account:010d}"
    digits = "".join(str(int(one, 36)) for one in f"{bban}NL00")
    return f"NL{98 - int(digits) % 97:02d}{bban}"


def vat_number(place: int) -> str:
    """A Dutch VAT number with a right check digit (the elevens test), by place in a list."""
    for number in range(80_000_000 + place * 100, 80_000_100 + place * 100):
        rest = sum(int(digit) * weight for digit, weight in zip(str(number), range(9, 1, -1), strict=True)) % 11
        if rest < 10:
            return f"NL{number}{rest}B01"
    raise ValueError(place)
