"""Three lines of business: what they sell, what they buy, and from whom."""

from dataclasses import dataclass

from overstap.books.sample import chart


@dataclass(frozen=True, slots=True)
class Product:
    """Something sold: price range in cents a unit, the most units on a line, and whether units may be quarters."""

    code: str
    name: str
    lowest: int
    highest: int
    most: int
    low_vat: bool = False
    quarters: bool = False


@dataclass(frozen=True, slots=True)
class Purchase:
    """Something bought: ledger account, description, net amount range in cents, and whether VAT is the low rate."""

    account: str
    name: str
    lowest: int
    highest: int
    low_vat: bool = False


@dataclass(frozen=True, slots=True)
class Trade:
    """A line of business.

    ``reverse``, ``eu`` and ``export`` are how many of a hundred customers are charged that way; ``purchases`` is the
    number of purchase invoices for every hundred sales invoices; ``average_sale`` and ``sale_lines`` are what an
    invoice comes to (cents, ledger lines), to size wages and opening balance by; ``wage_percent`` is gross wages of
    turnover.
    """

    products: tuple[Product, ...]
    bought: tuple[Purchase, ...]
    most_rows: int
    reverse: int
    eu: int
    export: int
    purchases: int
    average_sale: int
    sale_lines: int
    wage_percent: int
    projects: bool
    foreign_suppliers: int
    keeps_stock: bool = False


OVERHEADS = (
    Purchase(chart.OFFICE, "Kantoorartikelen", 1_500, 25_000),
    Purchase(chart.SOFTWARE, "Software-abonnement", 2_900, 60_000),
    Purchase(chart.FUEL, "Brandstof", 4_500, 22_000),
    Purchase(chart.CANTEEN, "Koffie, thee & lunch", 1_200, 18_000, low_vat=True),
    Purchase(chart.ADVERTISING, "Advertentie vakblad", 10_000, 90_000),
    Purchase(chart.TOOLS, "Klein materieel", 2_000, 60_000),
    Purchase(chart.CAR_LEASE, "Leasetermijn bestelauto", 39_000, 85_000),
)
INVESTMENTS = (
    Purchase(chart.INVENTORY, "Inrichting en machines", 150_000, 1_500_000),
    Purchase(chart.VEHICLES, "Bestelauto", 1_200_000, 3_500_000),
)

CONSULTANCY = Trade(
    products=(
        Product("ADV", "Advies senior", 11_500, 15_500, 40, quarters=True),
        Product("JUN", "Advies junior", 7_500, 9_900, 60, quarters=True),
        Product("TRN", "Training à la carte", 45_000, 95_000, 4),
        Product("REIS", "Reiskosten", 23, 45, 400),
        Product("BOEK", "Handboek", 2_450, 5_900, 12, low_vat=True),
    ),
    bought=(
        Purchase(chart.SUBCONTRACTORS, "Inhuur adviseur", 30_000, 220_000),
        Purchase(chart.COST_OF_SALES, "Cursusmateriaal", 5_000, 60_000),
    ),
    most_rows=3, reverse=0, eu=8, export=4, purchases=60, average_sale=158_000, sale_lines=4,
    wage_percent=38, projects=True, foreign_suppliers=10,
)  # fmt: skip

WHOLESALE = Trade(
    products=(
        Product("PAN28", "Braadpan 28 cm", 2_900, 7_500, 60),
        Product("MES-1", "Koksmes damast", 4_500, 16_000, 24),
        Product("BORD", "Dinerbord porselein", 450, 1_200, 240),
        Product("THEE", "Thee per kilo", 900, 2_900, 80, low_vat=True),
        Product("KOFFIE", "Koffiebonen per kilo", 1_100, 2_400, 120, low_vat=True),
        Product("OVEN", "Combisteamer", 280_000, 750_000, 2),
        Product("GLAS", "Wijnglas per doos", 1_800, 5_200, 90),
        Product("CRÈME", "Crème brûlée-set", 1_500, 3_900, 36),
    ),
    bought=(
        Purchase(chart.COST_OF_SALES, "Inkoop servies", 40_000, 900_000),
        Purchase(chart.COST_OF_SALES, "Inkoop pannen & messen", 40_000, 1_200_000),
        Purchase(chart.COST_OF_SALES, "Inkoop koffie en thee", 20_000, 400_000, low_vat=True),
    ),
    most_rows=6, reverse=0, eu=18, export=16, purchases=55, average_sale=371_000, sale_lines=5,
    wage_percent=14, projects=False, foreign_suppliers=40, keeps_stock=True,
)  # fmt: skip

BUILDER = Trade(
    products=(
        Product("UUR", "Arbeidsuren timmerman", 4_800, 6_200, 80, quarters=True),
        Product("MAT", "Geleverd materiaal", 5_000, 120_000, 6),
        Product("TERM", "Termijn volgens bestek", 150_000, 900_000, 1),
        Product("ISO", "Isolatiewerk woning (arbeid)", 3_900, 4_900, 60, low_vat=True, quarters=True),
        Product("STEIG", "Steigerhuur per week", 12_000, 45_000, 8),
    ),
    bought=(
        Purchase(chart.MATERIALS, "Hout en plaatmateriaal", 15_000, 500_000),
        Purchase(chart.MATERIALS, "Cement & stenen", 15_000, 350_000),
        Purchase(chart.SUBCONTRACTORS, "Onderaanneming installatie", 80_000, 1_200_000),
        Purchase(chart.SUBCONTRACTORS, "Onderaanneming schilderwerk", 50_000, 600_000),
    ),
    most_rows=5, reverse=35, eu=3, export=0, purchases=70, average_sale=425_000, sale_lines=4,
    wage_percent=20, projects=True, foreign_suppliers=8,
)  # fmt: skip

TRADES = {"consultancy": CONSULTANCY, "wholesale": WHOLESALE, "builder": BUILDER}
