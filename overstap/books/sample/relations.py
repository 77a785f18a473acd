"""The people a sample company deals with: itself, its customers and its suppliers, all invented."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from overstap.books.relations.values import Address, BankAccount, Company, Relation
from overstap.books.sample import chart, names, numbers
from overstap.books.sample.plan import FEWEST_RELATIONS, SamplePlan
from overstap.books.sample.trades import TRADES, Trade

HOME, REVERSE, EU, EXPORT = "home", "reverse", "eu", "export"
PROMPT, LATE, BAD = "prompt", "late", "bad"


@dataclass(frozen=True, slots=True)
class Party:
    """A relation as the generator deals with it: its VAT, its currency ("" the company's own) and how it pays."""

    relation: Relation
    treatment: str
    currency: str
    terms: int
    habit: str
    iban: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The company and everybody it deals with. ``fixed`` are the landlord, energy, telephone and accountant."""

    company: Company
    ibans: dict[str, str]
    customers: tuple[Party, ...]
    suppliers: tuple[Party, ...]
    fixed: tuple[Party, ...]
    projects: tuple[tuple[str, str], ...]

    def relations(self) -> tuple[Relation, ...]:
        """Every relation once, by rising code."""
        by_code = {party.relation.code: party.relation for party in self.customers + self.suppliers + self.fixed}
        return tuple(by_code[code] for code in sorted(by_code))


def make_cast(plan: SamplePlan) -> Cast:
    """Everybody a plan needs; the number of relations grows with the number of lines, unless the plan says it."""
    rng = Random(f"{plan.seed}:cast")
    trade = TRADES[plan.trade]
    ibans = {chart.BANK_ONE: numbers.dutch_iban(rng, "RABO"), chart.BANK_TWO: numbers.dutch_iban(rng, "INGB")}
    count = plan.relations or min(max(plan.lines // 400, FEWEST_RELATIONS), 2_000)
    customers = tuple(_customer(rng, plan, trade, nth) for nth in range(count))
    suppliers = tuple(_supplier(rng, plan, trade, nth) for nth in range(max(count // 2, 10)))
    fixed = tuple(_fixed(rng, nth) for nth in range(4))
    both = next(party for party in customers if party.treatment == HOME)
    return Cast(_company(rng, plan), ibans, customers, (*suppliers, both), fixed, _projects(rng, plan, trade))


def _company(rng: Random, plan: SamplePlan) -> Company:
    return Company(
        name=plan.name,
        ident=f"A{plan.seed}",
        commerce_number=numbers.commerce_number(rng),
        tax_country="NL",
        tax_number=numbers.vat_number_company(rng),
        addresses=(_address(rng), _post_box(rng)),
    )


def _projects(rng: Random, plan: SamplePlan, trade: Trade) -> tuple[tuple[str, str], ...]:
    if not trade.projects:
        return ()
    count = min(max(plan.lines // 2_000, 4), 60)
    kinds = ("Verbouwing", "Nieuwbouw", "Renovatie", "Onderzoek", "Implementatie", "Uitbreiding")
    return tuple((f"P{nth + 1:03d}", f"{rng.choice(kinds)} {rng.choice(names.FANTASY)}") for nth in range(count))


def _customer(rng: Random, plan: SamplePlan, trade: Trade, nth: int) -> Party:
    treatment = _treatment(rng, trade, nth)
    country, currency = _country(rng, plan, treatment)
    name = names.ODD_NAMES[nth - 1] if 1 <= nth <= len(names.ODD_NAMES) and country == "NL" else ""
    kind = "B" if treatment == HOME and nth == 0 else "C"
    relation = _relation(rng, f"{10_001 + nth}", kind, country, name)
    habit = rng.choices((PROMPT, LATE, BAD), (78, 18, 4))[0]
    return Party(relation, treatment, currency, rng.choice((14, 30, 30, 60)), habit, _first_iban(relation))


def _treatment(rng: Random, trade: Trade, nth: int) -> str:
    """The first customers are ordinary ones; after them comes one of each kind the trade has."""
    if nth <= len(names.ODD_NAMES):
        return HOME
    kinds = [kind for kind, share in ((REVERSE, trade.reverse), (EU, trade.eu), (EXPORT, trade.export)) if share]
    if nth - len(names.ODD_NAMES) <= len(kinds):
        return kinds[nth - len(names.ODD_NAMES) - 1]
    rest = 100 - trade.reverse - trade.eu - trade.export
    return rng.choices((HOME, REVERSE, EU, EXPORT), (rest, trade.reverse, trade.eu, trade.export))[0]


def _country(rng: Random, plan: SamplePlan, treatment: str) -> tuple[str, str]:
    if treatment == EU:
        return rng.choice(("DE", "BE")), "EUR" if plan.currency != "EUR" else ""
    if treatment == EXPORT:
        country, currency = rng.choice((("US", "USD"), ("GB", "GBP")))
        return country, currency if currency != plan.currency else "EUR"
    return "NL", ""


def _supplier(rng: Random, plan: SamplePlan, trade: Trade, nth: int) -> Party:
    treatment = HOME
    if nth in (1, 2):
        treatment = (EU, EXPORT)[nth - 1]
    elif rng.random() * 100 < trade.foreign_suppliers:
        treatment = rng.choice((EU, EXPORT))
    elif trade.reverse and rng.random() * 100 < trade.reverse:
        treatment = REVERSE
    country, currency = _country(rng, plan, treatment)
    relation = _relation(rng, f"{50_001 + nth}", "S", country, "")
    return Party(relation, treatment, currency, rng.choice((14, 21, 30)), PROMPT, _first_iban(relation))


def _fixed(rng: Random, nth: int) -> Party:
    name = ("Vastgoed Het Blauwe Hek B.V.", "Stroomhuis Nederwind N.V.", "Belboom Telecom B.V.", "Telraam Accountants")
    relation = _relation(rng, f"{80_001 + nth}", "S", "NL", name[nth])
    return Party(relation, HOME, "", 14, PROMPT, _first_iban(relation))


def _first_iban(relation: Relation) -> str:
    return relation.bank_accounts[0].number if relation.bank_accounts else ""


def _relation(rng: Random, code: str, kind: str, country: str, name: str) -> Relation:
    contact = f"{rng.choice(names.FIRST_NAMES)} {rng.choice(names.SURNAMES)}"
    name = name or _name(rng, country, int(code))
    sole_trader = country == "NL" and not ("V." in name or name.startswith("Stichting"))
    mailbox = f"administratie.{code}@example.{'nl' if country == 'NL' else 'com'}"
    return Relation(
        code=code,
        name=name,
        type=kind,
        contact=contact if rng.random() < 0.8 else "",
        phone=_phone(rng, country) if rng.random() < 0.9 else "",
        email=mailbox if rng.random() < 0.9 else "",
        website=f"https://www.example.nl/{code}" if rng.random() < 0.3 else "",
        commerce_number=numbers.commerce_number(rng) if country == "NL" else "",
        tax_country=country,
        tax_number=_tax_number(rng, country, sole_trader=sole_trader),
        group=rng.choice(("", "", "A", "B")),
        customer_limit=Decimal(rng.randrange(1, 60) * 500).quantize(Decimal("0.01")) if kind != "S" else None,
        addresses=(_address(rng, country),) if rng.random() < 0.8 else (_address(rng, country), _post_box(rng)),
        bank_accounts=_bank_accounts(rng, country),
    )


def _name(rng: Random, country: str, code: int) -> str:
    foreign = {
        "DE": names.GERMAN_NAMES, "BE": names.BELGIAN_NAMES, "US": names.AMERICAN_NAMES, "GB": names.BRITISH_NAMES,
    }  # fmt: skip
    if country in foreign:
        return f"{rng.choice(foreign[country])} {code % 1000}"
    form = rng.choice(names.LEGAL_FORMS)
    core = rng.choice(names.FANTASY) if rng.random() < 0.3 else rng.choice(names.SURNAMES)
    full = f"{rng.choice(names.TRADE_WORDS)} {core[0].upper()}{core[1:]}"
    return f"Stichting {full}" if form == "Stichting" else f"{full} {form}".strip()


def _tax_number(rng: Random, country: str, *, sole_trader: bool) -> str:
    if country == "NL":
        return numbers.vat_number_sole_trader(rng) if sole_trader else numbers.vat_number_company(rng)
    makers = {"DE": numbers.vat_number_germany, "BE": numbers.vat_number_belgium}
    return makers[country](rng) if country in makers else ""


def _phone(rng: Random, country: str) -> str:
    # 555 01xx is the block that fiction uses; no subscriber has it.
    local = f"555 01 {numbers.digits(rng, 2)}"
    if country == "NL":
        return f"{rng.choice(names.AREA_CODES)}-{local}"
    return f"+{ {'DE': '49', 'BE': '32', 'US': '1', 'GB': '44'}[country] } {local}"


def _bank_accounts(rng: Random, country: str) -> tuple[BankAccount, ...]:
    if country != "NL":
        return ()
    count = 2 if rng.random() < 0.1 else 1
    ibans = [numbers.dutch_iban(rng) for _ in range(count)]
    return tuple(BankAccount(iban, numbers.BICS[iban[4:8]]) for iban in ibans)


def _postal_code(rng: Random) -> str:
    letters = "ABCDEGHJKLMNPRSTVWXZ"
    pair = rng.choice(letters) + rng.choice(letters)
    # SA, SD and SS are never given out.
    return f"{rng.randrange(1000, 10000)} {'XA' if pair in ('SA', 'SD', 'SS') else pair}"


def _address(rng: Random, country: str = "NL") -> Address:
    number = str(rng.randrange(1, 400))
    if country != "NL":
        city = rng.choice(names.FOREIGN_CITIES[country])
        return Address(
            "street", names.FOREIGN_STREETS[country], number, "", "", city, numbers.digits(rng, 5), "", country
        )
    addition = rng.choice(("", "", "", "a", "bis", "II"))
    return Address(
        street=rng.choice(names.STREETS), number=number, addition=addition, city=rng.choice(names.CITIES),
        postal_code=_postal_code(rng), country="NL",
    )  # fmt: skip


def _post_box(rng: Random) -> Address:
    return Address(
        kind="postal", street="Postbus", number=str(rng.randrange(1, 9999)), city=rng.choice(names.CITIES),
        postal_code=_postal_code(rng), country="NL",
    )  # fmt: skip
