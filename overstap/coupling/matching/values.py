"""What goes into matching and what comes out."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a contact card stands for, as far as the source says."""

    PARTY = "party"
    DIVISION = "division"  # an administration's card of itself; never copied


@dataclass(frozen=True, slots=True)
class Card:
    """One contact card of one administration, texts as they stand in the source; empty where there is nothing."""

    administration: str
    name: str
    vat: str = ""
    kvk: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    iban: str = ""
    kind: Kind = Kind.PARTY


class Where(StrEnum):
    """Where matching is computed; the answer is the same."""

    HERE = "here"  # on this machine, by DuckDB
    SPARK = "spark"  # by the active or configured Spark session, for more cards than one machine holds


@dataclass(frozen=True, slots=True)
class Settings:
    """How sure matching has to be: chances, 0-1.

    Two cards come together from ``sure_of_pair``, two clusters from ``sure_of_cluster``; a person is asked from
    ``ask_from`` on. Cards that are no Dutch business contacts, and their clusters, come together from
    ``sure_of_strangers``. CAREFUL merges less and asks more.

    On made-up cards that nothing was learned from, 24 times 10,000: the default finds 98.1 % of the pairs that are one
    party (F1 0.989), 0.17 % of the pairs it merges are two legal entities, and it asks 10 questions per 1,000 cards.
    CAREFUL finds 96.5 %, 0.04 % are two legal entities, it asks 23, and once those are answered F1 is 0.999.
    """

    sure_of_pair: float = 0.99
    sure_of_cluster: float = 0.7
    ask_from: float = 0.1
    where: Where = Where.HERE
    sure_of_strangers: float = 0.8


CAREFUL = Settings(sure_of_pair=0.996, sure_of_cluster=0.978, ask_from=0.2, sure_of_strangers=0.9)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for (weight above 0) or against: a stable code, English text, weight in bits."""

    code: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """Are these two cards, and the clusters they stand for, one party? Rows of the input and the chance (0-1)."""

    one: int
    other: int
    chance: float
    reasons: tuple[Reason, ...] = field(default=())
