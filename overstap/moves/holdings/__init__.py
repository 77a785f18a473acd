"""What an administration holds besides its ledger: every part of it, in one list that the whole flow asks."""

from overstap.moves.holdings import documents
from overstap.moves.holdings.values import Holding

HOLDINGS: tuple[Holding, ...] = (documents.HOLDING,)
