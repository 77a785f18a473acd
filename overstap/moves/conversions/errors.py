"""What a conversion may refuse."""

from overstap.lib.errors import NeedsPerson, Refused


class ConversionState(Refused):
    """The conversion does not stand where this can be done."""

    code = "CONVERSION-STATE"


class SameBooks(Refused):
    """Source and target are the same administration."""

    code = "CONVERSION-SAME"


class NotListed(Refused):
    """The package does not list this administration, or it is blocked there."""

    code = "CONVERSION-NOT-LISTED"


class NothingToCarry(Refused):
    """Neither side lets anything be read or written."""

    code = "CONVERSION-NOTHING"


class TooMany(Refused):
    """Enough conversions are under way."""

    code = "CONVERSIONS-TOO-MANY"


class PairRefused(Refused):
    """That is no choice for this code."""

    code = "CONVERSION-PAIR"


class StillOpen(NeedsPerson):
    """Somebody has to decide about some codes first."""

    code = "CONVERSION-OPEN-PAIRS"
