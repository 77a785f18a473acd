"""Made-up contact cards with the truth beside them: a second opinion on contact matching.

Built around scenes (a shop, a family firm, a group of companies …) and around clerks: each administration has one,
with habits of writing. Nothing is real; domains are example domains. Deterministic per seed.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pyarrow as pa

_FIRST = [
    "Aart",
    "Bea",
    "Coen",
    "Dina",
    "Evert",
    "Fenna",
    "Geert",
    "Hanna",
    "Ids",
    "Jip",
    "Klaas",
    "Loes",
    "Menno",
    "Neeltje",
    "Otto",
    "Puck",
    "Quinten",
    "Roos",
    "Stef",
    "Truus",
]
_LAST = [
    "Abbing",
    "Boerma",
    "Cremers",
    "Duits",
    "Eijkman",
    "Feenstra",
    "Grootveld",
    "Hazelhoff",
    "Idema",
    "Jagers",
    "Keizersveld",
    "Loman",
    "Meulenbelt",
    "Noorlander",
    "Oldenburger",
    "Paardekooper",
    "Quist",
    "Ravensberg",
    "Stroeve",
    "Tolsma",
    "Uittenbogaard",
    "Veldhuizen",
    "Westendorp",
    "IJspeert",
    "Zijlmans",
]
_BRANDS = [
    "Aldera",
    "Brixon",
    "Cobalto",
    "Dorenta",
    "Elvaro",
    "Ferrano",
    "Gildeon",
    "Havanto",
    "Ikaros",
    "Jupero",
    "Kolibrand",
    "Lumera",
    "Montivo",
    "Norvida",
    "Optaro",
    "Pelikon",
    "Rovenda",
    "Solentis",
    "Tarvano",
    "Ubrica",
    "Vendoro",
    "Wolmera",
    "Xanterra",
    "Zephiro",
]
_TRADES = [
    "Bakkerij",
    "Slagerij",
    "Rijwielen",
    "Tandtechniek",
    "Meubelmakerij",
    "Drogisterij",
    "Kwekerij",
    "Taxi",
    "Catering",
    "Fysiotherapie",
    "Notariaat",
    "Stomerij",
    "Boekhandel",
    "Optiek",
    "Kapsalon",
    "Dierenarts",
    "Scheepswerf",
    "Fotografie",
    "Garage",
    "Wijnhandel",
    "Schoenmode",
    "Zuivel",
]
_STREETS = [
    "Gasthuisstraat",
    "Vlierlaan",
    "Oosterkade",
    "Tramplein",
    "Papiermolenweg",
    "Zuivelpad",
    "Lange",
    "Nieuwstraat",
    "Achterom",
    "Weverstraat",
    "Smidsweg",
    "Marktveld",
    "Waterpoort",
    "Hessenweg",
    "Lindelaan",
    "Brouwersgracht",
    "Turfmarkt",
    "Kerkewijk",
    "Stoofpad",
]
_TOWNS = (
    ("Zutphen", 7201), ("Kampen", 8261), ("Vlissingen", 4381), ("Delfzijl", 9931), ("Boxmeer", 5831), ("Zeist", 3701),
    ("Hulst", 4561), ("Dokkum", 9101), ("Raalte", 8101), ("Schagen", 1741), ("Tholen", 4691), ("Borne", 7621),
)  # fmt: skip
_PARTS = ("Holding", "Beheer", "Vastgoed", "Services", "Logistiek", "Exploitatie", "Personeel")
_VARIANTS = {"B.V.": ("B.V.", "BV", "bv", "b.v."), "V.O.F.": ("V.O.F.", "VOF", "vof"), "": ("",)}


@dataclass(frozen=True, slots=True)
class Party:
    """One party as it really is; ``legal`` is the legal entity, which branches share."""

    truth: int
    legal: int
    kind: str
    name: str
    form: str
    street: str
    number: int
    postcode: str
    city: str
    kvk: str
    vat: str
    iban: str
    mail: str
    phone: str


@dataclass(frozen=True, slots=True)
class Clerk:
    """How one administration writes its cards: chances, 0-1."""

    knows: dict[str, float]
    careless: float
    shouts: bool
    drops_form: float


class World:
    """Parties and cards of one seed."""

    def __init__(self, seed: int, hardness: float = 1.0) -> None:
        self._dice = random.Random(f"second/{seed}")
        self._hardness = hardness
        self._next = 0

    def cards(self, cards: int, administrations: int = 6) -> pa.Table:
        """So many cards, columns as matching wants them and ``truth``, ``legal_id``, ``kind_of``."""
        clerks = [self._clerk() for _ in range(administrations)]
        rows: list[dict[str, object]] = []
        while len(rows) < cards:
            for party in self._scene():
                known_by = min(administrations, 1 + int(self._dice.expovariate(0.8)))
                for at in self._dice.sample(range(administrations), known_by):
                    rows.append(self._card(party, at, clerks[at]))
                    if self._dice.random() < 0.02:
                        rows.append(self._card(party, at, clerks[at]))
        self._dice.shuffle(rows)
        return pa.Table.from_pylist(rows[:cards])

    def _scene(self) -> Iterator[Party]:
        scenes: tuple[Callable[[], list[Party]], ...] = (
            self._shop,
            self._shop,
            self._citizen,
            self._group,
            self._branches,
            self._couple,
        )
        return iter(self._dice.choices(scenes, (40, 20, 22, 9, 2, 7))[0]())

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _digits(self, count: int) -> str:
        return "".join(self._dice.choices("0123456789", k=count))

    def _party(self, kind: str, name: str, form: str) -> Party:
        town, first = self._dice.choice(_TOWNS)
        number = self._number()
        word = "".join(letter for letter in name.split()[-1].lower() if letter.isalnum())
        host = (
            f"{word}{number % 97}.example"
            if kind != "person"
            else self._dice.choice(("gmail.com", "ziggo.nl", "home.nl"))
        )
        box = self._dice.choice(("info", "admin", "facturen")) if kind != "person" else f"{word}{number % 89}"
        return Party(
            number, number, kind, name, form, self._dice.choice(_STREETS), self._dice.randint(1, 240),
            f"{first + self._dice.randint(0, 8)}{''.join(self._dice.choices('ABCDEGHJKLMNPRSTVWXZ', k=2))}", town,
            "" if kind == "person" else str(self._dice.randint(1, 9)) + self._digits(7),
            "" if kind == "person" else vat(self._dice, sole=kind == "sole"), iban(self._digits(9)),
            f"{box}@{host}", "0" + self._dice.choice("123457") + str(self._dice.randint(10_000_000, 99_999_999)),
        )  # fmt: skip

    def _shop(self) -> list[Party]:
        sole = self._dice.random() < 0.35
        root = (
            self._dice.choice(_LAST)
            if self._dice.random() < 0.6
            else self._dice.choice(_BRANDS) + self._dice.choice(("", "a", "is", "tec"))
        )
        trade = self._dice.choice(_TRADES)
        name = self._dice.choice(
            (
                f"{trade} {root}",
                f"{root} {trade}",
                f"{self._dice.choice(_FIRST)} {root} {trade}",
                f"{trade} {root}-{self._dice.choice(_LAST)}",
            )
        )
        return [
            self._party(
                "sole" if sole else "company",
                name,
                "" if sole else self._dice.choice(("B.V.", "B.V.", "B.V.", "V.O.F.")),
            )
        ]

    def _citizen(self) -> list[Party]:
        return [
            self._party(
                "person",
                f"{self._dice.choice(_FIRST)} {self._dice.choice(('', 'van ', 'de '))}{self._dice.choice(_LAST)}",
                "",
            )
        ]

    def _couple(self) -> list[Party]:
        one = self._citizen()[0]
        other = self._party(
            "person",
            f"{self._dice.choice([name for name in _FIRST if name[0] != one.name[0]])} {one.name.split(' ', 1)[1]}",
            "",
        )
        return [one, self._beside(one, other, phone=self._dice.random() < 0.5)]

    def _group(self) -> list[Party]:
        main = replace(self._shop()[0], kind="company", form="B.V.")
        root = main.name.split()[-1]
        others = [
            self._party("company", f"{root} {part}", "B.V.")
            for part in self._dice.sample(_PARTS, self._dice.randint(1, 3))
        ]
        return [main, *(replace(self._beside(main, other, phone=True), mail=main.mail) for other in others)]

    def _branches(self) -> list[Party]:
        main = replace(self._shop()[0], kind="company", form="B.V.")
        return [main, *(self._branch(main) for _ in range(self._dice.randint(1, 4)))]

    def _branch(self, main: Party) -> Party:
        place = self._party("company", main.name, main.form)
        name = f"{main.name} {place.city}"
        return replace(place, name=name, legal=main.legal, kvk=main.kvk, vat=main.vat, iban=main.iban)

    def _beside(self, one: Party, other: Party, *, phone: bool) -> Party:
        at = replace(other, street=one.street, number=one.number, postcode=one.postcode, city=one.city)
        return replace(at, phone=one.phone) if phone else at

    def _clerk(self) -> Clerk:
        wanted = {"kvk": 0.45, "vat": 0.6, "iban": 0.6, "mail": 0.7, "phone": 0.65, "address": 0.93}
        knows = {field: min(1.0, chance * self._dice.uniform(0.5, 1.4)) for field, chance in wanted.items()}
        return Clerk(
            knows,
            0.04 * self._hardness * self._dice.uniform(0.4, 1.6),
            self._dice.random() < 0.15,
            self._dice.choice((0.05, 0.1, 0.5)),
        )

    def _card(self, party: Party, administration: int, clerk: Clerk) -> dict[str, object]:
        known = {field: self._dice.random() < chance for field, chance in clerk.knows.items()}

        def say(text: str, field: str) -> str:
            return self._slip(text, clerk) if known[field] else ""

        return {
            "administration": str(administration), "name": self._slip(self._written(party, clerk), clerk),
            "vat": say(party.vat, "vat"), "kvk": say(party.kvk, "kvk"), "email": say(party.mail, "mail"),
            "phone": say(self._phone(party.phone), "phone"), "iban": say(party.iban, "iban"),
            "address": say(f"{party.street} {party.number}", "address"),
            "postcode": say(self._postcode(party.postcode), "address"),
            "city": party.city.upper() if clerk.shouts else party.city,
            "truth": party.truth, "legal_id": party.legal, "kind_of": party.kind,
        }  # fmt: skip

    def _written(self, party: Party, clerk: Clerk) -> str:
        name = party.name
        if party.kind == "person" and self._dice.random() < 0.4:
            name = f"{name[0]}. {name.split(' ', 1)[1]}"
        elif party.kind != "person" and self._dice.random() < 0.06 * self._hardness:
            name = " ".join(word if len(word) < 8 or at else word[:5] + "." for at, word in enumerate(name.split()))
        if party.form and self._dice.random() > clerk.drops_form:
            name = f"{name} {self._dice.choice(_VARIANTS[party.form])}"
        return name.upper() if clerk.shouts else name

    def _phone(self, number: str) -> str:
        return self._dice.choice((number, f"{number[:3]}-{number[3:]}", f"+31 {number[1:]}", f"0031{number[1:]}"))

    def _postcode(self, code: str) -> str:
        return code if self._dice.random() < 0.6 else f"{code[:4]} {code[4:]}"

    def _slip(self, text: str, clerk: Clerk) -> str:
        if len(text) < 4 or self._dice.random() > clerk.careless:
            return text
        at = self._dice.randrange(1, len(text) - 1)
        other = self._digits(1) if text[at].isdigit() else self._dice.choice("aeioustrn")
        return self._dice.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + other + text[at + 1 :],
                text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
            )
        )


def vat(dice: random.Random, *, sole: bool) -> str:
    """A VAT number that passes its own test: modulo 97 for a sole proprietor, eleven for a legal person."""
    while True:
        digits = "".join(dice.choices("123456789", k=9))
        remainder = int(f"2321{digits}1100") % 97
        if sole and (check := (1 - remainder) % 97) >= 2:
            return f"NL{digits}B{check:02d}"
        if (
            not sole
            and (
                sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), digits, strict=False))
                - int(digits[8])
            )
            % 11
            == 0
        ):
            return f"NL{digits}B01"


def iban(account: str) -> str:
    """A Dutch account of a bank that does not exist, with its check digits (ISO 13616)."""
    return f"NL{98 - int('33143517' + '0' + account + '232100') % 97:02d}XEZH0{account}"
