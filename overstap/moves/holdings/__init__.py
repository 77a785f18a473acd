"""What an administration holds besides its ledger: every part of it, in one list that the whole flow asks."""

from django.db import models

from overstap.moves.holdings import apps, assets, authorisation, bank, copied, documents, inbox, packages, sales, tax
from overstap.moves.holdings.values import Holding
from overstap.moves.profiles import Profile

HOLDINGS: tuple[Holding, ...] = (
    documents.HOLDING,
    authorisation.HOLDING,
    apps.HOLDING,
    copied.HOLDING,
    sales.HOLDING,
    inbox.HOLDING,
    bank.HOLDING,
    tax.HOLDING,
    assets.HOLDING,
    packages.HOLDING,
)


def left_behind(profile: Profile) -> frozenset[type[models.Model]]:
    """The tables of all parts that stay at the giver's in a move under this profile."""
    return frozenset(table for holding in HOLDINGS for table in holding.left_behind(profile))
