"""Numbers with check digits: invented ones that pass, and the checks themselves.

Sources: Dutch VAT numbers: belastingdienst.nl, "btw-identificatienummer" (11-test up to 2019 and for legal persons,
modulo 97 for sole traders since 2020); IBAN: ISO 13616 with ISO 7064 mod 97-10; German and Belgian VAT numbers:
ISO 7064 mod 11,10 and modulo 97, as the two tax authorities publish them.
"""

from random import Random

BICS = {"RABO": "RABONL2U", "INGB": "INGBNL2A", "ABNA": "ABNANL2A", "TRIO": "TRIONL2U", "KNAB": "KNABNL2H"}


def digits(rng: Random, count: int) -> str:
    """``count`` random digits."""
    return str(int(rng.random() * 10**count)).zfill(count)


def mod97(text: str) -> int:
    """The remainder by 97 of ``text`` with its letters written as 10 to 35 (ISO 7064)."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def valid_iban(iban: str) -> bool:
    """Whether the check digits of an IBAN are right."""
    return mod97(iban[4:] + iban[:4]) == 1


def dutch_iban(rng: Random, bank: str = "") -> str:
    """A Dutch IBAN with right check digits that is nobody's account."""
    bank = bank or rng.choice(list(BICS))
    account = digits(rng, 10)
    # Real account numbers pass the 11-test: one that fails it cannot belong to anybody.
    while passes_eleven(account):
        account = digits(rng, 10)
    return f"NL{98 - mod97(f'{bank}{account}NL00'):02d}{bank}{account}"


def passes_eleven(account: str) -> bool:
    """Whether a ten-digit account number passes the 11-test."""
    return sum((10 - place) * int(digit) for place, digit in enumerate(account)) % 11 == 0


def commerce_number(rng: Random) -> str:
    """Eight digits as the Chamber of Commerce gives; it has not reached the 99 million yet."""
    return "99" + digits(rng, 6)


def _eleven_rest(first_eight: str) -> int:
    return sum((9 - place) * int(digit) for place, digit in enumerate(first_eight)) % 11


def vat_number_company(rng: Random) -> str:
    """A Dutch VAT number as legal persons have: the nine digits pass the 11-test."""
    first = digits(rng, 8)
    while _eleven_rest(first) == 10:
        first = digits(rng, 8)
    return f"NL{first}{_eleven_rest(first)}B{int(rng.random() * 9) + 1:02d}"


def vat_number_sole_trader(rng: Random) -> str:
    """A Dutch VAT number as sole traders have since 2020: modulo 97 over the whole."""
    head = f"NL{digits(rng, 9)}B"
    rest = (1 - mod97(head + "00")) % 97
    return f"{head}{rest if rest > 1 else rest + 97:02d}"


def valid_dutch_vat(number: str) -> bool:
    """Whether a Dutch VAT number passes the 11-test or the modulo 97 test."""
    if len(number) != 14 or number[:2] != "NL" or number[11] != "B" or not (number[2:11] + number[12:]).isdigit():
        return False
    return _eleven_rest(number[2:10]) == int(number[10]) or mod97(number) == 1


def vat_number_germany(rng: Random) -> str:
    """A German VAT number (DE and nine digits, ISO 7064 mod 11,10)."""
    first = "9" + digits(rng, 7)
    product = 10
    for digit in first:
        product = (((int(digit) + product) % 10 or 10) * 2) % 11
    return f"DE{first}{(11 - product) % 10}"


def vat_number_belgium(rng: Random) -> str:
    """A Belgian VAT number (BE and ten digits, the last two 97 minus the rest by 97)."""
    first = "0" + digits(rng, 7)
    return f"BE{first}{97 - int(first) % 97:02d}"
