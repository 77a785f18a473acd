"""The words of tenancy."""

from enum import StrEnum


class Tier(StrEnum):
    """The kind of licence; a trial cannot take part in a move (R042)."""

    TRIAL = "trial"
    PREMIUM = "premium"


class OfficeKind(StrEnum):
    """What sort of firm holds an environment."""

    ACCOUNTANCY = "accountancy"
    ENTREPRENEUR = "entrepreneur"


class EnvironmentKind(StrEnum):
    """Whose books an environment holds."""

    OWN = "own"  # what an office or entrepreneur works in; its Admin Center is here
    CLIENT = "client"  # one client of an office; managed from the office's own


class PersonKind(StrEnum):
    """Who acts."""

    HUMAN = "human"
    OPERATOR = "operator"  # runs the installation; acts at the command line
    SYSTEM = "system"  # the worker: sees the environments of the move in hand and no others
    PLACEHOLDER = "placeholder"  # kept for authorship; cannot sign in


class AdministrationState(StrEnum):
    """What can be done with an administration."""

    ACTIVE = "active"
    FROZEN = "frozen"  # readable; nothing can be saved, because a move is on its way
    INCOMING = "incoming"  # being delivered; not released yet
    READ_ONLY = "read_only"  # a sealed view of what once was held here
    MOVED = "moved"  # left; only the trace remains


class PackageFamily(StrEnum):
    """Families of accounting packages; a move never crosses them (R002, R003)."""

    HOUSE = "house"
    TWINFIELD = "twinfield"
    EXACT_ONLINE = "exact_online"
    MULTIVERS = "multivers"  # Boekhoudgemak & Multivers
    ACCOUNTVIEW = "accountview"
    AFAS_SB = "afas_sb"


PACKAGE_NAMES = {  # as their makers write them, in every language
    PackageFamily.HOUSE: "Overstap",
    PackageFamily.TWINFIELD: "Twinfield",
    PackageFamily.EXACT_ONLINE: "Exact Online",
    PackageFamily.MULTIVERS: "Boekhoudgemak & Multivers",
    PackageFamily.ACCOUNTVIEW: "AccountView",
    PackageFamily.AFAS_SB: "AFAS SB",
}


class Notice(StrEnum):
    """Mails about a move that somebody may do without. The transfer code always comes, and so does bad news."""

    OFFERED = "offered"  # to whoever started it: the offer stands
    ACCEPTED = "accepted"  # to whoever started it: the receiver agreed
    DELIVERED = "delivered"  # to whoever received it: ready to release
    RELEASED = "released"  # to both: the copy that proves the move
